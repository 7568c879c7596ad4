import type { ObjectState } from './assignedObjects.ts';
import type { Consequence } from './mappingEditor.ts';
import type { FilterGroupView } from './mappingEditorView.ts';
import type { OpenJobParams } from './openJob.ts';
import type { DecisionSummary, ProvisioningEvent } from './provisioning.ts';
import type { RestartCriterion } from './restartCriteria.ts';
import type { PushPlan } from './service.ts';
import type { HoldDecision, StagedAction } from './stagedActions.ts';

export interface RunParams {
  readonly job: OpenJobParams;
  readonly token: string;
}

/** A run whose person can be asked. */
export interface ConfirmingParams extends RunParams {
  /** Whether `confirmPermanent` is asked before accounts go permanently; without it nobody is asked. */
  readonly confirms?: boolean;
}

/** What a run is about to take away, some of it permanently. */
export interface PermanentLosses {
  /** Accounts and groups to disable, and to delete, all in all. */
  readonly disable: number;
  readonly delete: number;
  /** How many of them can't be given back. */
  readonly permanent: number;
  /** Display names of those, sorted; ten at most. */
  readonly names: readonly string[];
}

export interface SyncParams extends ConfirmingParams {
  /** Releases, by name, the actions that accidental-deletion prevention has held back so far. */
  readonly allowDeletes: boolean;
  /** Has every object decided anew, and ends a quarantine: resets what an ordinary restart does. */
  readonly restart: boolean;
  /** What else is reset first; nothing when absent. */
  readonly reset?: readonly RestartCriterion[];
  /** Tries again what failed, whether or not its time has come. */
  readonly retryFailures?: boolean;
  /** Takes up a state that belongs to another tenant, application or target: forgets its links and matches anew. */
  readonly adopt: boolean;
}

export interface PreviewParams extends RunParams {
  /** Shows what *Adopt* would do. */
  readonly adopt: boolean;
  /** True when nobody has asked for it: it waits for its turn, and gives way to what somebody asks for. */
  readonly background?: boolean;
}

export interface ConsequenceParams extends RunParams {
  /** The text of the job file that the job's text is compared with. */
  readonly former: string;
}

/** What a changed text does, and the decisions of those listed in it, for showing them side by side. */
export interface ConsequenceResult {
  readonly consequence: Consequence;
  readonly decisions: readonly DecisionSummary[];
  /** How many objects it changes in the target. */
  readonly changing: number;
}

export interface SubjectParams extends RunParams {
  /** A display name, user principal name, mail or object id. */
  readonly name: string;
}

/** A run that may be nobody's wish. */
export interface UnaskedParams extends RunParams {
  /** As in `PreviewParams`. */
  readonly background?: boolean;
}

export type ProvisionParams = SubjectParams & ConfirmingParams;

export interface ListAssignedParams {
  readonly job: OpenJobParams;
  /** Text that the display name, user principal name or mail must contain; empty for all. */
  readonly filter: string;
  /** Only objects in one of these states; all when absent. */
  readonly states?: readonly ObjectState[];
  /** Those that failed, are held back or were skipped before the others. */
  readonly problemsFirst?: boolean;
  /** Only the direct members of this group; null for the assigned users and groups themselves. */
  readonly groupId: string | null;
  readonly type: 'User' | 'Group';
  readonly offset: number;
  readonly limit: number;
}

export interface CountStatesParams {
  readonly job: OpenJobParams;
  /** As in `ListAssignedParams`. */
  readonly filter: string;
}

export interface SourceAttributesParams {
  readonly job: OpenJobParams;
  readonly type: 'User' | 'Group';
  readonly id: string;
}

export interface SampleObjectsParams {
  readonly job: OpenJobParams;
  readonly type: 'User' | 'Group';
  readonly limit: number;
}

export interface CountScopeParams {
  readonly job: OpenJobParams;
  readonly type: 'User' | 'Group';
  /** The scoping filter, saved or not. */
  readonly groups: readonly FilterGroupView[];
}

/** A source object as a sample for expressions: attributes under their Entra names, app roles as Graph gives them. */
export interface SampleObject {
  readonly id: string;
  readonly type: 'User' | 'Group';
  readonly displayName: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface DecideHoldsParams {
  readonly job: OpenJobParams;
  /** Keys, ids, user principal names or display names; null for all that nobody has decided about. */
  readonly names: readonly string[] | null;
  readonly verdict: HoldDecision['verdict'];
}

/** What was decided about, and the events that tell it. */
export interface DecidedHolds {
  readonly actions: readonly StagedAction[];
  readonly events: readonly ProvisioningEvent[];
}

export interface StartParams extends RunParams {
  /** Creates the job in the service first when there is none. */
  readonly create: boolean;
}

export interface RestartParams extends RunParams {
  readonly criteria: readonly RestartCriterion[];
}

export interface PushParams extends RunParams {
  readonly plan: Pick<PushPlan, 'version' | 'text'>;
}

export interface PushSettingsParams extends RunParams {
  /** The credentials that Entra keeps and shows only masked, by key, as a person has entered them again; stored nowhere. */
  readonly secrets: Readonly<Record<string, string>>;
}

export interface LogQuery {
  readonly job: OpenJobParams;
  /** Events of this object only. */
  readonly sourceId: string | null;
  /** Events of this cycle only. */
  readonly cycleId: string | null;
  /** Events with a smaller id, for paging backwards; null for the newest. */
  readonly before: number | null;
  readonly limit: number;
}
