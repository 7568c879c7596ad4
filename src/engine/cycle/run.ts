import type { MappingSet } from '../../decision/compiledMapping.ts';
import type { KnownTarget, Link, NameRelease, TargetKnowledge } from '../../decision/decision.ts';
import type { MatchingValue } from '../../decision/evaluateObject.ts';
import type { TargetError } from '../../directories/targetDirectory.ts';
import type { ObjectType, ProvisioningEvent } from '../../protocol/provisioning.ts';
import type { HoldDecision } from '../../protocol/stagedActions.ts';
import type { CycleContext } from './cycleContext.ts';
import type { Exporter } from './export.ts';
import type { PreviewSink } from './previewSink.ts';
import type { RemovalPlans } from './removalPlans.ts';
import type { SeatLedger } from './seatLedger.ts';
import type { TargetLookup } from './targetLookup.ts';
import type { Tally } from './tally.ts';
import { text, type Text } from '../../protocol/text.ts';

/** How the objects of one type are gone through. */
export interface Run {
  readonly context: CycleContext;
  readonly set: MappingSet;
  readonly lookup: TargetLookup;
  readonly exporter: Exporter;
  /** False in a preview. */
  readonly writes: boolean;
  readonly tally: Tally;
  /** In a preview, the objects that a cycle would come to; the others are told of, too. Null when all are. */
  readonly due: Set<string> | null;
  /** True to decide objects that nothing assigns, too, so that a person who asks is told why. */
  readonly considerAll: boolean;
  /** Takes the decisions of a preview; null where they're carried out. */
  readonly sink: PreviewSink | null;
  readonly onEvent: ((event: ProvisioningEvent) => void) | null;
  /** Groups of which a loss of members waits to be released (`holdKey`). */
  readonly waiting: ReadonlySet<string>;
  readonly seats: SeatLedger;
  readonly removals: RemovalPlans;
  readonly found: Findings;
}

/** What the stages of a cycle find out about objects of one type for those that come after. */
export interface Findings {
  /** Objects that were matched in this cycle, by source id. */
  readonly adopted: Map<string, Adopted>;
  /** Objects that the target was asked for and doesn't have. */
  readonly unmatched: Set<string>;
  /** What else the target has said of objects in this cycle, so that it isn't asked twice. */
  readonly foreseen: Map<string, TargetKnowledge>;
  /** Objects of which the target did not say what it holds. */
  readonly unanswered: Map<string, TargetError>;
  /** Objects that wait for a name, and who has it. */
  readonly waits: Map<string, ReadonlySet<string>>;
  /** Who gets a name in a preview, by attribute and value. */
  readonly promised: Map<string, string>;
  /** Names that accounts out of scope give up, by source id. */
  readonly releases: Map<string, NameRelease>;
  /** Links as they were before their account got a temporary name. */
  readonly parked: Map<string, Link>;
  /** Objects that have two accounts, and the id of the one that isn't linked. */
  readonly doubled: Map<string, string>;
  /** Objects whose account turned out not to be where it was, while something else was written. */
  readonly mend: Set<string>;
  /** Objects whose references failed in this cycle. */
  readonly failedReferences: Set<string>;
  /** Linked objects whose account turned out to have lost its access, or to be gone, before this cycle. */
  readonly withoutAccess: Set<string>;
  /** Keys of the losses that give a seat back. */
  readonly freesSeat: Set<string>;
  /** Keys of the losses that accidental-deletion prevention lets happen. */
  readonly permitted: Set<string>;
  /** Losses that a person has rejected, by their key. */
  readonly rejected: Map<string, HoldDecision>;
  /** Members, by the key of the loss, that a group may lose although the rest of the loss is held back. */
  readonly permittedMembers: Map<string, ReadonlySet<string>>;
  /** Objects of which it's certain that nothing is to be taken away any more; the same of groups and their members. */
  readonly keepsAccess: Set<string>;
  readonly keepsMembers: Set<string>;
}

/** How an object was matched, and what the target told along. */
export type Adopted = Pick<KnownTarget, 'lifeCycle' | 'references'> & { readonly by: MatchingValue };

export function noFindings(): Findings {
  return {
    adopted: new Map(),
    unmatched: new Set(),
    foreseen: new Map(),
    unanswered: new Map(),
    waits: new Map(),
    promised: new Map(),
    releases: new Map(),
    parked: new Map(),
    doubled: new Map(),
    mend: new Set(),
    failedReferences: new Set(),
    withoutAccess: new Set(),
    freesSeat: new Set(),
    permitted: new Set(),
    rejected: new Map(),
    permittedMembers: new Map(),
    keepsAccess: new Set(),
    keepsMembers: new Set(),
  };
}

/** What an object is called where many are told of. */
export function nameOfType(type: ObjectType): Text {
  return type === 'User' ? text`Users` : text`Groups`;
}
