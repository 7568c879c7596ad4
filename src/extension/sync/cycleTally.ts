import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import { countsText } from '../logs/logLines.ts';
import type { Localize } from '../../protocol/localize.ts';

type Category = ProvisioningEvent['action'] | 'failure' | 'warning';

/** Counts the objects of a running cycle for its progress line, each once, by how it ended. */
export class CycleTally {
  readonly #counts: Record<Category, number> = {
    ...{ create: 0, update: 0, disable: 0, delete: 0, skip: 0, none: 0 },
    ...{ failure: 0, warning: 0, stagedDelete: 0 },
  };
  readonly #objects = new Map<string, Category>();

  add({ action, status, source }: ProvisioningEvent): void {
    const warned = status === 'warning' && action !== 'stagedDelete';
    const now: Category = status === 'failure' ? 'failure' : warned ? 'warning' : action;
    const key = `${source.type}/${source.id}`;
    const before = this.#objects.get(key);
    // References are written after their object, and are no second update of it; where they fail, the object has failed.
    if (before !== undefined && before !== 'none' && (now === 'update' || now === 'none')) return;
    if (before !== undefined) this.#counts[before] -= 1;
    this.#counts[now] += 1;
    this.#objects.set(key, now);
  }

  /** What there is of each: *3 created, 1 failed*; empty before the first event. */
  text(t: Localize): string {
    if (this.#objects.size === 0) return '';
    const { none, stagedDelete, warning, ...counts } = this.#counts;
    return countsText({ counts, unchanged: none, staged: stagedDelete, permanent: 0, warnings: warning }, t);
  }
}
