import type { Text } from './text.ts';

/** What a failed request says, in `ResponseError.data`. */
export interface EngineErrorData {
  readonly kind:
    | 'invalidJob'
    | 'connection'
    | 'notFound'
    | 'busy'
    /** Another window or process has ended the run. */
    | 'cancelled'
    | 'credential'
    | 'source'
    /** The stored state belongs to another tenant, application or target than the job file names. */
    | 'identity'
    /** The stored state can't be used by this version. */
    | 'invalidState'
    /** The job's executor can't do it; why, and what to do in its place, is said. */
    | 'notSupported'
    | 'internal';
  readonly message: Text;
  readonly recommendedAction: Text | null;
  /** The keys that Entra shows only masked, or lacks, whose values have to be entered to be written along. */
  readonly maskedKeys?: readonly string[];
}
