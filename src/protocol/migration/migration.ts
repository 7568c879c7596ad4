import type { ServiceStatus } from '../service.ts';
import type { Text } from '../text.ts';

/**
 * Moving from Dropbox's old integration to the SCIM one, as it crosses between processes. Everything here is worked out from what
 * Graph tells at that moment; nothing remembers how far somebody has come.
 */

/** A provisioning job of a Dropbox application that isn't one of the SCIM integration. */
export interface OldJob {
  /** Object id of the service principal. */
  readonly servicePrincipalId: string;
  readonly application: string;
  readonly jobId: string;
  readonly templateId: string;
  /** Whether Entra runs cycles of it. */
  readonly on: boolean;
  /** What tells that it's Dropbox's: its template, or only the application that has it. */
  readonly foundBy: 'template' | 'application';
}

/** What the old jobs were looked for in, and what was found. */
export interface OldJobs {
  readonly jobs: readonly OldJob[];
  /** Names of the applications that were looked at. */
  readonly applications: readonly string[];
}

/** One of the two jobs. */
export interface MigrationSide {
  readonly servicePrincipalId: string;
  readonly application: string;
  /** Null when there is no such job. */
  readonly job: ServiceStatus | null;
  readonly on: boolean;
}

/** What a difference is about. */
export type MigrationArea = 'mapping' | 'filter' | 'setting' | 'assignment';

/**
 * What becomes of it: the new job has it (`same`) or gets it (`carry`), it can't be carried over (`unfit`), or the new job keeps
 * what it has (`kept`): because the old one has nothing there, or because somebody has set it.
 */
export type Verdict = 'same' | 'carry' | 'unfit' | 'kept';

/** Why something isn't carried over. `names` are functions, attributes, operators, roles or objects. */
export interface UnfitReason {
  readonly code:
    | 'functionUnknown'
    | 'expressionUnreadable'
    | 'sourceAttributeLacking'
    | 'targetAttributeLacking'
    | 'targetTaken'
    | 'objectLacking'
    | 'operatorUnknown'
    | 'filterKind'
    | 'roleLacking'
    | 'defaultAccess'
    | 'notProvisioned'
    | 'setInNew'
    | 'newOnly';
  readonly names: readonly string[];
}

/** One line of old beside new. */
export interface MigrationRow {
  readonly area: MigrationArea;
  /** Such as `User › userName`, `scope`, or the name of who is assigned. */
  readonly name: string;
  /** Null where there is nothing. */
  readonly old: string | null;
  readonly new: string | null;
  readonly verdict: Verdict;
  readonly reason: UnfitReason | null;
}

/** The steps in their order. */
export const migrationSteps = [
  'createJob',
  'mappings',
  'settings',
  'assignments',
  'credentials',
  'pauseOld',
  'startNew',
  'firstCycle',
] as const;

export type MigrationStepId = (typeof migrationSteps)[number];

/**
 * `ready` can be done now, `waiting` waits for `for`, `yours` is done elsewhere by a person, `decide` is done only when it's asked
 * for by name, and `left` is what the new job, which is on, differs in from the old one.
 */
export type StepState = 'done' | 'ready' | 'waiting' | 'yours' | 'decide' | 'left';

export interface MigrationStep {
  readonly id: MigrationStepId;
  readonly state: StepState;
  /** What it waits for. */
  readonly for: readonly MigrationStepId[];
  /** Why somebody has to decide, or do it elsewhere. */
  readonly why: readonly StepReason[];
}

/** The keys of the credentials by which a person can go on with a step that's theirs; empty when it isn't done so. */
export function keysToEnter({ state, why }: Pick<MigrationStep, 'state' | 'why'>): readonly string[] {
  return state === 'yours' ? why.flatMap((reason) => ('keys' in reason ? reason.keys : [])) : [];
}

export type StepReason =
  /** The application doesn't offer the SCIM integration. */
  | { readonly code: 'noTemplate' }
  /** Entra keeps the credentials of these keys, and Graph shows them only masked. */
  | { readonly code: 'masked'; readonly keys: readonly string[] }
  /** What Entra keeps isn't taken, or isn't there: `keys` are those to enter. */
  | { readonly code: 'credentialsRefused'; readonly said: Text; readonly keys: readonly string[] }
  /** The old scoping filter isn't carried over, so more people would be in scope. */
  | { readonly code: 'filterLacking' }
  /** Entra says that a cycle of the old job still runs. */
  | { readonly code: 'oldCycleRuns' }
  | { readonly code: 'bothOn' };

/** Old beside new, and the steps that lead from one to the other. */
export interface Migration {
  readonly old: MigrationSide;
  readonly new: MigrationSide;
  readonly rows: readonly MigrationRow[];
  readonly steps: readonly MigrationStep[];
  /** Both run cycles, which mustn't be: the first thing to end. */
  readonly bothOn: boolean;
  /** The old one is off and the new one is on. */
  readonly switched: boolean;
}
