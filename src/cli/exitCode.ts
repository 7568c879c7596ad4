import type { ProvisioningFailure } from '../protocol/failure.ts';
import type { CycleSummary } from '../protocol/cycleSummary.ts';

/** What the process ends with (docs/command-line.md, "Exit codes"). */
export const exitCode = {
  ok: 0,
  someObjectsFailed: 1,
  usage: 2,
  quarantine: 3,
  connection: 4,
  /** A fault of this program: EX_SOFTWARE of sysexits.h. */
  internal: 70,
  /** Standard output, or a file, could not be written or read: EX_IOERR of sysexits.h. */
  inputOutput: 74,
  /** Something else is running on the job, or has ended this run; try again later: EX_TEMPFAIL of sysexits.h. */
  busy: 75,
  /** 128 + SIGINT, as shells report it. */
  interrupted: 130,
  /** 128 + SIGPIPE: the reader of standard output went away. */
  outputClosed: 141,
  /** 128 + SIGTERM. */
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

const codesOfFailures: Readonly<Record<ProvisioningFailure['kind'], ExitCode>> = {
  invalidJob: exitCode.usage,
  notFound: exitCode.usage,
  connection: exitCode.connection,
  credential: exitCode.connection,
  source: exitCode.connection,
  busy: exitCode.busy,
  cancelled: exitCode.busy,
  identity: exitCode.usage,
  invalidState: exitCode.usage,
  notSupported: exitCode.usage,
  internal: exitCode.internal,
};

/** The exit code for a failure that stopped the whole run. */
export function exitCodeOfFailure({ kind }: ProvisioningFailure): ExitCode {
  return codesOfFailures[kind];
}

/**
 * The exit code for a cycle, or the preview of one, that nobody interrupted here: one that was cancelled, was so by another
 * process. Quarantine weighs more than failed objects; who gets no seat isn't provisioned either.
 */
export function exitCodeOfCycle({ outcome, quarantine, counts, seats }: CycleSummary): ExitCode {
  if (outcome === 'cancelled') return exitCode.busy;
  if (outcome === 'quarantined' || quarantine !== null) return exitCode.quarantine;
  const isShort = (seats?.without.length ?? 0) > 0;
  return counts.failure > 0 || isShort ? exitCode.someObjectsFailed : exitCode.ok;
}
