import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { inBackground } from '../commands/inBackground.ts';
import { isLoopbackHost } from '../../job/loopback.ts';
import type { SandboxAddresses } from '../../protocol/openJob.ts';
import { Disposable } from '../support/disposable.ts';
import type { ReadySandbox, SandboxProcess } from './sandboxProcess.ts';

/**
 * The sandbox that a job may use: the one that this window started, or one that runs already, over the folder of the job
 * file (`npm start` and the command line start one there) or over this machine's own.
 */
export class SandboxAccess extends Disposable {
  /** Where the sandbox that *Start Sandbox* starts keeps its state. */
  readonly ownDirectory: string;
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  /** A sandbox was started or has ended, as far as this window knows. */
  readonly onDidChange = this.#changed.event;
  #process: SandboxProcess | null = null;
  /** Whether a sandbox ran for a job file when somebody asked last. */
  readonly #runs = new Map<string, boolean>();

  constructor(globalStorage: vscode.Uri) {
    super();
    this.ownDirectory = join(globalStorage.fsPath, 'sandbox');
  }

  /** Takes a started sandbox over: it is offered to jobs until it ends, and ends with this window. */
  adopt(process: SandboxProcess): void {
    this.#set(process);
    inBackground(
      process.ended.then(() => {
        if (this.#process === process) this.#set(null);
      }),
    );
  }

  /**
   * Stops the sandbox that this window started, else the one that jobs use, whoever has started it: `npm start`, the command
   * line or another window. False when none runs.
   */
  async stop(jobFile: vscode.Uri | null): Promise<boolean> {
    const process = this.#process;
    if (process !== null) {
      this.#set(null);
      await process.stop();
      return true;
    }
    const folders = [jobFile === null ? null : keptBeside(jobFile), this.ownDirectory];
    const { stopRunningSandbox } = await import('../../sandbox/stopRunningSandbox.ts');
    for (const folder of folders) {
      if (folder === null || !(await stopRunningSandbox(folder))) continue;
      this.#changed.fire();
      return true;
    }
    return false;
  }

  /** The running sandbox for a job file, or for none in particular; null when none runs. */
  async running(jobFile: vscode.Uri | null): Promise<ReadySandbox | null> {
    const beside = jobFile?.scheme === 'file' ? await this.#runningIn(dirname(jobFile.fsPath)) : null;
    const running = beside ?? this.#process?.ready ?? (await this.#runningIn(this.ownDirectory));
    this.#noteRuns(jobFile, running !== null);
    return running;
  }

  /** The folder that *Start Sandbox* starts a sandbox over: that of a job file if a sandbox was kept there, else this machine's own. */
  directoryFor(jobFile: vscode.Uri | null): string {
    return (jobFile === null ? null : keptBeside(jobFile)) ?? this.ownDirectory;
  }

  /** Whether an address is, or was, that of the sandbox that is kept beside the job file: nobody has a token for it to enter. */
  ownsAddress(jobFile: vscode.Uri, origin: string): boolean {
    return isLoopbackHost(new URL(origin).hostname) && keptBeside(jobFile) !== null;
  }

  override dispose(): void {
    if (this.#process !== null) inBackground(this.#process.stop());
    super.dispose();
  }

  async #runningIn(stateDirectory: string): Promise<ReadySandbox | null> {
    if (!existsSync(join(stateDirectory, 'sandbox.json'))) return null;
    const { readRunningSandbox } = await import('../../sandbox/readySandbox.ts');
    const running = readRunningSandbox(stateDirectory);
    const { isLiveSandbox } = await import('../../sandbox/liveSandbox.ts');
    if (running === null || !(await isLiveSandbox(running))) return null;
    const { id, source, target, dropboxBusiness, jobFile } = running;
    return { id, source, target, dropboxBusiness, job: jobFile };
  }

  #set(process: SandboxProcess | null): void {
    if (this.isDisposed) return;
    this.#process = process;
    this.#changed.fire();
  }

  /** Whoever asks finds out that a sandbox was started or killed elsewhere. */
  #noteRuns(jobFile: vscode.Uri | null, runs: boolean): void {
    const key = jobFile?.toString() ?? '';
    if (this.#runs.get(key) === runs) return;
    this.#runs.set(key, runs);
    if (!this.isDisposed) this.#changed.fire();
  }
}

/** The folder of a job file when a sandbox keeps its state there. */
function keptBeside(jobFile: vscode.Uri): string | null {
  if (jobFile.scheme !== 'file') return null;
  const folder = dirname(jobFile.fsPath);
  return existsSync(join(folder, 'directory.sqlite')) ? folder : null;
}

/** The sandbox's token for an origin, if it is one of the sandbox's own; it is never given for another. */
export function sandboxTokenFor(sandbox: SandboxAddresses, side: 'source' | 'target', origin: string): string | null {
  const { dropboxBusiness } = sandbox;
  const servers =
    side === 'target' && dropboxBusiness !== undefined
      ? [sandbox.target, { ...dropboxBusiness, baseAddress: dropboxBusiness.apiAddress }]
      : [sandbox[side]];
  return servers.find(({ baseAddress }) => new URL(baseAddress).origin === origin)?.token ?? null;
}
