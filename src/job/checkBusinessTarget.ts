import type { JobDocument } from './jobDocument.ts';
import type { Findings, JobPath } from './jobFinding.ts';
import { matchingMappings } from './objectMappings.ts';
import type { ObjectMapping, SynchronizationSchema } from './schema.ts';
import { someNames } from './similarName.ts';
import { text } from '../protocol/text.ts';

/** What Dropbox's Business API lets be written to a member, and to a group, by the names that mappings have for it. */
const writable = {
  User: ['userName', 'emails[type eq "work"].value', 'externalId', 'name.givenName', 'name.familyName', 'active'],
  Group: ['displayName', 'externalId', 'members'],
} as const;

/** What Dropbox finds members and groups by. */
const findable = {
  User: ['userName', 'emails[type eq "work"].value', 'externalId'],
  Group: ['displayName', 'externalId'],
} as const;

const sameAddress = ['userName', 'emails[type eq "work"].value'];

/**
 * Checks that the mappings of a job whose target is Dropbox's Business API write what Dropbox has, and match by what Dropbox
 * finds accounts by. People of one name are several, so nobody is matched by it.
 */
export function* checkBusinessTarget({ target }: Pick<JobDocument, 'target'>, schema: SynchronizationSchema): Findings {
  if (target.kind !== 'dropboxBusiness') return;
  for (const [ruleIndex, rule] of schema.synchronizationRules.entries())
    for (const [index, mapping] of rule.objectMappings.entries())
      if (mapping.enabled)
        yield* checkMapping(mapping, ['schema', 'synchronizationRules', ruleIndex, 'objectMappings', index]);
}

function* checkMapping(mapping: ObjectMapping, path: JobPath): Findings {
  const type = mapping.sourceObjectName.toLowerCase() === 'group' ? 'Group' : 'User';
  const names: ReadonlySet<string> = new Set(writable[type]);
  for (const [index, { targetAttributeName: name }] of mapping.attributeMappings.entries()) {
    if (names.has(name)) continue;
    const [quoted, known] = [JSON.stringify(name), someNames(writable[type])];
    const message =
      type === 'User'
        ? text`A Dropbox member has no ${quoted} that the Business API can write: map one of ${known}, or remove this attribute mapping.`
        : text`A Dropbox group has no ${quoted} that the Business API can write: map one of ${known}, or remove this attribute mapping.`;
    const at = [...path, 'attributeMappings', index, 'targetAttributeName'];
    yield { code: 'not-in-dropbox', severity: 'error', message, path: at };
  }
  const matching = new Set(matchingMappings(mapping));
  for (const [index, each] of mapping.attributeMappings.entries()) {
    const name = each.targetAttributeName;
    if (!matching.has(each) || !names.has(name) || (findable[type] as readonly string[]).includes(name)) continue;
    const [quoted, known] = [JSON.stringify(name), someNames(findable[type])];
    const message =
      type === 'User'
        ? text`Dropbox finds no member by ${quoted}: match by ${known}, and write "matchingPriority": 0 here.`
        : text`Dropbox finds no group by ${quoted}: match by ${known}, and write "matchingPriority": 0 here.`;
    yield {
      code: 'not-matchable',
      severity: 'error',
      message,
      path: [...path, 'attributeMappings', index, 'matchingPriority'],
    };
  }
  yield* checkAddresses(mapping, path);
}

function* checkAddresses({ attributeMappings }: ObjectMapping, path: JobPath): Findings {
  const [, second] = attributeMappings.filter((each) => sameAddress.includes(each.targetAttributeName));
  if (second === undefined) return;
  const message = text`A Dropbox member has one address, which is both "userName" and the work e-mail address: remove one of the two mappings; whoever gets two different ones by them fails.`;
  const index = attributeMappings.indexOf(second);
  const at = [...path, 'attributeMappings', index, 'targetAttributeName'];
  yield { code: 'one-address', severity: 'warning', message, path: at };
}
