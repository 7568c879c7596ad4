import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import { countsText } from '../logs/logLines.ts';
import type { Localize } from '../support/localize.ts';

/** Counts the events of a running cycle, for its progress line. */
export class CycleTally {
  readonly #counts = { create: 0, update: 0, disable: 0, delete: 0, skip: 0, failure: 0, none: 0, stagedDelete: 0 };

  add({ action, status }: ProvisioningEvent): void {
    this.#counts[status === 'failure' ? 'failure' : action] += 1;
  }

  /** What there is of each: *3 created, 1 failed*; empty before the first event. */
  text(t: Localize): string {
    if (Object.values(this.#counts).every((count) => count === 0)) return '';
    const { none, stagedDelete, ...counts } = this.#counts;
    return countsText({ counts, unchanged: none, staged: stagedDelete }, t);
  }
}
