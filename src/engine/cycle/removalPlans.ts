import { decide } from '../../decision/decide.ts';
import { takesAccess } from '../../decision/decision.ts';
import {
  planRemoval,
  type Candidate,
  type ReceiverTrouble,
  type RemovalPlan,
  type RemovalPolicy,
} from '../../decision/removal.ts';
import type { MemberSelector, TeamMember, TeamPort } from '../../directories/teamPort.ts';
import { isConcerned, prepareObjects, type Concerned } from './prepare.ts';
import type { Run } from './run.ts';

/** Who gets the files of those who are removed; each member who may is looked up once in a cycle. */
export interface RemovalPlans {
  /**
   * What becomes of the account of an object that was deleted permanently in the source; undefined for any other, and where the target
   * takes no such instruction.
   *
   * @throws TargetError when the target can't be asked.
   */
  planFor(item: Concerned): Promise<RemovalPlan | undefined>;
}

/** Somebody whom the team was asked for. */
interface Found {
  readonly member: TeamMember | null;
  /** Whether the cycle takes the account's access away. */
  readonly leaves: boolean;
}

export function createRemovalPlans(run: () => Run): RemovalPlans {
  const managers = new Map<string, Promise<Found>>();
  const addresses = new Map<string, Promise<Found>>();
  const once = (known: Map<string, Promise<Found>>, key: string, find: () => Promise<Found>): Promise<Found> => {
    const asked = known.get(key) ?? find();
    known.set(key, asked);
    return asked;
  };
  const candidates = async (team: TeamPort, policy: RemovalPolicy, item: Concerned): Promise<readonly Candidate[]> => {
    const named = [policy.transferFilesTo, policy.otherwiseTo].filter((each) => each !== null);
    const found: Candidate[] = [];
    for (const who of named) found.push(await (who === 'manager' ? manager(team, item) : member(team, item, who)));
    return found;
  };
  const manager = async (team: TeamPort, item: Concerned): Promise<Candidate> => {
    const { mirror } = run().context.store;
    const [id] = mirror.references(item.id, 'manager');
    if (id === undefined) return { as: 'manager', name: '', trouble: 'unknown' };
    const name = mirror.find('User', id)?.displayName ?? id;
    return candidate('manager', name, await once(managers, id, () => findManager(run(), team, id)), item);
  };
  const member = async (team: TeamPort, item: Concerned, email: string): Promise<Candidate> => {
    const found = await once(addresses, email, () => findByAddress(run(), team, email));
    return candidate('address', email, found, item);
  };
  const admin = async (team: TeamPort, item: Concerned, email: string | null): Promise<Candidate> => {
    if (email === null) return { as: 'address', name: 'nobody', trouble: 'notAdmin' };
    const told = await member(team, item, email);
    const { member: found } = await once(addresses, email, () => findByAddress(run(), team, email));
    return told.trouble === null && found?.isAdmin !== true
      ? { as: 'address', name: email, trouble: 'notAdmin' }
      : told;
  };
  return {
    async planFor(item) {
      const { context, set } = run();
      const { removal: policy } = context.settings;
      const isRemoved = item.link !== null && item.evaluated.source.presence === 'hardDeleted';
      const { team } = context.target;
      if (policy === null || team === null || set.type !== 'User' || !isRemoved) return undefined;
      if (policy.keepAccount || policy.transferFilesTo === null) return planRemoval(policy, [], nobody);
      const found = await candidates(team, policy, item);
      return planRemoval(policy, found, await admin(team, item, policy.transferAdmin));
    },
  };
}

const nobody: Candidate = { as: 'address', name: '', trouble: 'unknown' };

function candidate(as: Candidate['as'], name: string, { member, leaves }: Found, item: Concerned): Candidate {
  const trouble = troubleOf(member, leaves, item);
  if (member === null || trouble !== null) return { as, name, trouble: trouble ?? 'notInTeam' };
  return { as, trouble, receiver: { id: member.id, email: member.email, name: member.displayName } };
}

function troubleOf(member: TeamMember | null, leaves: boolean, { link }: Concerned): ReceiverTrouble | null {
  if (member === null) return 'notInTeam';
  if (member.id === link?.targetId) return 'themselves';
  if (member.lifeCycle === 'invited') return 'invited';
  if (member.lifeCycle !== 'active') return 'suspended';
  return leaves ? 'leaving' : null;
}

/** The manager's account: the one that is linked, else one with the manager's id or address that is nobody else's. */
async function findManager(run: Run, team: TeamPort, id: string): Promise<Found> {
  const { signal, store } = run.context;
  const link = store.links.find('User', id);
  const linked = link === null ? null : await team.findMember({ by: 'id', value: link.targetId }, signal);
  if (linked !== null) return { member: linked, leaves: await losesAccess(run, id) };
  for (const selector of namesOf(run, id)) {
    const member = await team.findMember(selector, signal);
    const owner = member === null ? id : store.links.sourceOf('User', member.id);
    if (member !== null && (owner ?? id) === id) return { member, leaves: await losesAccess(run, id) };
  }
  return { member: null, leaves: false };
}

function namesOf({ context }: Run, id: string): readonly MemberSelector[] {
  const attributes = context.store.mirror.find('User', id)?.attributes ?? {};
  const addresses = [attributes['userPrincipalName'], attributes['mail']].filter((value) => typeof value === 'string');
  return [
    { by: 'externalId', value: id },
    ...[...new Set(addresses)].map((value) => ({ by: 'email', value }) as const),
  ];
}

async function findByAddress(run: Run, team: TeamPort, email: string): Promise<Found> {
  const { signal, store } = run.context;
  const member = await team.findMember({ by: 'email', value: email }, signal);
  const sourceId = member === null ? null : store.links.sourceOf('User', member.id);
  return { member, leaves: sourceId !== null && (await losesAccess(run, sourceId)) };
}

/** Whether this cycle takes away the access of a linked object, held back or not: files aren't given to who is to go. */
async function losesAccess(run: Run, id: string): Promise<boolean> {
  const [item] = await prepareObjects(run, [id]);
  if (item === undefined || !isConcerned(item) || item.link === null) return false;
  const { evaluated, link } = item;
  const { settings } = run.context;
  return takesAccess(decide({ evaluated, link, target: { kind: 'remembered' }, release: null }, settings));
}
