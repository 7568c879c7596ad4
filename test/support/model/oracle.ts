import type { StoredResource, TargetStore } from '../../../src/sandbox/target/store.ts';
import { accountNamed, accountsOf, isActive, memberIds, sameName, textIn, type Account } from './accounts.ts';
import { canBeCreated, type GroupTruth, type Truth, type UserTruth } from './truth.ts';
import type { Violation, ViolationKind } from './violation.ts';

/** What is known when a story has come to rest. */
export interface Ending {
  readonly truth: Truth;
  readonly store: TargetStore;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly knownGroups: ReadonlyMap<string, boolean>;
  /**
   * Users and groups about whose target objects the engine cannot know better until it reads everything again: the
   * administrator changed them by hand, or a creation was answered with a wrong id.
   */
  readonly drifted: ReadonlySet<string>;
  readonly nameOf: (id: string) => string;
}

/** Says what is wrong with how things ended: who has what they should not have, or has not what they should. */
export function judge(ending: Ending): readonly Violation[] {
  const { truth, store } = ending;
  const violations: Violation[] = [];
  const note = (kind: ViolationKind, what: string): void => {
    violations.push({ kind, what });
  };
  const stuck = stuckUsers(ending);
  for (const user of truth.users.values()) {
    if (accountsOf(store, user.id).length > 1)
      note('two-accounts', `${ending.nameOf(user.id)} has ${accountsOf(store, user.id).map(describe).join(' and ')}`);
    else if (user.inScope) judgeInScope(ending, user, stuck, note);
  }
  for (const account of ending.accounts.values()) judgeOutOfScope(ending, account, note);
  for (const group of truth.groups.values()) judgeGroup(ending, group, stuck, note);
  return violations;
}

type Note = (kind: ViolationKind, what: string) => void;

function judgeInScope(ending: Ending, user: UserTruth, stuck: ReadonlySet<string>, note: Note): void {
  const { store, truth, drifted } = ending;
  const { settings } = truth;
  const name = ending.nameOf(user.id);
  const [account] = accountsOf(store, user.id);
  const drifts = drifted.has(user.id);
  if (account === undefined) {
    // An invited account that is disabled is deleted by the target; whether it is made again, disabled, is left open.
    const mustBe = canBeCreated(user) && settings.active === 'mapped' && !drifts && !stuck.has(user.id);
    if (mustBe) note('no-account', `${name}, ${user.userName}`);
    return;
  }
  const active = isActive(account);
  const isStuck = stuck.has(user.id);
  if (settings.active === 'constantFalse') {
    const known = ending.accounts.get(account.id)?.known === true;
    // A user name that is refused may keep what is sent with it from taking effect.
    if (active && known && !drifts && !isStuck)
      note('kept-wrongly', `${name} has ${describe(account)}, and active is mapped to False`);
  } else if (!active) note('not-active', `${name}, ${describe(account)}`);
  if (isStuck) return;

  const expect = (attribute: string, wanted: string | null, held: string | null, same = wanted === held): void => {
    // A null is not sent, so the target keeps what it has.
    if (wanted !== null && !same)
      note('wrong-value', `${name}, ${describe(account)}: ${attribute} is ${held ?? 'nothing'}, not ${wanted}`);
  };
  const userName = textIn(account, 'userName');
  if (!drifts) expect('userName', user.userName, userName, sameName(userName, user.userName));
  expect('name.givenName', user.givenName, namePart(account, 'givenName'));
  expect('name.familyName', user.surname, namePart(account, 'familyName'));
  if (settings.displayName) expect('displayName', user.displayName, textIn(account, 'displayName'));
}

function namePart(account: StoredResource, part: string): string | null {
  const name = account.attributes['name'] as Readonly<Record<string, string>> | undefined;
  return name?.[part] ?? null;
}

/**
 * Nobody out of scope keeps an account that the job made or took over. Those that it does not know since its state was
 * lost stay; so do those that the settings leave alone, and all while nothing that is mapped tells of the scope.
 */
function judgeOutOfScope({ truth, store, nameOf }: Ending, account: Account, note: Note): void {
  const { settings } = truth;
  const user = truth.users.get(account.ownerId ?? '');
  const resource = store.get('User', account.id);
  if (user === undefined || user.inScope || !account.known || resource === undefined || !isActive(resource)) return;
  const leftAlone =
    user.presence !== 'gone' &&
    (settings.active !== 'mapped' || (settings.skipOutOfScopeDeletions && user.outBy === 'choice'));
  if (!leftAlone)
    note('kept-wrongly', `${nameOf(user.id)} (out of scope by ${String(user.outBy)}) has ${describe(resource)}`);
}

function judgeGroup(ending: Ending, group: GroupTruth, stuck: ReadonlySet<string>, note: Note): void {
  const { store, truth, drifted, nameOf } = ending;
  const found = store.all('Group').filter((candidate) => textIn(candidate, 'externalId') === group.id);
  const [first] = found;
  if (found.length > 1) note('two-groups', `${nameOf(group.id)}: ${found.map(describe).join(' and ')}`);
  else if (group.inScope === false && first !== undefined) {
    const leftAlone = truth.settings.skipOutOfScopeDeletions && group.outBy === 'choice';
    const known = ending.knownGroups.get(first.id) === true;
    if (known && !leftAlone) note('group-kept-wrongly', `${nameOf(group.id)} (out of scope by ${String(group.outBy)})`);
  } else if (group.inScope === true && first === undefined) {
    if (!drifted.has(group.id)) note('no-group', nameOf(group.id));
  } else if (group.inScope === true && first !== undefined && !drifted.has(group.id)) {
    if (textIn(first, 'displayName') !== group.displayName)
      note('wrong-group-name', `${nameOf(group.id)} is ${String(textIn(first, 'displayName'))} in the target`);
    judgeMembers(ending, group, first, stuck, note);
  }
}

/**
 * In a group in scope are the accounts of its members in scope, and of nobody whom the directory does not name as a
 * member. Members out of scope may stay in it with their disabled accounts. Accounts that the job does not know stay.
 */
function judgeMembers(
  ending: Ending,
  group: GroupTruth,
  resource: StoredResource,
  stuck: ReadonlySet<string>,
  note: Note,
): void {
  const { truth, store, drifted, nameOf } = ending;
  const held = memberIds(resource);
  for (const id of group.memberIds) {
    const [account] = accountsOf(store, id);
    if (truth.users.get(id)?.inScope !== true || account === undefined || drifted.has(id) || stuck.has(id)) continue;
    if (!held.has(account.id)) note('wrong-members', `${nameOf(id)} is missing in ${nameOf(group.id)}`);
  }
  for (const id of held) {
    const account = ending.accounts.get(id);
    const owner = account?.ownerId ?? textIn(store.get('User', id), 'externalId');
    if (
      account?.known === false ||
      account?.foundLate === true ||
      (owner !== null && (group.memberIds.has(owner) || drifted.has(owner)))
    )
      continue;
    // An id that stands for nothing is left of a creation that was answered with a wrong one.
    if (owner !== null) note('wrong-members', `${nameOf(owner)} is in ${nameOf(group.id)} and should not be`);
  }
}

/**
 * Users in scope who cannot get their user name, since it is that of an account which the engine has to leave alone, or
 * which itself cannot get another name.
 */
export function stuckUsers(ending: Ending): ReadonlySet<string> {
  const { truth, store } = ending;
  const stuck = new Set<string>();
  for (let before = -1; before !== stuck.size;) {
    before = stuck.size;
    for (const user of truth.users.values()) if (user.inScope && isStuck(ending, user, stuck)) stuck.add(user.id);
  }
  return stuck;

  function isStuck({ accounts, drifted }: Ending, user: UserTruth, others: ReadonlySet<string>): boolean {
    const holder = accountNamed(store, user.userName);
    if (holder === undefined || textIn(holder, 'externalId') === user.id) return false;
    const account = accounts.get(holder.id);
    const owner = truth.users.get(account?.ownerId ?? '');
    // The target's own account is taken over, unless the user has one already: nobody has two.
    if (owner === undefined) return accountsOf(store, user.id).length > 0;
    if (account?.known !== true || truth.settings.active === 'constantFalse') return true;
    // An account that was left alone as it was keeps its name.
    return owner.inScope ? others.has(owner.id) || drifted.has(owner.id) : isActive(holder);
  }
}

function describe(resource: StoredResource): string {
  const status = resource.status === undefined ? '' : `, ${resource.status}`;
  return `${resource.id} (${textIn(resource, 'userName') ?? textIn(resource, 'displayName') ?? 'nameless'}${status})`;
}
