import type { JobFile } from './readJobFile.ts';
import type { ValidJob } from './validJob.ts';

/** A job file as it is written now, and its job as it was last without errors. */
export interface KnownJob {
  readonly file: JobFile;
  /**
   * What tree and status stand for while somebody types. Null when the file was never valid in this window, or was saved with
   * errors.
   */
  readonly lastValid: ValidJob | null;
}

/** Tells whether a file has changes that were not saved yet. */
export type IsTyped = (file: JobFile) => boolean;

/** The job files of the workspace, by address. Two files may hold a job of the same id, as a copy does. */
export class KnownJobs {
  readonly #isTyped: IsTyped;
  #jobs: ReadonlyMap<string, KnownJob> = new Map();

  constructor(isTyped: IsTyped) {
    this.#isTyped = isTyped;
  }

  /** In the order of their paths. */
  get all(): readonly KnownJob[] {
    return Array.from(this.#jobs.values());
  }

  at(address: string | null): KnownJob | null {
    return address === null ? null : (this.#jobs.get(address) ?? null);
  }

  /** Takes up what a search has found, and forgets the other files; whether anything differs from before. */
  replace(files: readonly JobFile[]): boolean {
    const before = Array.from(this.#jobs.values(), ({ file }) => file);
    this.#jobs = new Map(files.map((file) => [file.uri.toString(), this.#known(file)]));
    return files.length !== before.length || files.some((file, index) => !isSame(file, before[index]));
  }

  /** Takes up how a file that is known is written now. */
  take(file: JobFile): void {
    const address = file.uri.toString();
    if (this.#jobs.has(address)) this.#jobs = new Map(this.#jobs).set(address, this.#known(file));
  }

  /**
   * The address of a job whose file was moved or renamed: that of the only file that holds the job now. Null where none does, or
   * several do.
   */
  movedTo(jobId: string): string | null {
    const found = this.all.filter(({ lastValid }) => lastValid?.job.id === jobId);
    return found.length === 1 ? (found[0]?.file.uri.toString() ?? null) : null;
  }

  /** What people call a job: its name, and its file's where another job has the same name. */
  nameOf({ file, lastValid }: KnownJob, fileName: (file: JobFile) => string): string {
    const name = lastValid?.job.displayName;
    if (name === undefined) return fileName(file);
    const isShared = this.all.filter((other) => other.lastValid?.job.displayName === name).length > 1;
    return isShared ? `${name} (${fileName(file)})` : name;
  }

  #known(file: JobFile): KnownJob {
    const { uri, text, reading } = file;
    if (reading.job !== null) return { file, lastValid: { uri, text, job: reading.job } };
    return { file, lastValid: this.#isTyped(file) ? (this.at(uri.toString())?.lastValid ?? null) : null };
  }
}

function isSame(a: JobFile, b: JobFile | undefined): boolean {
  return a.uri.toString() === b?.uri.toString() && a.text === b.text;
}
