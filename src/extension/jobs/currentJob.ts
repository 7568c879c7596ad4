import * as vscode from 'vscode';
import { inBackground } from '../commands/inBackground.ts';
import type { ProvisioningJob } from '../../job/job.ts';
import { ActionableFailure } from '../support/actionableFailure.ts';
import { debounce } from '../support/debounce.ts';
import { Disposable } from '../support/disposable.ts';
import { Generation } from '../support/generation.ts';
import { setContextKey } from '../support/contextKeys.ts';
import { findJobFiles } from './findJobFiles.ts';
import { fileName, isJobFile, type JobFile, jobFileGlob, mustExist, openDocument, readJobFile } from './readJobFile.ts';

const rememberedKey = 'currentJob';
const hadJobKey = 'hadJob';
/** Milliseconds for which a search that nothing asks for waits. */
const idle = 5_000;

/** A job file without errors, as commands need it. */
export interface ValidJob {
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly job: ProvisioningJob;
}

/**
 * The job files of the workspace, and the one of them that the tree, the status bar and the commands are about: chosen by
 * itself when it is the only one, else by the person, and remembered for the workspace.
 */
export class CurrentJob extends Disposable {
  readonly #memento: vscode.Memento;
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  /** The current job is another one, or its text or validity changed. */
  readonly onDidChange = this.#changed.event;
  readonly #refreshed = this.register(new vscode.EventEmitter<void>());
  /** The workspace was searched, and the job files may be other ones or have another text, also those that aren't current. */
  readonly onDidRefresh = this.#refreshed.event;
  readonly #reread = this.register(
    debounce(() => {
      inBackground(this.refresh());
    }, 300),
  );
  readonly #firstSearch = this.register(
    debounce(() => {
      if (this.#found === null) inBackground(this.refresh());
    }, idle),
  );
  #files: readonly vscode.Uri[] = [];
  #current: JobFile | null = null;
  #lastValid: ValidJob | null = null;
  #found: Promise<void> | null = null;
  readonly #searches = new Generation();

  constructor(memento: vscode.Memento) {
    super();
    this.#memento = memento;
    const watcher = this.register(vscode.workspace.createFileSystemWatcher(jobFileGlob));
    const schedule = (): void => {
      this.#reread.schedule();
    };
    const whenJobFile = ({ uri }: { readonly uri: vscode.Uri }): void => {
      if (isJobFile(uri)) this.#reread.schedule();
    };
    this.register(watcher.onDidCreate(schedule));
    this.register(watcher.onDidChange(schedule));
    this.register(watcher.onDidDelete(schedule));
    this.register(vscode.workspace.onDidChangeWorkspaceFolders(schedule));
    this.register(vscode.workspace.onDidOpenTextDocument(whenJobFile));
    this.register(vscode.workspace.onDidCloseTextDocument(whenJobFile));
    this.register(vscode.workspace.onDidSaveTextDocument(whenJobFile));
    this.register(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        whenJobFile(document);
      }),
    );
  }

  /**
   * Searches the workspace for the first time: at once, unless all that is known to have woken the extension is some JSON
   * document, in a workspace in which no job was ever seen. Then the search waits until the window is quiet, or until a view,
   * a command or a new file asks for it.
   */
  begin(): void {
    const documents = vscode.workspace.textDocuments;
    const wokenByJson = documents.some(({ languageId }) => languageId === 'json' || languageId === 'jsonc');
    const jobIsNear = this.#memento.get<boolean>(hadJobKey) === true || documents.some(({ uri }) => isJobFile(uri));
    if (wokenByJson && !jobIsNear) this.#firstSearch.schedule();
    else inBackground(this.refresh());
  }

  /** All job files that were found. */
  get files(): readonly vscode.Uri[] {
    return this.#files;
  }

  /** The current job's file, valid or not; null when there is none. */
  get current(): JobFile | null {
    return this.#current;
  }

  /**
   * The current job as it was last without errors: what tree and status stand for while somebody types. Null when there is
   * none, when the file was never valid in this window, or when it was saved with errors.
   */
  get lastValid(): ValidJob | null {
    return this.#lastValid;
  }

  /** Waits until the workspace was searched for the first time. */
  async ready(): Promise<void> {
    await (this.#found ?? this.refresh());
  }

  /** Searches the workspace and reads the current job again; tells about it when something differs. */
  refresh(): Promise<void> {
    this.#searches.advance();
    this.#found = this.#refresh();
    return this.#found;
  }

  async select(uri: vscode.Uri): Promise<void> {
    await this.#memento.update(rememberedKey, uri.toString());
    await this.refresh();
  }

  /** The current job, valid. Throws an ActionableFailure that says what is missing. */
  async require(): Promise<ValidJob> {
    await this.ready();
    if (this.#current === null) throw this.#nothingToRun();
    const { uri } = this.#current;
    await mustExist(uri);
    const current = await readJobFile(uri);
    if (this.#current.uri.toString() === uri.toString()) this.#take(current);
    return requireValid(current);
  }

  /**
   * The current job to read what is stored of it: an error that is being typed doesn't hide what was read before. Throws an
   * ActionableFailure that says what is missing.
   */
  async requireReadable(): Promise<ValidJob> {
    await this.ready();
    return this.#current?.reading.job === null && this.#lastValid !== null ? this.#lastValid : this.require();
  }

  /**
   * The job of this id: the current one as it is readable, else another one of the workspace. Throws an ActionableFailure when
   * there is none.
   */
  async requireById(id: string): Promise<ValidJob> {
    await this.ready();
    if (this.#lastValid?.job.id === id) return this.requireReadable();
    for (const uri of this.#files) {
      const file = await readJobFile(uri).catch(() => null);
      if (file?.reading.job?.id === id) return requireValid(file);
    }
    throw new ActionableFailure(
      vscode.l10n.t('The job that this belongs to is not in this workspace any more.'),
      vscode.l10n.t('Open the folder that holds its job file.'),
      [],
    );
  }

  #take(current: JobFile | null): void {
    this.#current = current;
    const isTyped = current !== null && openDocument(current.uri)?.isDirty === true;
    if (!isTyped || current.uri.toString() !== this.#lastValid?.uri.toString()) this.#lastValid = null;
    if (current?.reading.job != null) {
      this.#lastValid = { uri: current.uri, text: current.text, job: current.reading.job };
    }
  }

  #nothingToRun(): ActionableFailure {
    return this.#files.length > 0
      ? new ActionableFailure(
          vscode.l10n.t('There are several provisioning jobs here.'),
          vscode.l10n.t('Select one first.'),
          ['selectJob'],
        )
      : new ActionableFailure(
          vscode.l10n.t('There is no provisioning job here yet.'),
          vscode.l10n.t('Create one, or start the sandbox to look around.'),
          ['createJob', 'startSandbox'],
        );
  }

  async #refresh(): Promise<void> {
    const { files, current } = await this.#searches.latest(() => this.#search());
    if (this.isDisposed) return;
    const changed = !sameFiles(files, this.#files) || !sameFile(current, this.#current) || this.#files.length === 0;
    this.#files = files;
    this.#take(current);
    const hasJob = files.length > 0;
    if ((this.#memento.get<boolean>(hadJobKey) ?? false) !== hasJob) await this.#memento.update(hadJobKey, hasJob);
    setContextKey('hasJob', current !== null);
    if (changed) this.#changed.fire();
    this.#refreshed.fire();
  }

  async #search(): Promise<{ readonly files: readonly vscode.Uri[]; readonly current: JobFile | null }> {
    const files = await findJobFiles();
    const chosen = this.#choose(files);
    return { files, current: chosen === null ? null : await readJobFile(chosen).catch(() => null) };
  }

  #choose(files: readonly vscode.Uri[]): vscode.Uri | null {
    const remembered = this.#memento.get<string>(rememberedKey);
    const found = files.find((uri) => uri.toString() === remembered);
    return found ?? (files.length === 1 ? (files[0] ?? null) : null);
  }
}

/** The job of a file without errors. Throws an ActionableFailure with the first error. */
export function requireValid({ uri, text, reading }: JobFile): ValidJob {
  if (reading.job !== null) return { uri, text, job: reading.job };
  const errors = reading.problems.filter(({ severity }) => severity === 'error');
  const first = errors[0]?.message ?? '';
  throw new ActionableFailure(
    errors.length === 1
      ? vscode.l10n.t('{0} has 1 error, so no request was sent: {1}', fileName(uri), first)
      : vscode.l10n.t(
          '{0} has {1} errors, so no request was sent. The first: {2}',
          fileName(uri),
          errors.length,
          first,
        ),
    null,
    ['showProblems'],
  );
}

function sameFiles(a: readonly vscode.Uri[], b: readonly vscode.Uri[]): boolean {
  return a.length === b.length && a.every((uri, index) => uri.toString() === b[index]?.toString());
}

function sameFile(a: JobFile | null, b: JobFile | null): boolean {
  return a?.uri.toString() === b?.uri.toString() && a?.text === b?.text;
}
