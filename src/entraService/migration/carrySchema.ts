import type { MigrationRow } from '../../protocol/migration/migration.ts';
import { recordIn, recordsIn, textIn, type Wire } from '../wire.ts';
import { type Carried, carryAttributes, type MappingPlace, newOnly } from './carryMapping.ts';
import { attributesOf, filterText, unfitFilter } from './fitting.ts';

/**
 * Carries mappings and scoping filters of the old job over into the schema of the new one, which stays as it is otherwise.
 *
 * @param template the schema that a new job begins with: what differs from it in the new job was set by somebody, and stays. Null
 *   when Graph doesn't tell it; whatever differs is carried over then.
 */
export function carrySchema(old: Wire, now: Wire, template: Wire | null): Carried {
  const oldMappings = objectMappings(old);
  const met = new Set<Wire>();
  const rows: MigrationRow[] = [];
  const rules = recordsIn(now, 'synchronizationRules').map((rule) => ({
    ...rule,
    objectMappings: recordsIn(rule, 'objectMappings').map((mapping) => {
      const object = objectOf(mapping);
      const former = oldMappings.find((each) => objectOf(each) === object);
      if (former === undefined) {
        rows.push(newOnly(object, textIn(mapping, 'name')));
        return mapping;
      }
      met.add(former);
      const begun = objectMappings(template ?? {}).find((each) => objectOf(each) === object) ?? null;
      const carried = carryObject(former, mapping, placeOf(now, rule, mapping, begun));
      rows.push(...carried.rows);
      return carried.value;
    }),
  }));
  for (const mapping of oldMappings) if (!met.has(mapping)) rows.push(objectLacking(mapping));
  return { value: { ...now, synchronizationRules: rules }, rows };
}

function objectMappings(schema: Wire): readonly Wire[] {
  return recordsIn(schema, 'synchronizationRules').flatMap((rule) => recordsIn(rule, 'objectMappings'));
}

/** Users and groups are called alike in both, in whatever letter case. */
function objectOf(mapping: Wire): string {
  const name = textIn(mapping, 'sourceObjectName') ?? '';
  return name.charAt(0).toUpperCase() + name.slice(1).toLowerCase();
}

function placeOf(schema: Wire, rule: Wire, mapping: Wire, template: Wire | null): MappingPlace {
  const attributes = (side: 'source' | 'target'): ReadonlySet<string> | null =>
    attributesOf(schema, textIn(rule, `${side}DirectoryName`), textIn(mapping, `${side}ObjectName`));
  return {
    object: objectOf(mapping),
    sourceAttributes: attributes('source'),
    targetAttributes: attributes('target'),
    template,
  };
}

function carryObject(old: Wire, now: Wire, place: MappingPlace): Carried {
  const steps = [carryAttributes, carryFilter, carryEnabled, carryFlowTypes];
  return steps.reduce<Carried>(
    ({ value, rows }, carry) => {
      const carried = carry(old, value, place);
      return { value: carried.value, rows: [...rows, ...carried.rows] };
    },
    { value: now, rows: [] },
  );
}

/** A filter is carried over whole or not at all: a part of one would let others pass. */
function carryFilter(old: Wire, now: Wire, { object, sourceAttributes, template }: MappingPlace): Carried {
  const [former, own] = [recordIn(old, 'scope'), recordIn(now, 'scope')];
  const texts = { old: filterText(former), new: filterText(own) };
  if (former === null || texts.old === null) {
    const kept = { area: 'filter', name: object, ...texts, verdict: 'kept', reason: null } as const;
    return { value: now, rows: texts.new === null ? [] : [{ ...kept, reason: { code: 'newOnly', names: [] } }] };
  }
  const row = { area: 'filter', name: object, ...texts } as const;
  if (texts.old === texts.new) return { value: now, rows: [{ ...row, verdict: 'same', reason: null }] };
  if (texts.new !== null && template !== null && texts.new !== filterText(recordIn(template, 'scope')))
    return { value: now, rows: [{ ...row, verdict: 'kept', reason: { code: 'setInNew', names: [] } }] };
  const problem = unfitFilter(former, sourceAttributes);
  if (problem !== null) return { value: now, rows: [{ ...row, verdict: 'unfit', reason: problem }] };
  return { value: { ...now, scope: former }, rows: [{ ...row, verdict: 'carry', reason: null }] };
}

function carryEnabled(old: Wire, now: Wire, { object, template }: MappingPlace): Carried {
  const [former, own] = [old['enabled'] !== false, now['enabled'] !== false];
  if (former === own) return { value: now, rows: [] };
  const isSet = template !== null && own !== (template['enabled'] !== false);
  return settled(now, { enabled: former }, isSet, {
    name: `${object} › enabled`,
    old: String(former),
    new: String(own),
  });
}

/** Who mustn't be deleted by the old job isn't deleted by the new one. */
function carryFlowTypes(old: Wire, now: Wire, { object, template }: MappingPlace): Carried {
  const [former, own] = [flowTypes(old), flowTypes(now)];
  if (former === '' || former === own) return { value: now, rows: [] };
  const isSet = template !== null && own !== flowTypes(template);
  return settled(now, { flowTypes: former }, isSet, { name: `${object} › flowTypes`, old: former, new: own });
}

function settled(now: Wire, change: Wire, isSet: boolean, row: Pick<MigrationRow, 'name' | 'old' | 'new'>): Carried {
  return isSet
    ? { value: now, rows: [{ area: 'mapping', ...row, verdict: 'kept', reason: { code: 'setInNew', names: [] } }] }
    : { value: { ...now, ...change }, rows: [{ area: 'mapping', ...row, verdict: 'carry', reason: null }] };
}

function flowTypes(mapping: Wire): string {
  const types = (textIn(mapping, 'flowTypes') ?? '').split(',').map((type) => type.trim());
  return ['Add', 'Update', 'Delete'].filter((type) => types.includes(type)).join(',');
}

function objectLacking(mapping: Wire): MigrationRow {
  const name = objectOf(mapping);
  const reason = { code: 'objectLacking', names: [name] } as const;
  return { area: 'mapping', name, old: textIn(mapping, 'name'), new: null, verdict: 'unfit', reason };
}
