import type { StoreChange, StoredResource, TargetStore } from '../../../src/sandbox/target/store.ts';
import { accountsOf, isActive, memberIds, sameName, textIn, type Account } from './accounts.ts';
import { massLosses, type Losses } from './massLoss.ts';
import type { Truth } from './truth.ts';
import type { Violation, ViolationKind } from './violation.ts';

/** What is said of a cycle when it has ended. */
export interface CycleEnd {
  /** False when the source lied in this cycle, or before and was not asked again since: what the engine believes may be wrong. */
  readonly truthful: boolean;
  /** True when nothing disturbed the cycle and it came to its end: everybody in scope has been found again. */
  readonly clean: boolean;
  /** Ids of users and groups that an earlier cycle held back, and that somebody has released, by name. */
  readonly released: ReadonlySet<string>;
}

/**
 * Watches every change of the target, and remembers which account stands for whom. What the engine does wrong in the
 * very moment (a second account, somebody's account given to another) it notes as it happens; the rest is the oracle's.
 */
export interface Ledger {
  readonly accounts: ReadonlyMap<string, Account>;
  /** Groups of the target that the job's state knows of: false after its loss, as for accounts. */
  readonly knownGroups: ReadonlyMap<string, boolean>;
  /** @param drifted users whose accounts were changed behind the engine's back. */
  beginCycle(truth: Truth, drifted: ReadonlySet<string>): void;
  /** @returns what was done wrong in the cycle. */
  endCycle(end: CycleEnd): readonly Violation[];
  /** Who lost their accounts in the cycle that ended last, and which groups were deleted, by id in the directory. */
  lastLosses(): ReadonlySet<string>;
  loseState(): void;
}

export function createLedger(store: TargetStore, nameOf: (id: string) => string): Ledger {
  const accounts = new Map<string, Account>();
  const knownGroups = new Map<string, boolean>();
  let truth: Truth | null = null;
  let before: Losses = remember(store, new Map(), new Set());
  let lost: ReadonlySet<string> = new Set();
  let stateIsLost = false;
  /** Whose accounts were deleted by hand before the engine found them again after the loss of its state. */
  const unheardOf = new Set<string>();
  let found: (Violation & { readonly needsTruth: boolean })[] = [];

  const note = (kind: ViolationKind, what: string, needsTruth = false): void => {
    found.push({ kind, what, needsTruth });
  };
  const ownerIn = (resource: StoredResource | undefined, present: Truth): string | null => {
    const externalId = textIn(resource, 'externalId');
    return externalId !== null && present.users.has(externalId) ? externalId : null;
  };
  const describe = (resource: StoredResource): string =>
    `${resource.id} (${textIn(resource, 'userName') ?? textIn(resource, 'displayName') ?? 'nameless'})`;

  const userMade = (current: StoredResource, present: Truth): void => {
    const ownerId = ownerIn(current, present);
    accounts.set(current.id, newAccount(current.id, ownerId, true));
    if (ownerId === null) return;
    const owner = present.users.get(ownerId);
    const others = accountsOf(store, ownerId).filter(({ id }) => id !== current.id);
    if (others.length > 0)
      note('second-account', `${nameOf(ownerId)} got ${describe(current)} beside ${others.map(describe).join(', ')}`);
    if (owner?.inScope === false)
      note('created-out-of-scope', `${describe(current)} for ${nameOf(ownerId)}, by ${String(owner.outBy)}`, true);
  };

  const userGone = (account: Account, previous: StoredResource): void => {
    if (account.unmanaged && !isActive(previous))
      note('deleted-unmanaged', `${describe(previous)} of ${nameOf(account.ownerId ?? '')}`, true);
    accounts.delete(account.id);
  };

  const userChanged = (account: Account, previous: StoredResource, current: StoredResource, present: Truth): void => {
    const ownerId = ownerIn(current, present);
    const formerId = ownerIn(previous, present);
    if (formerId !== null && ownerId !== formerId) {
      const gone = present.users.get(formerId)?.presence === 'gone';
      if (account.known || !gone)
        note(
          'given-away',
          `${describe(previous)} of ${nameOf(formerId)} became that of ${nameOf(textIn(current, 'externalId') ?? 'nobody')}`,
        );
    }
    if (ownerId !== null) account.ownerId = ownerId;
    account.known = true;
    if (isActive(current)) account.unmanaged = false;
  };

  const userLost = (account: Account, previous: StoredResource, present: Truth): void => {
    const { ownerId } = account;
    if (ownerId === null || present.settings.active !== 'mapped') return;
    const owner = present.users.get(ownerId);
    if (owner === undefined) return;
    if (owner.inScope) note('lost-wrongly', `${describe(previous)} of ${nameOf(ownerId)}, who is in scope`, true);
    else if (owner.outBy === 'choice' && present.settings.skipOutOfScopeDeletions && account.known)
      note('lost-wrongly', `${describe(previous)} of ${nameOf(ownerId)}, although such are to be left alone`, true);
  };

  /** Whoever leaves while nothing maps that, or while such are left alone, is managed as before. */
  const isDisabledByLeaving = ({ id, known }: Account, { settings }: Truth): boolean =>
    known && !isActive(store.get('User', id)) && settings.active === 'mapped' && !settings.skipOutOfScopeDeletions;

  const onUser = ({ previous, current }: StoreChange, present: Truth | null): void => {
    const id = current?.id ?? previous?.id ?? '';
    const account = accounts.get(id);
    if (present === null) {
      // The administrator.
      if (current === undefined) {
        if (account?.known === false) unheardOf.add(textIn(previous, 'externalId') ?? '');
        accounts.delete(id);
      } else if (account === undefined) {
        const isKnown = !stateIsLost && !unheardOf.has(textIn(current, 'externalId') ?? '');
        accounts.set(id, newAccount(id, null, isKnown));
      }
      return;
    }
    if (previous === undefined) {
      if (current !== undefined) userMade(current, present);
      return;
    }
    if (account === undefined) return;
    if (account.ownerId === null && account.claimants.size === 0)
      note('foreign-written', `${describe(previous)} ${current === undefined ? 'was deleted' : 'was changed'}`);
    if (current !== undefined) userChanged(account, previous, current, present);
    if (isActive(previous) && !isActive(current)) userLost(account, previous, present);
    if (current === undefined) userGone(account, previous);
  };

  const onGroup = ({ previous, current }: StoreChange, present: Truth): void => {
    const resource = current ?? previous;
    const groupId = textIn(resource, 'externalId');
    const group = groupId === null ? undefined : present.groups.get(groupId);
    if (resource === undefined || groupId === null || group === undefined) return;
    if (current === undefined) knownGroups.delete(resource.id);
    // A group also changes when the account of a member is deleted, whether or not the engine knows the group.
    else if (
      previous === undefined ||
      ['displayName', 'externalId'].some((name) => textIn(previous, name) !== textIn(current, name))
    )
      knownGroups.set(resource.id, true);
    if (previous === undefined) {
      const others = store
        .all('Group')
        .filter(({ id, attributes }) => attributes['externalId'] === groupId && id !== resource.id);
      if (others.length > 0) note('second-group', `${describe(resource)} beside ${others.map(describe).join(', ')}`);
      if (group.inScope === false) note('created-out-of-scope', `the group ${describe(resource)}`, true);
    } else if (current === undefined) {
      const kept = group.outBy === 'choice' && present.settings.skipOutOfScopeDeletions;
      if (group.inScope === true || kept) note('group-lost-wrongly', describe(resource), true);
    } else if (textIn(previous, 'externalId') !== groupId && present.groups.has(textIn(previous, 'externalId') ?? ''))
      note('given-away', `the group ${describe(previous)} became that of ${nameOf(groupId)}`);
  };

  store.onChange((change) => {
    const kind = (change.current ?? change.previous)?.kind;
    if (kind === 'User') onUser(change, truth);
    else if (truth !== null) onGroup(change, truth);
  });

  return {
    accounts,
    knownGroups,
    beginCycle(present, drifted) {
      truth = present;
      found = [];
      for (const account of accounts.values()) {
        const resource = store.get('User', account.id);
        account.ownerId ??= ownerIn(resource, present);
        if (account.ownerId !== null) continue;
        for (const user of present.users.values())
          if (sameName(user.userName, textIn(resource, 'userName')) && (user.inScope || drifted.has(user.id)))
            account.claimants.add(user.id);
      }
      before = remember(store, accounts, drifted);
    },
    endCycle({ truthful, clean, released }) {
      const present = truth;
      truth = null;
      const now = remember(store, accounts, new Set());
      const { losses, violations } = massLosses(before, now, released, nameOf);
      lost = losses;
      for (const account of accounts.values())
        if (present?.users.get(account.ownerId ?? '')?.inScope === true) account.unmanaged = false;
      // Whom the source has kept back, the engine has not found again.
      if (clean && truthful && present !== null) {
        stateIsLost = false;
        for (const account of accounts.values()) {
          const owner = present.users.get(account.ownerId ?? '');
          if (owner?.inScope === true) account.known = true;
          if (owner?.outBy === 'choice' && isDisabledByLeaving(account, present)) account.unmanaged = true;
        }
        for (const group of store.all('Group'))
          if (present.groups.get(textIn(group, 'externalId') ?? '')?.inScope === true) knownGroups.set(group.id, true);
      }
      for (const account of accounts.values()) if (!account.known) account.foundLate = true;
      return [...found.filter(({ needsTruth }) => truthful || !needsTruth), ...violations];
    },
    lastLosses: () => lost,
    loseState() {
      stateIsLost = true;
      for (const account of accounts.values()) account.known = false;
      for (const id of knownGroups.keys()) knownGroups.set(id, false);
    },
  };
}

function newAccount(id: string, ownerId: string | null, known: boolean): Account {
  return { id, ownerId, known, foundLate: false, claimants: new Set(), unmanaged: false };
}

function remember(store: TargetStore, accounts: ReadonlyMap<string, Account>, drifted: ReadonlySet<string>): Losses {
  const groups = store.all('Group').flatMap((group) => {
    const id = textIn(group, 'externalId');
    return id === null ? [] : [[group.id, id] as const];
  });
  const active = store.all('User').filter(isActive);
  const owned = active.flatMap(({ id }) => {
    const account = accounts.get(id);
    return account === undefined || account.ownerId === null ? [] : [{ ...account, ownerId: account.ownerId }];
  });
  return {
    users: new Map(owned.filter(({ known }) => known).map(({ id, ownerId }) => [id, ownerId])),
    unnoticed: [...drifted].filter((id) => accountsOf(store, id).length === 0).length,
    active: new Set(active.map(({ id }) => id)),
    owned: new Set(owned.map(({ id }) => id)),
    groups: new Map(groups),
    members: new Map(store.all('Group').map((group) => [group.id, memberIds(group)])),
    accounts: new Set(store.all('User').map(({ id }) => id)),
  };
}
