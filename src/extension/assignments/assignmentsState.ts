/** Why the tree is empty, or that it is not. Each state but `ready` and `reading` has welcome content of its own in the manifest. */
export type AssignmentsState =
  | 'noFolder'
  | 'noJob'
  | 'invalidJob'
  | 'untrusted'
  | 'noSandbox'
  | 'noCredentials'
  | 'notRead'
  | 'nothingAssigned'
  | 'noHits'
  | 'engineFailed'
  | 'reading'
  | 'ready';

/** Why nobody is shown below a job's root; the others are of the whole view, or of a root without children. */
export type EmptyState = Extract<
  AssignmentsState,
  'noSandbox' | 'noCredentials' | 'notRead' | 'nothingAssigned' | 'noHits' | 'engineFailed'
>;

/** What is known before the engine is asked. */
export interface Surroundings {
  readonly folderOpen: boolean;
  /** How many jobs the window has. */
  readonly jobs: number;
  /** Whether the job can be shown; true with several, whose roots say it. */
  readonly isValid: boolean;
  readonly trusted: boolean;
}

/** The state that needs no engine to be known; null when the engine has to be asked. */
export function stateBeforeReading({ folderOpen, jobs, isValid, trusted }: Surroundings): AssignmentsState | null {
  if (jobs === 0) return folderOpen ? 'noJob' : 'noFolder';
  if (!isValid) return 'invalidJob';
  return trusted ? null : 'untrusted';
}

/** The state once the engine has answered with the number of assigned objects that match the filter. */
export function stateAfterReading(reading: {
  readonly sourceReadAt: string | null;
  readonly missing: 'sandbox' | 'credential' | null;
  readonly total: number;
  readonly isFiltered: boolean;
}): EmptyState | 'ready' {
  if (reading.sourceReadAt === null) {
    if (reading.missing === null) return 'notRead';
    return reading.missing === 'sandbox' ? 'noSandbox' : 'noCredentials';
  }
  if (reading.total > 0) return 'ready';
  return reading.isFiltered ? 'noHits' : 'nothingAssigned';
}
