/** Why the tree is empty, or that it is not. Each state but `ready` and `reading` has welcome content of its own in the manifest. */
export type AssignmentsState =
  | 'noFolder'
  | 'noJob'
  | 'selectJob'
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

/** What is known before the engine is asked. */
export interface Surroundings {
  readonly folderOpen: boolean;
  readonly jobFiles: number;
  /** Null when none is chosen. */
  readonly current: { readonly valid: boolean } | null;
  readonly trusted: boolean;
}

/** The state that needs no engine to be known; null when the engine has to be asked. */
export function stateBeforeReading(surroundings: Surroundings): AssignmentsState | null {
  const { folderOpen, jobFiles, current, trusted } = surroundings;
  if (current === null) {
    if (jobFiles > 0) return 'selectJob';
    return folderOpen ? 'noJob' : 'noFolder';
  }
  if (!current.valid) return 'invalidJob';
  return trusted ? null : 'untrusted';
}

/** The state once the engine has answered with the number of assigned objects that match the filter. */
export function stateAfterReading(reading: {
  readonly sourceReadAt: string | null;
  readonly missing: 'sandbox' | 'credential' | null;
  readonly total: number;
  readonly isFiltered: boolean;
}): AssignmentsState {
  if (reading.sourceReadAt === null) {
    if (reading.missing === null) return 'notRead';
    return reading.missing === 'sandbox' ? 'noSandbox' : 'noCredentials';
  }
  if (reading.total > 0) return 'ready';
  return reading.isFiltered ? 'noHits' : 'nothingAssigned';
}
