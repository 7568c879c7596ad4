import type { WriteReceipt } from '../decision/knowledge.ts';
import type { RemovalPlan } from '../decision/removal.ts';
import { TextError } from '../protocol/failure.ts';
import type { TeamPort } from './teamPort.ts';
import type { ConnectionStep } from '../protocol/connectionReport.ts';
import type { AttributeJson, HttpExchange, ObjectType } from '../protocol/provisioning.ts';
import type { Text } from '../protocol/text.ts';

/**
 * The port through which the engine reads and writes the directory that it provisions to.
 *
 * Attributes are addressed by the paths that mappings use: `userName`, `name.givenName`,
 * `emails[type eq "work"].value`, `urn:…:User:department`.
 *
 * A response is evidence, not a verdict. Reads say what they saw and what they could not read; writes give a receipt of
 * what the response said, and what it leaves open is for the engine to look up.
 */
export interface TargetDirectory {
  /**
   * Asks a question whose response is known, which needs the token: whether the target is there, speaks the protocol and
   * takes the token. Two requests at most.
   *
   * @throws TargetError when neither the list nor a filter that nobody matches is responded to as it must be.
   */
  prove(probe: MatchingProbe, signal: AbortSignal): Promise<void>;

  /** How objects are matched: by whichever costs fewer requests, or always by a filter for each, as Entra's own client does. */
  readonly matching: 'cheapest' | 'filter';

  /**
   * Every object of a type, page by page, with the given attributes. The first page says how many there are.
   *
   * @param references reference attributes to read along, as far as the target tells them unasked.
   */
  list(
    type: ObjectType,
    attributes: readonly string[],
    signal: AbortSignal,
    references?: readonly string[],
  ): AsyncIterable<TargetPage>;

  /**
   * Objects whose attribute equals the value; the target decides on letter case.
   *
   * @param references as for `list`.
   * @throws TargetError, also where an object that may be the one in question cannot be read.
   */
  query(
    type: ObjectType,
    attribute: string,
    value: string,
    attributes: readonly string[],
    signal: AbortSignal,
    references?: readonly string[],
  ): Promise<readonly TargetObject[]>;

  /** One object, or null when the target says that there is none of this id: one piece of evidence that it is gone. */
  read(type: ObjectType, id: string, attributes: readonly string[], signal: AbortSignal): Promise<TargetObject | null>;

  /**
   * Creates an object.
   *
   * @param attributes those to read from the response, where it carries the object.
   * @throws TargetError; an ambiguous one when the object may have been created.
   */
  create(
    type: ObjectType,
    values: TargetValues,
    attributes: readonly string[],
    signal: AbortSignal,
  ): Promise<CreationReceipt>;

  /**
   * Changes single attributes. A null clears.
   *
   * @param held what else the target is known to hold, so that a part of a complex value joins its other parts.
   * @param references what the object is known to refer to: a target that has to be told all, and does not tell them, gets
   *   those. One that is not among them is not known.
   * @throws TargetError, of kind `notFound` when the target says that there is no object of this id.
   */
  update(
    type: ObjectType,
    id: string,
    changes: readonly TargetChange[],
    held: TargetValues,
    signal: AbortSignal,
    references?: readonly KnownReferences[],
  ): Promise<WriteReceipt>;

  /**
   * Deletes an object.
   *
   * @param removal what becomes of a member of a team and of the files; null or absent for anything else.
   * @throws TargetError
   */
  delete(type: ObjectType, id: string, signal: AbortSignal, removal?: RemovalPlan | null): Promise<DeletionReceipt>;

  /** Target ids that a reference attribute holds now; null when the target does not say. */
  readReferences(
    type: ObjectType,
    id: string,
    attribute: string,
    signal: AbortSignal,
  ): Promise<readonly string[] | null>;

  /**
   * Adds and removes values of a reference attribute, in as many requests as the target's limits ask for. A value that
   * the target refuses does not keep the others out.
   *
   * @throws TargetError, of kind `unknowable` when the attribute would have to be written whole and nobody knows what it
   *   holds; of kind `notFound` when the target says that there is no object of this id.
   */
  updateReferences(
    type: ObjectType,
    id: string,
    attribute: string,
    change: ReferenceUpdate,
    signal: AbortSignal,
  ): Promise<ReferenceReceipt>;

  /** What only a team of Dropbox's tells and does; null where the target knows nothing of the kind. */
  readonly team: TeamPort | null;

  testConnection(probe: MatchingProbe, signal: AbortSignal): Promise<readonly ConnectionStep[]>;

  /**
   * What was learnt of how this target takes requests, for the next connection to the same target, in a form of the
   * adapter's own; null when that is nothing. It holds nothing of objects and no secret.
   */
  learned(): string | null;

  requestCounts(): { readonly all: number; readonly writes: number };
  /** How many requests may usefully be under way at once. */
  readonly concurrency: number;
  close(): Promise<void>;
}

/** What the response to a creation said. */
export interface CreationReceipt extends WriteReceipt {
  /** The new object's id; null when the response does not tell it. */
  readonly id: string | null;
  /** True when the target said that it carries the creation out later (202). */
  readonly queued: boolean;
}

/**
 * What the response to a deletion said: `deleted` (200 or 204), `notFound` (404, which leaves open whether the object is
 * there under another id) or `accepted` (not yet, or it leaves that open: 202, or a body that still shows the object).
 */
export type DeletionReceipt = 'deleted' | 'notFound' | 'accepted';

/** What came of writing references. */
export interface ReferenceReceipt {
  /** Values that the target refused, each with what it said; all others were written. */
  readonly refused: readonly { readonly id: string; readonly error: TargetError }[];
  /** False when a response leaves open what the attribute holds now. */
  readonly settled: boolean;
}

/** Values by attribute path. */
export type TargetValues = Readonly<Record<string, AttributeJson>>;

export interface TargetObject {
  readonly id: string;
  readonly values: TargetValues;
  /** Dropbox's life cycle, where the target tells it. */
  readonly lifeCycle: 'invited' | 'active' | 'suspended' | null;
  /** Target ids by reference attribute, of those that were asked for and that the target tells of this object. */
  readonly references?: ReferencesTold;
}

/** What a reference attribute of an object is known to hold. */
export interface KnownReferences {
  readonly attribute: string;
  readonly ids: readonly string[];
  readonly multivalued: boolean;
  /** False where others may be there, which nobody knows: these are only what the job has put there itself. */
  readonly whole?: boolean;
}

export type ReferencesTold = Readonly<Record<string, readonly string[]>>;

export interface TargetPage {
  readonly objects: readonly TargetObject[];
  /** Null when the target does not say. */
  readonly totalResults: number | null;
  /** Listed objects that could not be read: what is not among the others may be one of them. */
  readonly unreadable: number;
}

export interface TargetChange {
  readonly attribute: string;
  /** What the target is believed to hold; null when nothing. */
  readonly old: AttributeJson;
  readonly new: AttributeJson;
  /** True where values are added to a multi-valued attribute, and those that the engine does not know of stay. */
  readonly addsOnly?: boolean;
}

export interface ReferenceUpdate {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** False for an attribute that holds one reference, such as manager. */
  readonly multivalued: boolean;
  /** Every value that the attribute is known to hold, where a target has to be told all; null when that is not known. */
  readonly known: readonly string[] | null;
  /** What the job has put there itself, whether or not that is all: the list that a target shows may be cut short. */
  readonly written?: readonly string[];
}

/** What Test Connection looks for: a user that cannot exist, by the configured matching attribute. */
export interface MatchingProbe {
  readonly type: ObjectType;
  readonly attribute: string;
}

export type TargetErrorKind =
  | 'notFound'
  /** Another object holds a value that must be unique. */
  | 'conflict'
  /** Somebody else changed the object meanwhile. */
  | 'changed'
  | 'licenseLimit'
  | 'rejected'
  | 'unauthorized'
  | 'forbidden'
  | 'throttled'
  | 'serverError'
  | 'unreadable'
  | 'network'
  | 'timeout'
  | 'notImplemented'
  | 'redirected'
  /** What would have to be written back cannot be read. */
  | 'unknowable';

/** The target refused, failed or did not answer; the exchange is quoted without secrets. */
export class TargetError extends TextError {
  readonly kind: TargetErrorKind;
  readonly exchange: HttpExchange | null;
  /** True when the write may have taken effect although no answer says so. */
  readonly ambiguous: boolean;
  /** What to do about it, where the target's adapter knows better than the kind tells; null where it doesn't. */
  readonly advice: Text | null;

  constructor(
    kind: TargetErrorKind,
    told: Text,
    exchange: HttpExchange | null,
    options: { readonly ambiguous?: boolean; readonly advice?: Text | null; readonly cause?: unknown } = {},
  ) {
    super(told, { cause: options.cause });
    this.name = 'TargetError';
    this.kind = kind;
    this.exchange = exchange;
    this.ambiguous = options.ambiguous ?? false;
    this.advice = options.advice ?? null;
  }
}
