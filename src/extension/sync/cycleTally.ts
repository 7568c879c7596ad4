import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import { countsText } from '../logs/logLines.ts';
import type { Localize } from '../../protocol/localize.ts';

/** Counts the events of a running cycle, for its progress line. */
export class CycleTally {
  readonly #counts = { create: 0, update: 0, disable: 0, delete: 0, skip: 0, failure: 0, none: 0, stagedDelete: 0 };

  #warnings = 0;
  /** Ids of whom something was done about already: their references are written later, and are no second update. */
  readonly #done = new Set<string>();

  add({ action, status, source }: ProvisioningEvent): void {
    if (status === 'warning' && action !== 'stagedDelete') this.#warnings += 1;
    else if (status === 'failure') this.#counts.failure += 1;
    else if (action !== 'update' || !this.#done.has(source.id)) this.#counts[action] += 1;
    if (status === 'success' && (action === 'create' || action === 'update')) this.#done.add(source.id);
  }

  /** What there is of each: *3 created, 1 failed*; empty before the first event. */
  text(t: Localize): string {
    if (this.#warnings === 0 && Object.values(this.#counts).every((count) => count === 0)) return '';
    const { none, stagedDelete, ...counts } = this.#counts;
    return countsText({ counts, unchanged: none, staged: stagedDelete, permanent: 0, warnings: this.#warnings }, t);
  }
}
