import assert from 'node:assert/strict';
import { it } from 'node:test';
import { accessTakenBy } from '../../../src/decision/plan.ts';

const fullName = 'urn:ietf:params:scim:schemas:core:2.0:User:active';

it('access is taken by False, its text or no value, whatever active is called, from whoever may have it', () => {
  const taken = (attribute: string, old: boolean | null, value: boolean | string | null): boolean =>
    accessTakenBy([{ attribute, old, new: value }]) !== undefined;
  for (const attribute of ['active', 'Active', fullName])
    for (const value of [false, 'False', null, '']) {
      assert.ok(taken(attribute, true, value) && taken(attribute, null, value), `${attribute} ${String(value)}`);
      assert.ok(!taken(attribute, false, value), 'who has none loses none');
    }
  assert.ok(!taken('active', false, true));
  assert.ok(!taken('title', true, null));
});
