import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface JobStatesParts {
  /** Where windows and command line keep the state of jobs. */
  readonly shared: string;
  /** Where windows kept it before. */
  readonly earlier: string;
  /** Hears, once, of a job whose state is still in the earlier place. */
  onKeptThere(directory: string, reason: 'cannotMove' | 'bothExist'): void;
}

/** Where the state of each job is. */
export class JobStates {
  readonly #parts: JobStatesParts;
  readonly #known = new Map<string, string>();

  constructor(parts: JobStatesParts) {
    this.#parts = parts;
  }

  /** The directory of a job's state. What a window kept in its earlier place is moved first. */
  directory(jobId: string): string {
    const known = this.#known.get(jobId) ?? this.#find(jobId);
    this.#known.set(jobId, known);
    return known;
  }

  #find(jobId: string): string {
    const [earlier, shared] = [join(this.#parts.earlier, jobId), join(this.#parts.shared, jobId)];
    if (!existsSync(earlier)) return shared;
    // The window goes on with what it has always known: links of the other one may be older.
    if (existsSync(shared)) return this.#keep(earlier, 'bothExist');
    try {
      mkdirSync(dirname(shared), { recursive: true, mode: 0o700 });
      renameSync(earlier, shared);
      return shared;
    } catch {
      // Another window has it open (Windows), or it's on another disk. The links are safe where they are.
      return existsSync(earlier) ? this.#keep(earlier, 'cannotMove') : shared;
    }
  }

  #keep(directory: string, reason: 'cannotMove' | 'bothExist'): string {
    this.#parts.onKeptThere(directory, reason);
    return directory;
  }
}
