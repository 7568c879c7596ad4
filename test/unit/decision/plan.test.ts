import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sameValue, convertValue } from '../../../src/decision/attributeValues.ts';
import type { SeenValues } from '../../../src/decision/knowledge.ts';
import type { AttributeJson } from '../../../src/protocol/provisioning.ts';
import { ada, adaInTarget, adaLink, confirmed, decideSituation, noMatch, type MappingChange } from './support.ts';
import { english } from '../../../src/protocol/text.ts';

/** What an update of Ada changes, when the target holds `known` besides her values. */
function changesOf(mapping: MappingChange, known: SeenValues = {}, attributes = {}): Record<string, AttributeJson> {
  const { planned } = decideSituation({
    source: { ...ada, attributes: { ...ada.attributes, ...attributes } },
    link: { ...adaLink, known: confirmed({ ...adaInTarget, ...known }) },
    mapping,
  });
  return Object.fromEntries(planned.map((change) => [change.attribute, change.new]));
}

/** What the creation of Ada sends for one attribute. */
function createdWith(attribute: string, mapping: MappingChange, attributes = {}): AttributeJson | undefined {
  const source = { ...ada, attributes: { ...ada.attributes, ...attributes } };
  return decideSituation({ source, mapping, target: noMatch }).planned.find((change) => change.attribute === attribute)
    ?.new;
}

const title = (mapping: object): MappingChange => ({
  attributes: { title: { source: { expression: '[jobTitle]' }, ...mapping } },
});

const tags = (mapping: object): MappingChange => ({
  attributes: { displayName: { source: { expression: 'Split([department], ";")' }, ...mapping } },
  definitions: { displayName: { multivalued: true } },
});

describe('a null of the source', () => {
  it('is not sent on update: the target keeps its value', () => {
    assert.deepEqual(changesOf(title({}), { title: 'Countess' }), {});
  });

  it('takes the default at creation only', () => {
    assert.equal(createdWith('title', title({ defaultValue: 'Associate' })), 'Associate');
    assert.deepEqual(changesOf(title({ defaultValue: 'Associate' })), {});
  });

  it('clears where the mapping says so, once', () => {
    assert.deepEqual(changesOf(title({ flowNullValues: true }), { title: 'Countess' }), { title: null });
    assert.deepEqual(changesOf(title({ flowNullValues: true }), { title: null }), {});
  });

  it('without a default is left out of the creation', () => {
    assert.equal(createdWith('title', title({})), undefined);
  });
});

describe('a mapping', () => {
  it('that flows at creation only is never updated', () => {
    const mapping = title({ flowType: 'ObjectAddOnly' });
    assert.equal(createdWith('title', mapping, { jobTitle: 'Countess' }), 'Countess');
    assert.deepEqual(changesOf(mapping, { title: 'Other' }, { jobTitle: 'Countess' }), {});
  });

  it('that flows where nothing is yet is left alone from then on', () => {
    for (const flowType of ['AttributeAddOnly', 'ValueAddOnly']) {
      const mapping = title({ flowType });
      assert.deepEqual(changesOf(mapping, {}, { jobTitle: 'Countess' }), { title: 'Countess' });
      assert.deepEqual(changesOf(mapping, { title: 'Other' }, { jobTitle: 'Countess' }), {});
    }
  });

  it('that flows as additions takes no value away', () => {
    for (const flowType of ['MultiValueAddOnly', 'ValueAddOnly']) {
      const mapping = tags({ flowType });
      assert.deepEqual(changesOf(mapping, { displayName: ['a', 'b'] }, { department: 'b;c' }), {
        displayName: ['a', 'b', 'c'],
      });
      assert.deepEqual(changesOf(mapping, { displayName: ['a', 'b'] }, { department: 'b' }), {});
      assert.deepEqual(changesOf(mapping, {}, { department: 'b;c' }), { displayName: ['b', 'c'] });
    }
    assert.deepEqual(changesOf(tags({}), { displayName: ['a', 'b'] }, { department: 'b' }), { displayName: ['b'] });
  });

  it('that flows always is sent although nothing differs', () => {
    const mapping = title({ flowBehavior: 'FlowAlways' });
    assert.deepEqual(changesOf(mapping, { title: 'Countess' }, { jobTitle: 'Countess' }), { title: 'Countess' });
  });

  it('of type None fills what is empty with its default, and leaves the rest alone', () => {
    const mapping = title({ source: null, defaultValue: 'Associate' });
    assert.equal(createdWith('title', mapping), 'Associate');
    assert.deepEqual(changesOf(mapping, { title: null }), { title: 'Associate' });
    assert.deepEqual(changesOf(mapping, { title: 'Countess' }), {});
  });

  it('that says to ignore the attribute sends nothing for it', () => {
    const mapping = title({ source: { expression: 'IgnoreFlowIfNullOrEmpty([jobTitle])' } });
    assert.deepEqual(changesOf(mapping, { title: 'Countess' }), {});
    assert.equal(createdWith('title', mapping), undefined);
  });
});

describe('a change of letter case alone', () => {
  it('counts only where the attribute is case-exact', () => {
    const known = { title: 'COUNTESS' };
    const mapping = { ...title({}), definitions: { title: { caseExact: false } } };
    assert.deepEqual(changesOf(mapping, known, { jobTitle: 'Countess' }), {});
    assert.deepEqual(changesOf(title({}), known, { jobTitle: 'Countess' }), { title: 'Countess' });
    assert.deepEqual(changesOf({}, { userName: 'ADA@CONTOSO.COM' }), {});
  });
});

describe('values', () => {
  it('become what the attribute holds', () => {
    const convert = (value: Parameters<typeof convertValue>[0], definition: object): unknown => {
      const converted = convertValue(value, { name: 'x', ...definition });
      return converted.ok ? converted.value : english(converted.expected);
    };
    assert.equal(convert('True', { type: 'Boolean' }), true);
    assert.equal(convert('0', { type: 'Boolean' }), false);
    assert.equal(convert('perhaps', { type: 'Boolean' }), 'True or False');
    assert.equal(convert('42', { type: 'Integer' }), 42);
    assert.equal(convert('4.2', { type: 'Integer' }), 'a whole number');
    assert.deepEqual(convert('a', { multivalued: true }), ['a']);
    assert.deepEqual(convert(['a', null, 'b'], { multivalued: true }), ['a', 'b']);
    assert.equal(convert(['a'], {}), 'a');
    assert.equal(convert(['a', 'b'], {}), 'a single value');
    assert.equal(convert(null, { type: 'Boolean' }), null);
  });

  it('of a multi-valued attribute are the same in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (values) => {
        assert.ok(sameValue(values, values.toReversed(), { name: 'x', multivalued: true, caseExact: true }));
      }),
    );
  });
});

describe('an element that a mapping tells as a JSON text', () => {
  const multivalued = { name: 'roles', multivalued: true };
  const admin = '{"id":"1","value":"Admin","displayName":"Administrator"}';

  it('is the one whose value the target tells, however often it is told', () => {
    assert.ok(sameValue([admin, admin], ['admin'], multivalued));
    assert.ok(sameValue(['{"id":"2","value":null,"displayName":"User"}'], ['User'], multivalued));
    assert.ok(!sameValue([admin], ['User'], multivalued));
    assert.ok(!sameValue([admin], ['Admin', 'User'], multivalued));
  });

  it('differs from itself under another name, when that is known', () => {
    assert.ok(!sameValue([admin], [admin.replace('Administrator', 'Chief')], multivalued));
  });

  it('is a text like any other where the attribute has one value', () => {
    assert.ok(!sameValue(admin, 'Admin', { name: 'title' }));
    assert.ok(!sameValue('{', '{}', { name: 'title' }));
  });
});
