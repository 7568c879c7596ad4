import type { DecisionSettings, MappingSet } from '../../decision/compiledMapping.ts';
import type { AttributesByType, SourceDirectory } from '../../directories/sourceDirectory.ts';
import type { TargetDirectory } from '../../directories/targetDirectory.ts';
import type { EvaluationContext } from '../../expressions/value.ts';
import type { ProvisioningJob } from '../../job/job.ts';
import type { CycleProgress } from '../../protocol/cycleProgress.ts';
import type { JobStore } from '../store/jobStore.ts';
import { rehearsalLog } from '../store/rehearsalLog.ts';

/** What every stage of a cycle works with. */
export interface CycleContext {
  readonly job: ProvisioningJob;
  /** The enabled object mappings, users before groups. */
  readonly mappings: readonly MappingSet[];
  readonly settings: DecisionSettings;
  /** Source attributes that mappings and filters mention, by object type. */
  readonly sourceAttributes: AttributesByType;
  readonly source: SourceDirectory;
  readonly target: TargetDirectory;
  readonly store: JobStore;
  readonly evaluation: EvaluationContext;
  readonly cycleId: string;
  readonly signal: AbortSignal;
  /**
   * For writes: aborted only some time after `signal`, so that a write that is under way when a person cancels comes to
   * its end and into the log.
   */
  readonly writeSignal: AbortSignal;
  readonly now: () => number;
  /** True where everything that is written is taken back: only what a later stage reads is written then. */
  readonly rehearses: boolean;
  readonly onProgress: (progress: CycleProgress) => void;
}

/** The context of a cycle that is taken back: its events are for nobody to read. */
export function rehearsing(context: CycleContext): CycleContext {
  const { store } = context;
  return { ...context, rehearses: true, store: { ...store, log: rehearsalLog(store.log) } };
}
