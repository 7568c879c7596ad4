import * as vscode from 'vscode';
import { inBackground } from '../commands/inBackground.ts';
import { ActionableFailure } from '../support/actionableFailure.ts';
import { debounce } from '../support/debounce.ts';
import { Disposable } from '../support/disposable.ts';
import { Generation } from '../support/generation.ts';
import { setContextKey } from '../support/contextKeys.ts';
import { findJobFiles } from './findJobFiles.ts';
import { type KnownJob, KnownJobs } from './knownJobs.ts';
import { fileName, isJobFile, type JobFile, jobFileGlob, mustExist, openDocument, readJobFile } from './readJobFile.ts';
import { type JobChoice, requireValid, type ValidJob } from './validJob.ts';

const rememberedKey = 'currentJob';
const hadJobKey = 'hadJob';
/** Milliseconds for which a search that nothing asks for waits. */
const idle = 5_000;

/**
 * The jobs of the workspace, and the one of them that the status bar and the commands are about where nothing else is said:
 * chosen by itself when it is the only one, else by the person, and remembered for the workspace. When its file is renamed, it
 * is followed.
 */
export class CurrentJob extends Disposable implements JobChoice {
  readonly #memento: vscode.Memento;
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  /** The current job is another one, or the text or validity of a job changed. */
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
  readonly #known = new KnownJobs(({ uri }) => openDocument(uri)?.isDirty === true);
  /** The address of the current job's file. */
  #address: string | null = null;
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

  /** All jobs whose files could be read. */
  get jobs(): readonly KnownJob[] {
    return this.#known.all;
  }

  /** The current job's file, valid or not; null when there is none. */
  get current(): JobFile | null {
    return this.#known.at(this.#address)?.file ?? null;
  }

  /** The current job as it was last without errors. */
  get lastValid(): ValidJob | null {
    return this.#known.at(this.#address)?.lastValid ?? null;
  }

  /** What is known of the job of a file; null for no file of this workspace. */
  known(uri: vscode.Uri): KnownJob | null {
    return this.#known.at(uri.toString());
  }

  /** What people call a job of this workspace; no two have the same name. */
  nameOf(known: KnownJob): string {
    return this.#known.nameOf(known, ({ uri }) => fileName(uri));
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

  async require(): Promise<ValidJob> {
    await this.ready();
    const { current } = this;
    if (current === null) throw this.#nothingToRun();
    return this.#read(current.uri);
  }

  async requireReadable(): Promise<ValidJob> {
    await this.ready();
    const { current } = this;
    if (current === null) throw this.#nothingToRun();
    return this.#readable(current.uri);
  }

  /** The job of one file, whichever is the current one. */
  at(uri: vscode.Uri): JobChoice {
    return {
      require: async () => {
        await this.ready();
        return this.#read(uri);
      },
      requireReadable: async () => {
        await this.ready();
        return this.#readable(uri);
      },
    };
  }

  /**
   * The job of this id: the current one as it is readable, else another one of the workspace. Throws an ActionableFailure when
   * there is none.
   */
  async requireById(id: string): Promise<ValidJob> {
    await this.ready();
    if (this.lastValid?.job.id === id) return this.requireReadable();
    const found = this.jobs.find(({ lastValid }) => lastValid?.job.id === id);
    if (found !== undefined) return this.#readable(found.file.uri);
    throw new ActionableFailure(
      vscode.l10n.t('The job that this belongs to is not in this workspace any more.'),
      vscode.l10n.t('Open the folder that holds its job file.'),
      [],
    );
  }

  async #read(uri: vscode.Uri): Promise<ValidJob> {
    await mustExist(uri);
    const file = await readJobFile(uri);
    this.#known.take(file);
    return requireValid(file);
  }

  async #readable(uri: vscode.Uri): Promise<ValidJob> {
    const known = this.known(uri);
    return known?.file.reading.job === null && known.lastValid !== null ? known.lastValid : this.#read(uri);
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
    const { files, read } = await this.#searches.latest(() => this.#search());
    if (this.isDisposed) return;
    const jobId = this.lastValid?.job.id ?? null;
    const differs = this.#known.replace(read);
    const address = this.#choose(jobId);
    const changed = differs || address !== this.#address || this.#files.length !== files.length || files.length === 0;
    this.#files = files;
    this.#address = address;
    const hasJob = files.length > 0;
    if ((this.#memento.get<boolean>(hadJobKey) ?? false) !== hasJob) await this.#memento.update(hadJobKey, hasJob);
    if (address !== null && files.length > 1 && address !== this.#memento.get<string>(rememberedKey))
      await this.#memento.update(rememberedKey, address);
    setContextKey('hasJob', address !== null);
    if (changed) this.#changed.fire();
    this.#refreshed.fire();
  }

  async #search(): Promise<{ readonly files: readonly vscode.Uri[]; readonly read: readonly JobFile[] }> {
    const files = await findJobFiles();
    // One that can't be read, since it was deleted meanwhile, say, has nothing to show.
    const read = await Promise.all(files.map((uri) => readJobFile(uri, this.known(uri)).catch(() => null)));
    return { files, read: read.filter((file) => file !== null) };
  }

  /** @param jobId the job that is current until now. */
  #choose(jobId: string | null): string | null {
    const remembered = this.#memento.get<string>(rememberedKey) ?? null;
    if (this.#known.at(remembered) !== null) return remembered;
    const moved = jobId === null ? null : this.#known.movedTo(jobId);
    return moved ?? (this.jobs.length === 1 ? (this.jobs[0]?.file.uri.toString() ?? null) : null);
  }
}
