import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decide } from '../../../src/decision/decide.ts';
import type { Decision, KnownTarget, Link } from '../../../src/decision/decision.ts';
import { planRemoval, type Candidate, type RemovalPlan, type RemovalPolicy } from '../../../src/decision/removal.ts';
import { disabledLink, hardDeleted, softDeleted } from './situations.ts';
import { adaInTarget, adaLink, evaluate, settings, target } from './support.ts';
import { english } from '../../../src/protocol/text.ts';
import { jsonLine } from '../../../src/protocol/safeText.ts';

const policy: RemovalPolicy = {
  transferFilesTo: 'manager',
  otherwiseTo: null,
  transferAdmin: 'admin@contoso.com',
  keepAccount: false,
  retainTeamShares: false,
  removeEvenIfNobodyGetsTheFiles: false,
};
const bea = { id: 'bea', email: 'bea@contoso.com', name: 'Bea Boss' };
const archive = { id: 'archive', email: 'archive@contoso.com', name: 'Archive' };
const manager: Candidate = { as: 'manager', trouble: null, receiver: bea };
const second: Candidate = { as: 'address', trouble: null, receiver: archive };
const admin: Candidate = { as: 'address', trouble: null, receiver: { id: 'admin', email: 'a@contoso.com', name: 'A' } };
const troubles = ['unknown', 'notInTeam', 'invited', 'suspended', 'leaving', 'themselves', 'notAdmin'] as const;
const troubled = (as: Candidate['as'], trouble: (typeof troubles)[number]): Candidate => ({
  as,
  trouble,
  name: 'Bea Boss',
});

describe('who gets the files', () => {
  it('is the manager, else who is named, and why is said', () => {
    assert.deepEqual(planRemoval(policy, [manager, second], admin), {
      kind: 'transfer',
      to: bea,
      as: 'manager',
      admin: 'admin',
      instead: null,
    });
    const plan = planRemoval(policy, [troubled('manager', 'leaving'), second], admin);
    assert.deepEqual(JSON.parse(jsonLine(plan)), {
      kind: 'transfer',
      to: archive,
      as: 'address',
      admin: 'admin',
      instead: 'the manager Bea Boss is leaving, too',
    });
  });

  it('is nobody without a destination, a word of the job, or somebody to tell of errors', () => {
    const lost = [troubled('manager', 'suspended'), troubled('address', 'notInTeam')];
    const nowhere = planRemoval(policy, lost, admin);
    assert.equal(nowhere.kind, 'nowhere');
    assert.match(english(nowhere.why), /manager Bea Boss is suspended, and Bea Boss has no account in the team/);
    const anyway = { ...policy, removeEvenIfNobodyGetsTheFiles: true };
    assert.equal(planRemoval(anyway, lost, admin).kind, 'withoutTransfer');
    assert.equal(planRemoval({ ...policy, transferFilesTo: null }, [], admin).kind, 'nowhere');
    const noAdmin = planRemoval(anyway, [manager], troubled('address', 'notAdmin'));
    assert.equal(noAdmin.kind, 'nowhere', 'a wrong admin is a fault of the job');
  });

  it('is always the first who can have them, and never anybody who can’t', () => {
    const candidate = fc.oneof(
      fc.constantFrom(manager, second),
      fc.constantFrom(...troubles).map((trouble) => troubled('address', trouble)),
    );
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 3 }), fc.boolean(), fc.boolean(), (all, keepAccount, anyway) => {
        const rules = { ...policy, keepAccount, removeEvenIfNobodyGetsTheFiles: anyway };
        const plan = planRemoval(rules, all, admin);
        const first = all.find(({ trouble }) => trouble === null);
        if (keepAccount) assert.equal(plan.kind, 'keepAccount');
        else if (first === undefined) assert.equal(plan.kind, anyway ? 'withoutTransfer' : 'nowhere');
        else assert.equal(plan.kind === 'transfer' && plan.to, first.trouble === null && first.receiver);
      }),
    );
  });
});

/** The decision about Ada, who was deleted for good, on a target with a policy. */
function decideDeleted(
  removal: RemovalPlan | undefined,
  lifeCycle: KnownTarget['lifeCycle'] = 'active',
  link: Link = adaLink,
): Decision {
  const object = target({ lifeCycle, values: { ...adaInTarget, active: lifeCycle !== 'suspended' } });
  return decide(
    {
      evaluated: evaluate({ source: hardDeleted, link }),
      link,
      target: { kind: 'read', object },
      release: null,
      ...(removal === undefined ? {} : { removal }),
    },
    { ...settings, removal: policy },
  );
}

describe('a member who was deleted for good', () => {
  const transfer: RemovalPlan = { kind: 'transfer', to: bea, as: 'manager', admin: 'admin', instead: null };

  it('is removed with a destination, which everybody is told', () => {
    const { summary, removal } = decideDeleted(transfer);
    assert.deepEqual([summary.action, summary.destructive, removal], ['delete', true, transfer]);
    assert.match(english(summary.reason.message), /The files go to Bea Boss \(bea@contoso\.com\), the manager\./);
    assert.deepEqual(summary.files, {
      outcome: 'transferred',
      to: { targetId: 'bea', displayName: 'Bea Boss', email: 'bea@contoso.com' },
    });
  });

  it('is suspended and waits without one, and is never removed by what nobody has asked', () => {
    for (const plan of [undefined, { kind: 'nowhere', why: 'there is nobody' } as const]) {
      const active = decideDeleted(plan);
      assert.deepEqual([active.summary.action, active.waits, active.removal], ['disable', true, null]);
      assert.match(english(active.summary.reason.message), /its files would have nowhere to go/);
      const suspended = decideDeleted(plan, 'suspended', { ...disabledLink, disabledBecause: 'source' });
      assert.deepEqual([suspended.summary.action, suspended.summary.failed, suspended.waits], ['skip', false, true]);
      assert.equal(suspended.summary.reason.code, 'FilesHaveNoDestination');
    }
  });

  it('who hasn’t accepted the invitation has no files, and is removed', () => {
    const { summary, removal } = decideDeleted(undefined, 'invited');
    assert.deepEqual([summary.action, removal, summary.files], ['delete', { kind: 'invited' }, undefined]);
  });

  it('is only suspended while in the recycle bin', () => {
    const situation = {
      evaluated: evaluate({ source: softDeleted, link: adaLink }),
      link: adaLink,
      target: { kind: 'read', object: { ...target(), lifeCycle: 'active' } },
      release: null,
      removal: transfer,
    } as const;
    assert.equal(decide(situation, { ...settings, removal: policy }).summary.action, 'disable');
  });
});
