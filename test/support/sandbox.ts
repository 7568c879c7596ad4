import { dirname } from 'node:path';
import { commandLine } from './paths.ts';
import { startProcess } from './ownedProcess.ts';

/** A sandbox in a process of its own, as `dropbox-provisioning sandbox` describes it when it is ready. */
export interface SandboxProcess {
  readonly source: {
    readonly baseAddress: string;
    readonly token: string;
    readonly tenantId: string;
    readonly servicePrincipalId: string;
  };
  readonly target: { readonly baseAddress: string; readonly token: string };
  readonly dropboxBusiness: { readonly apiAddress: string; readonly token: string; readonly appKey: string };
  /** The job file made for it. */
  readonly job: string;
  /** The folder with the job file: what a person opens in VS Code. */
  readonly folder: string;
  /** Resolves with the exit code when it has ended. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

/**
 * Starts the sandbox from the built command line and waits until it is ready.
 *
 * @param stateDirectory where it keeps its state; it goes on from there when there is some.
 * @throws Error quoting its output when it does not become ready.
 */
export async function startSandboxProcess(
  stateDirectory: string,
  args: readonly string[] = [],
): Promise<SandboxProcess> {
  const child = startProcess(process.execPath, [commandLine, 'sandbox', '--state', stateDirectory, ...args]);
  const found = await child.line(/^\{.*\}$/m, 60_000).catch(() => null);
  if (found === null) throw new Error(`The sandbox did not start.\n${child.output().trim()}`);
  const [line] = found;
  const ready = JSON.parse(line) as Pick<SandboxProcess, 'source' | 'target' | 'dropboxBusiness' | 'job'>;
  return { ...ready, folder: dirname(ready.job), ended: child.ended, stop: () => child.stop() };
}
