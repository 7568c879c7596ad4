import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { entraAttributes, selectFor, withoutGuestSuffix } from '../../../src/directories/entra/attributeNames.ts';
import { readChange } from '../../../src/directories/entra/changes.ts';

describe('a guest’s user principal name', () => {
  const rows: readonly (readonly [raw: string, flows: string])[] = [
    ['elena.rossi_fabrikam.com#EXT#@contoso.onmicrosoft.com', 'elena.rossi@fabrikam.com'],
    ['first_last_fabrikam.com#EXT#@contoso.onmicrosoft.com', 'first_last@fabrikam.com'],
    ['odd#ext#@contoso.onmicrosoft.com', 'odd'],
    ['adele.vance@contoso.com', 'adele.vance@contoso.com'],
    ['a_b@contoso.com', 'a_b@contoso.com'],
  ];
  for (const [raw, flows] of rows) {
    it(`${raw} flows as ${flows}`, () => {
      assert.equal(withoutGuestSuffix(raw), flows);
    });
  }

  it('keeps its raw value in originalUserPrincipalName', () => {
    const userPrincipalName = 'elena_fabrikam.com#EXT#@contoso.onmicrosoft.com';
    const attributes = entraAttributes('User', { id: '1', userPrincipalName }, new Set(['originalUserPrincipalName']));
    assert.equal(attributes['originalUserPrincipalName'], userPrincipalName);
    assert.equal(attributes['userPrincipalName'], 'elena@fabrikam.com');
  });
});

describe('attributes under their Entra names', () => {
  it('are read from the Graph properties that hold them', () => {
    const wanted = new Set([
      'telephoneNumber',
      'mobile',
      'extensionAttribute7',
      'physicalDeliveryOfficeName',
      'otherMails',
    ]);
    const object = {
      id: '1',
      businessPhones: ['+1 425', '+1 206'],
      mobilePhone: null,
      officeLocation: '18/2111',
      otherMails: ['a@x', 'b@x'],
      onPremisesExtensionAttributes: { extensionAttribute7: 'seven' },
    };
    assert.deepEqual(entraAttributes('User', object, wanted), {
      id: '1',
      objectId: '1',
      telephoneNumber: '+1 425',
      mobile: null,
      extensionAttribute7: 'seven',
      physicalDeliveryOfficeName: '18/2111',
      otherMails: ['a@x', 'b@x'],
    });
    const select = selectFor('User', wanted);
    for (const property of ['businessPhones', 'mobilePhone', 'onPremisesExtensionAttributes', 'officeLocation'])
      assert.ok(select.includes(property), property);
    assert.equal(new Set(select).size, select.length);
  });

  it('that a delta does not carry stay absent, so that the mirror keeps their values', () => {
    const attributes = entraAttributes('User', { id: '1', surname: 'King' }, new Set(['surname', 'givenName']));
    assert.deepEqual(attributes, { id: '1', objectId: '1', surname: 'King' });
  });
});

describe('an entry of a delta page (Microsoft Graph, "delta-query-overview")', () => {
  it('tells a restorable deletion from one for good', () => {
    const removed = (reason: string): unknown => readChange('User', { id: '1', '@removed': { reason } }, new Set());
    assert.deepEqual(removed('changed'), { kind: 'removed', type: 'User', id: '1', reason: 'softDeleted' });
    assert.deepEqual(removed('deleted'), { kind: 'removed', type: 'User', id: '1', reason: 'hardDeleted' });
  });

  it('tells members that came and went, with their type where it is given', () => {
    const change = readChange(
      'Group',
      {
        id: 'g',
        'members@delta': [
          { '@odata.type': '#microsoft.graph.user', id: '1' },
          { '@odata.type': '#microsoft.graph.group', id: '2' },
          { id: '3', '@removed': { reason: 'deleted' } },
        ],
      },
      new Set(),
    );
    assert.equal(change?.kind, 'changed');
    assert.deepEqual(change.added, [
      { attribute: 'members', id: '1', type: 'User' },
      { attribute: 'members', id: '2', type: 'Group' },
    ]);
    assert.deepEqual(change.removed, [{ attribute: 'members', id: '3', type: null }]);
  });

  it('without an id is nothing', () => {
    assert.equal(readChange('User', { displayName: 'Nobody' }, new Set()), null);
  });
});
