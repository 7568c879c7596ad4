import type { Records } from '../target/store.ts';

/** The transfer of a removed member's files, by ids of members. */
export interface Transfer {
  readonly from: string;
  readonly to: string;
  /** Whom Dropbox would tell of errors. */
  readonly admin: string;
}

/** The files that were transferred from removed members, each time that they were. */
export interface Transfers {
  add(transfer: Transfer): void;
  /** In the order in which they were made, each with its ISO 8601 time. */
  all(): readonly (Transfer & { readonly time: string })[];
}

const prefix = 'team/transfer/';

export function openTransfers(records: Records, now: () => Date): Transfers {
  return {
    add(transfer) {
      const number = String(records.startingWith(prefix).length).padStart(8, '0');
      records.set(`${prefix}${number}`, { ...transfer, time: now().toISOString() });
    },
    all: () =>
      records
        .startingWith(prefix)
        .toSorted(([left], [right]) => (left < right ? -1 : 1))
        .map(([, value]) => value as Transfer & { readonly time: string }),
  };
}
