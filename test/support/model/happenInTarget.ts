import type { StoredResource } from '../../../src/sandbox/target/store.ts';
import { contoso } from '../../../src/sandbox/tenants/contoso.ts';
import { accountNamed, accountsOf, isActive, memberIds, textIn } from './accounts.ts';
import type { Happening } from './story.ts';
import { truthOf, userNameAt, type Being, type World } from './world.ts';

type TargetHappening = Extract<
  Happening,
  { readonly kind: 'accept' | 'foreignAccount' | 'deleteAccount' | 'renameAccount' | 'remakeAccount' }
>;

/** Lets something happen in the target, by hand. @returns it in words; null when it cannot happen. */
export async function happenInTarget(world: World, happening: TargetHappening): Promise<string | null> {
  if (happening.kind === 'foreignAccount') return addForeign(world, happening);
  if (happening.kind === 'accept') return accept(world, happening.who);
  const being = world.people[happening.who % world.people.length];
  const account = being === undefined ? undefined : provisioned(world, being);
  if (being === undefined || account === undefined) return null;
  const { administrator, targetStore } = world.house;
  switch (happening.kind) {
    case 'deleteAccount':
      noteBereft(world, account);
      await administrator.delete(account);
      world.drifted.add(being.id);
      return `The target’s administrator deletes ${being.name}’s account.`;
    case 'renameAccount': {
      const userName = `renamed.${account.id.replace(/\W/g, '.')}@${contoso.domain}`;
      if (accountNamed(targetStore, userName) !== undefined) return null;
      await administrator.rename(account, userName);
      world.drifted.add(being.id);
      return `The target’s administrator renames ${being.name}’s account to ${userName}.`;
    }
    case 'remakeAccount': {
      noteBereft(world, account);
      await administrator.delete(account);
      const id = await administrator.create(account.attributes);
      world.drifted.add(being.id);
      return `The target’s administrator makes ${being.name}’s account again, as ${id}.`;
    }
  }
}

/** Only what somebody in scope has now is tampered with: whoever leaves later is the engine's to care for. */
function provisioned(world: World, being: Being): StoredResource | undefined {
  const [account] = accountsOf(world.house.targetStore, being.id);
  const inScope = truthOf(world).users.get(being.id)?.inScope === true;
  return inScope && isActive(account) ? account : undefined;
}

function noteBereft({ house, bereft }: World, { id }: StoredResource): void {
  for (const group of house.targetStore.all('Group')) {
    const groupId = textIn(group, 'externalId');
    if (groupId !== null && memberIds(group).has(id)) bereft.add(groupId);
  }
}

async function accept(world: World, who: number | null): Promise<string | null> {
  const { administrator, targetStore } = world.house;
  const being = who === null ? undefined : world.people[who % world.people.length];
  const accounts = being === undefined ? targetStore.all('User') : accountsOf(targetStore, being.id);
  const invited = accounts.filter(({ status }) => status === 'invited');
  for (const account of invited) await administrator.accept(account);
  const names = invited.map((account) => textIn(account, 'userName') ?? account.id);
  return invited.length === 0 ? null : `${names.join(', ')} accept the invitation.`;
}

async function addForeign(
  world: World,
  { to, related, accepted }: Extract<Happening, { kind: 'foreignAccount' }>,
): Promise<string | null> {
  const { administrator, targetStore } = world.house;
  const userName = related ? userNameAt(to) : `stranger${to}@fabrikam.com`;
  if (accountNamed(targetStore, userName) !== undefined) return null;
  const id = await administrator.create({
    userName,
    name: { givenName: 'Target', familyName: 'Own' },
    displayName: 'Target Own',
    ...(to % 3 === 0 ? { externalId: `HR-${to}` } : {}),
  });
  const account = targetStore.get('User', id);
  if (accepted && account !== undefined) await administrator.accept(account);
  return `The target’s administrator creates an account ${id} with the user name ${userName}.`;
}
