import { compileMappings } from '../../../src/decision/compileMapping.ts';
import type { DecisionSettings, MappingSet } from '../../../src/decision/compiledMapping.ts';
import { decide } from '../../../src/decision/decide.ts';
import type { Decision, KnownTarget, Link, NameRelease, TargetKnowledge } from '../../../src/decision/decision.ts';
import { evaluateObject, type EvaluatedObject, type SourceSnapshot } from '../../../src/decision/evaluateObject.ts';
import type { KnownObject, SeenValues } from '../../../src/decision/knowledge.ts';
import type { EvaluationContext } from '../../../src/expressions/value.ts';
import { defaultSchema } from '../../../src/job/defaultJob.ts';
import type { AttributeDefinition, AttributeMapping, ObjectMapping } from '../../../src/job/schema.ts';
import type { ObjectType } from '../../../src/protocol/provisioning.ts';

export const settings: DecisionSettings = {
  scope: 'assigned',
  includeDefaultAccess: false,
  skipOutOfScopeDeletions: false,
  targetIsDropbox: true,
  removal: null,
};

export const context: EvaluationContext = { now: 0, random: () => 0, tenant: {} };

export const userRole = { roleName: 'User', isDefaultAccess: false, via: null };
export const defaultAccess = { roleName: 'Default Access', isDefaultAccess: true, via: null };

/** Ada, in scope with every value that the default mappings read. */
export const ada: SourceSnapshot = {
  type: 'User',
  id: 'ada-id',
  displayName: 'Ada Lovelace',
  presence: 'present',
  accountEnabled: true,
  attributes: {
    objectId: 'ada-id',
    userPrincipalName: 'ada@contoso.com',
    givenName: 'Ada',
    surname: 'Lovelace',
    department: 'Engines',
  },
  assignments: [userRole],
  unreadable: null,
};

export const readers: SourceSnapshot = {
  type: 'Group',
  id: 'readers-id',
  displayName: 'Readers',
  presence: 'present',
  accountEnabled: true,
  attributes: { objectId: 'readers-id', displayName: 'Readers', securityEnabled: true },
  assignments: [userRole],
  unreadable: null,
};

/** What the target holds of Ada when nothing differs. */
export const adaInTarget = {
  userName: 'ada@contoso.com',
  active: true,
  externalId: 'ada-id',
  'name.givenName': 'Ada',
  'name.familyName': 'Lovelace',
};

/** What was written, and confirmed. */
export function confirmed(values: SeenValues): KnownObject {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { how: 'confirmed', value }]));
}

export const adaLink: Link = {
  targetId: 'dbmid:ada',
  known: confirmed(adaInTarget),
  disabledBecause: null,
  leftAlone: false,
  mapping: null,
};
export const readersLink: Link = {
  targetId: 'g:readers',
  known: confirmed({ displayName: 'Readers', externalId: 'readers-id' }),
  disabledBecause: null,
  leftAlone: false,
  mapping: null,
};

export const remembered: TargetKnowledge = { kind: 'remembered' };
export const noMatch: TargetKnowledge = { kind: 'noMatch' };

export function target(values: Partial<KnownTarget> = {}): KnownTarget {
  return { id: 'dbmid:ada', values: adaInTarget, lifeCycle: 'active', ...values };
}

/** The compiled mapping of the default schema for a type, changed. */
export function mappingsOf(type: ObjectType, change: MappingChange = {}): MappingSet {
  const schema = defaultSchema();
  const changed = {
    ...schema,
    directories: schema.directories.map((directory) => ({
      ...directory,
      objects: directory.objects.map((object) => ({
        ...object,
        attributes: object.attributes.map((attribute) => ({ ...attribute, ...change.definitions?.[attribute.name] })),
      })),
    })),
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((mapping) =>
        mapping.sourceObjectName === type ? changeMapping(mapping, change) : mapping,
      ),
    })),
  };
  const compiled = compileMappings(changed).find((set) => set.type === type);
  if (compiled === undefined) throw new Error(`The schema has no mapping for ${type}.`);
  return compiled;
}

export interface MappingChange {
  readonly flowTypes?: string;
  readonly scope?: ObjectMapping['scope'];
  /** Changed or added attribute mappings, by target attribute; null takes one away. */
  readonly attributes?: Readonly<Record<string, Partial<AttributeMapping> | null>>;
  readonly definitions?: Readonly<Record<string, Partial<AttributeDefinition>>>;
}

function changeMapping(mapping: ObjectMapping, change: MappingChange): ObjectMapping {
  const attributes = change.attributes ?? {};
  const kept = mapping.attributeMappings.flatMap((attribute) => {
    const changed = attributes[attribute.targetAttributeName];
    return changed === null ? [] : [{ ...attribute, ...changed }];
  });
  const added = Object.entries(attributes).flatMap(([name, attribute]) =>
    attribute === null || kept.some(({ targetAttributeName }) => targetAttributeName === name)
      ? []
      : [{ targetAttributeName: name, source: null, ...attribute }],
  );
  return {
    ...mapping,
    ...(change.flowTypes === undefined ? {} : { flowTypes: change.flowTypes }),
    ...(change.scope === undefined ? {} : { scope: change.scope }),
    attributeMappings: [...kept, ...added],
  };
}

export interface Situation {
  readonly source?: SourceSnapshot;
  readonly link?: Link | null;
  readonly target?: TargetKnowledge;
  readonly release?: NameRelease | null;
  readonly settings?: Partial<DecisionSettings>;
  readonly mapping?: MappingChange;
  /** True when a creation was begun, so that there may be an account although nothing is linked. */
  readonly orphan?: boolean;
}

export function evaluate(situation: Situation): EvaluatedObject {
  const source = situation.source ?? ada;
  const set = mappingsOf(source.type, situation.mapping);
  const hasAccount = (situation.link ?? null) !== null || situation.orphan === true;
  const account = hasAccount ? { mapping: null } : null;
  return evaluateObject(source, set, { ...settings, ...situation.settings }, context, account);
}

/** Decides a situation; what it leaves out is Ada, unlinked, unknown to the target. */
export function decideSituation(situation: Situation): Decision {
  const link = situation.link ?? null;
  const knowledge = situation.target ?? (link === null ? noMatch : remembered);
  const { release = null } = situation;
  return decide(
    { evaluated: evaluate(situation), link, target: knowledge, release },
    { ...settings, ...situation.settings },
  );
}
