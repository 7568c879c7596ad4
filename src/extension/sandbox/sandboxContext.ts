import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { inBackground } from '../commands/inBackground.ts';
import type { CurrentJob } from '../jobs/currentJob.ts';
import { setContextKey } from '../support/contextKeys.ts';
import { debounce } from '../support/debounce.ts';
import { Disposable } from '../support/disposable.ts';
import { Generation } from '../support/generation.ts';
import type { SandboxAccess } from './sandboxAccess.ts';

/** Milliseconds in which several signs of one change are waited for. */
const settling = 200;

/**
 * Keeps *Start Sandbox* and *Stop Sandbox* in menus true to what runs for the current job, whoever has started or ended it: this
 * window, `npm start` or the command line.
 */
export class SandboxContext extends Disposable {
  readonly #sandbox: SandboxAccess;
  readonly #currentJob: CurrentJob;
  readonly #checks = new Generation();
  #watched: { readonly folder: string; readonly watcher: vscode.Disposable } | null = null;

  constructor(sandbox: SandboxAccess, currentJob: CurrentJob) {
    super();
    this.#sandbox = sandbox;
    this.#currentJob = currentJob;
    const check = this.register(
      debounce(() => {
        inBackground(this.#check());
      }, settling),
    );
    const schedule = (): void => {
      check.schedule();
    };
    this.register(sandbox.onDidChange(schedule));
    this.register(
      currentJob.onDidChange(() => {
        this.#watch(schedule);
        schedule();
      }),
    );
    // One that is killed leaves its file behind as it was.
    this.register(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) schedule();
      }),
    );
    schedule();
  }

  override dispose(): void {
    this.#watched?.watcher.dispose();
    super.dispose();
  }

  async #check(): Promise<void> {
    this.#checks.advance();
    const counts = this.#checks.begin();
    const running = await this.#sandbox.running(this.#currentJob.current?.uri ?? null);
    if (counts()) setContextKey('sandboxRunning', running !== null);
  }

  /** A sandbox that starts beside the job writes where it is, and takes that away when it ends. */
  #watch(schedule: () => void): void {
    const uri = this.#currentJob.current?.uri;
    const folder = uri?.scheme === 'file' ? dirname(uri.fsPath) : null;
    if (folder === (this.#watched?.folder ?? null)) return;
    this.#watched?.watcher.dispose();
    this.#watched = null;
    if (folder === null) return;
    const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), 'sandbox.json');
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    watcher.onDidCreate(schedule);
    watcher.onDidChange(schedule);
    watcher.onDidDelete(schedule);
    this.#watched = { folder, watcher };
  }
}
