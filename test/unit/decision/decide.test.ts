import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ada, adaLink, decideSituation, readers, readersLink, target, type Situation } from './support.ts';
import { by, disabled, disabledLink, read, release, salesOnly, unassigned, vanished } from './situations.ts';
import { english } from '../../../src/protocol/text.ts';

describe('a decision', () => {
  it('about who leaves and gives up a name changes both, and an invitation that is withdrawn needs no other name', () => {
    const attributes = (situation: Situation): string[] =>
      decideSituation({ source: unassigned, link: adaLink, release, ...situation }).planned.map(
        ({ attribute }) => attribute,
      );
    assert.deepEqual(attributes({ target: read }), ['active', 'userName']);
    const invited = { kind: 'read', object: target({ lifeCycle: 'invited' }) } as const;
    assert.deepEqual(attributes({ target: invited }), ['active']);
  });

  it('that finds the account under another id goes on with that id', () => {
    const moved = { kind: 'moved', object: target({ id: 'dbmid:new' }), by } as const;
    assert.equal(decideSituation({ source: unassigned, link: adaLink, target: moved }).targetId, 'dbmid:new');
  });

  it('about an account that is not found leaves it to be looked for again', () => {
    const { after } = decideSituation({ source: unassigned, link: adaLink, target: vanished });
    assert.deepEqual(after, { kind: 'missing' });
  });

  it('about an invited user says that disabling deletes, and ends the link', () => {
    const invited = { kind: 'read', object: target({ lifeCycle: 'invited' }) } as const;
    const decision = decideSituation({ source: unassigned, link: adaLink, target: invited });
    assert.match(english(decision.summary.reason.message), /suspending an invited Dropbox user deletes that user/);
    assert.equal(decision.summary.destructive, true);
    assert.equal(decision.after.kind, 'none');
  });

  it('warns of that where Dropbox does not tell whether the user is invited', () => {
    const unknown = { kind: 'read', object: target({ lifeCycle: null }) } as const;
    const { summary } = decideSituation({ source: unassigned, link: adaLink, target: unknown });
    assert.match(english(summary.reason.message), /If the user has not accepted the Dropbox invitation yet/);
    const elsewhere = decideSituation({
      source: unassigned,
      link: adaLink,
      target: unknown,
      settings: { targetIsDropbox: false },
    });
    assert.doesNotMatch(english(elsewhere.summary.reason.message), /invitation/);
  });

  it('to disable changes nothing but what tells of the leaving', () => {
    const { planned } = decideSituation({
      source: { ...unassigned, attributes: { ...ada.attributes, surname: 'King' } },
      link: adaLink,
      target: read,
    });
    assert.deepEqual(planned, [{ attribute: 'active', old: true, new: false }]);
  });

  it('remembers whether the source or the scope made it disable', () => {
    const because = (situation: Situation): unknown => {
      const { after } = decideSituation(situation);
      return after.kind === 'linked' ? after.disabledBecause : after.kind;
    };
    assert.equal(because({ source: unassigned, link: adaLink, target: read }), 'outOfScope');
    assert.equal(because({ source: disabled, link: adaLink, target: read }), 'source');
    assert.equal(because({ link: disabledLink }), null);
  });

  it('shows redacted values to nobody, and exports them', () => {
    const mapping = { attributes: { 'name.familyName': { source: { expression: 'Redact([surname])' } } } };
    const { summary, planned } = decideSituation({ mapping });
    const attribute = 'name.familyName';
    assert.deepEqual(summary.changes.find((change) => change.attribute === attribute)?.new, '[Redact]');
    assert.deepEqual(planned.find((change) => change.attribute === attribute)?.new, 'Lovelace');
  });

  it('out of scope tells why in the scoping step, and in the last one what follows', () => {
    const last = (situation: Parameters<typeof decideSituation>[0]): string | undefined =>
      english(decideSituation(situation).summary.steps.at(-1)?.description ?? '');
    assert.equal(last({ source: { ...ada, assignments: [] } }), 'Nothing is mapped for an object out of scope.');
    assert.equal(
      last({ source: { ...readers, assignments: [] }, link: readersLink }),
      'The object in the target is deleted, since this one is out of scope.',
    );
  });

  it('names every reason for being out of scope, with what null decided', () => {
    const { summary } = decideSituation({
      source: { ...unassigned, accountEnabled: false, attributes: { ...ada.attributes, department: null } },
      mapping: salesOnly,
    });
    const scoping = summary.steps.find(({ type }) => type === 'scoping');
    assert.match(english(scoping?.description ?? ''), /disabled in Microsoft Entra ID.*Not assigned.*scoping filter/);
    assert.match(english(scoping?.description ?? ''), /The attribute has no value in: department EQUALS "Sales"/);
    assert.equal(
      english(scoping?.details['Filter: department EQUALS "Sales"'] ?? ''),
      'false (the attribute has no value)',
    );
  });
});
