import type { SourceObject } from '../directories/sourceDirectory.ts';
import type { Attributes } from '../expressions/value.ts';
import { nearestNames } from '../job/similarName.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import type { ObjectType } from '../protocol/provisioning.ts';
import type { CycleContext } from './cycle/cycleContext.ts';
import { text } from '../protocol/text.ts';

/** One object that people speak of. */
export interface Subject {
  readonly type: ObjectType;
  readonly id: string;
}

/** An object by everything that a person may call it. */
interface Named extends Subject {
  readonly displayName: string;
  readonly userPrincipalName: string | null;
  readonly deleted: boolean;
}

const mostNamed = 10;
const mostSuggested = 3;

/**
 * Finds the one object that a person means: by id, user principal name, mail or display name, in any letter case. An id or
 * user principal name is one object's own, so it goes before what several may share; who is there goes before who is deleted.
 *
 * @throws ProvisioningFailure of kind `notFound` when there is none, naming the nearest, or several, naming each.
 */
export async function findSubject(context: CycleContext, name: string): Promise<Subject> {
  const known = knownBy(context, name);
  const own = ownName(known, name);
  const found = own.length > 0 ? own : await inSource(context, name, known);
  const meant = mostLikely(found, name);
  const [only, ...others] = meant;
  if (only === undefined) throw await notFound(context, name);
  if (others.length > 0) throw ambiguous(meant, name);
  return { type: only.type, id: only.id };
}

function knownBy({ store }: CycleContext, name: string): readonly Named[] {
  return store.database
    .prepare(
      `SELECT type, id, display_name, user_principal_name, presence FROM object
       WHERE id = ?1 COLLATE NOCASE OR display_name = ?1 COLLATE NOCASE OR user_principal_name = ?1 COLLATE NOCASE OR mail = ?1 COLLATE NOCASE`,
    )
    .all(name)
    .map((row) => ({
      type: row['type'] as ObjectType,
      id: row['id'] as string,
      displayName: row['display_name'] as string,
      userPrincipalName: row['user_principal_name'] as string | null,
      deleted: row['presence'] !== 'present',
    }));
}

/**
 * What the source has under the name now: since the last cycle another may have come to be called the same. What is known
 * stands in where the source finds nothing, as of who was deleted, or cannot look for names.
 */
async function inSource(context: CycleContext, name: string, known: readonly Named[]): Promise<readonly Named[]> {
  try {
    const objects = await context.source.find(name, context.sourceAttributes, context.signal);
    return objects.length === 0 ? known : objects.map(namedOf);
  } catch (error) {
    if (known.length > 0 && error instanceof ProvisioningFailure && error.kind === 'source') return known;
    throw error;
  }
}

function namedOf({ type, id, displayName, attributes }: SourceObject): Named {
  const userPrincipalName = textOf(attributes, 'originalUserPrincipalName') ?? textOf(attributes, 'userPrincipalName');
  return { type, id, displayName, userPrincipalName, deleted: false };
}

function textOf(attributes: Attributes, name: string): string | null {
  const value = attributes[name];
  return typeof value === 'string' ? value : null;
}

/** Those that have the name for themselves. */
function ownName(found: readonly Named[], name: string): readonly Named[] {
  const wanted = name.toLowerCase();
  return found.filter(
    ({ id, userPrincipalName, deleted }) =>
      id.toLowerCase() === wanted || (!deleted && userPrincipalName?.toLowerCase() === wanted),
  );
}

function mostLikely(found: readonly Named[], name: string): readonly Named[] {
  const own = ownName(found, name);
  const candidates = own.length > 0 ? own : found;
  const present = candidates.filter(({ deleted }) => !deleted);
  return present.length > 0 ? present : candidates;
}

function ambiguous(found: readonly Named[], name: string): ProvisioningFailure {
  const listed = found.slice(0, mostNamed).map(describe);
  const rest = found.length > mostNamed ? [`and ${found.length - mostNamed} more`] : [];
  return new ProvisioningFailure(
    'notFound',
    text`${found.length} objects are called "${name}": ${[...listed, ...rest].join('; ')}.`,
    {
      recommendedAction: text`Say which one is meant by its user principal name or its id, such as ${found[0]?.userPrincipalName ?? found[0]?.id ?? text`the first`}.`,
    },
  );
}

function describe({ type, id, displayName, userPrincipalName, deleted }: Named): string {
  const facts = [
    ...(userPrincipalName === null ? [] : [userPrincipalName]),
    `id ${id}`,
    ...(deleted ? ['deleted'] : []),
  ];
  return `${type === 'User' ? 'user' : 'group'} ${displayName} (${facts.join(', ')})`;
}

async function notFound(context: CycleContext, name: string): Promise<ProvisioningFailure> {
  const nearest = nearestNames(name, await knownNames(context), mostSuggested).map((near) => `"${near}"`);
  const suggestion = nearest.length === 0 ? '' : text` Did you mean ${nearest.join(' or ')}?`;
  return new ProvisioningFailure('notFound', text`No user or group is called "${name}".${suggestion}`, {
    recommendedAction: text`Give the display name, user principal name, mail or object id as Microsoft Entra ID has it.`,
  });
}

/** Every name that the job has read; before its first cycle, the names of who is assigned. */
async function knownNames({ store, source, signal }: CycleContext): Promise<readonly string[]> {
  const rows = store.database
    .prepare("SELECT display_name, user_principal_name FROM object WHERE presence = 'present'")
    .all();
  if (rows.length === 0)
    return (await source.readAssignments(signal)).map(({ principalDisplayName }) => principalDisplayName);
  return rows.flatMap((row) =>
    [row['display_name'], row['user_principal_name']].filter((name) => typeof name === 'string'),
  );
}
