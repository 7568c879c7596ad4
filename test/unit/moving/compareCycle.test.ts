import assert from 'node:assert/strict';
import { it } from 'node:test';
import { compareCycle } from '../../../src/moving/compareCycle.ts';
import type { DecisionSummary, ObjectIdentity, ProvisioningEvent } from '../../../src/protocol/provisioning.ts';

const who = (id: string): ObjectIdentity => ({ id, type: 'User', displayName: id });
const told = (
  id: string,
  action: DecisionSummary['action'],
  more: { readonly failed?: boolean; readonly held?: 'whole' | 'part' } = {},
) => ({ source: who(id), action, failed: false, ...more });
const done = (id: string, action: ProvisioningEvent['action'], status: ProvisioningEvent['status'] = 'success') => ({
  source: who(id),
  action,
  status,
});

it('a cycle that does what its preview told differs in nothing', () => {
  const decisions = [
    told('created', 'create'),
    told('idle', 'none'),
    told('skipped', 'skip'),
    told('held', 'disable', { held: 'whole' }),
    told('part', 'update', { held: 'part' }),
    told('failing', 'skip', { failed: true }),
  ];
  const events = [
    done('created', 'create'),
    done('created', 'update'),
    done('skipped', 'skip', 'skipped'),
    done('held', 'stagedDelete', 'warning'),
    done('part', 'update'),
    done('failing', 'skip', 'failure'),
  ];
  assert.deepEqual(compareCycle(decisions, events), []);
});

it('what wasn’t previewed, or wasn’t done, differs', () => {
  const decisions = [told('lost', 'create'), told('refused', 'update'), told('idle', 'none')];
  const events = [
    done('refused', 'update'),
    done('refused', 'update', 'failure'),
    done('idle', 'disable'),
    done('new', 'create'),
  ];
  assert.deepEqual(
    compareCycle(decisions, events).map(({ source, ...rest }) => [source.id, rest.previewed, rest.done]),
    [
      ['lost', 'create', null],
      ['refused', 'update', 'failure'],
      ['idle', 'none', 'disable'],
      ['new', null, 'create'],
    ],
  );
});
