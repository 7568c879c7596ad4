import type { DirectoryChange, ObjectType } from './model.ts';

/** The changes of the directory in their order, by type of object. Delta queries walk it instead of comparing objects. */
export class ChangeLog {
  readonly #byType: Readonly<Record<ObjectType, DirectoryChange[]>> = { user: [], group: [], servicePrincipal: [] };
  #last = 0;

  /** The sequence number of the latest change; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** Appends a change that carries its number; numbers only rise. */
  append(change: DirectoryChange): void {
    this.#byType[change.type].push(change);
    this.#last = change.sequence;
  }

  /** The changes of one type of object after a sequence number. */
  *after(sequence: number, type: ObjectType): Generator<DirectoryChange> {
    const changes = this.#byType[type];
    for (let at = firstAfter(changes, sequence); at < changes.length; at += 1) {
      const change = changes[at];
      if (change !== undefined) yield change;
    }
  }
}

function firstAfter(changes: readonly DirectoryChange[], sequence: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((changes[middle]?.sequence ?? Infinity) <= sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}
