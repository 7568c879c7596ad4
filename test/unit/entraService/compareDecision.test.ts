import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareDecision } from '../../../src/entraService/compareDecision.ts';
import type { DecisionSummary, ProvisioningEvent } from '../../../src/protocol/provisioning.ts';
import { english } from '../../../src/protocol/text.ts';

const source = { id: 'ada', type: 'User', displayName: 'Ada Lovelace' } as const;
const reason = { code: 'x', message: 'Because.', recommendedAction: null };

function ours(action: DecisionSummary['action'], failed = false): DecisionSummary {
  return { source, targetId: null, action, failed, reason, steps: [], changes: [], destructive: false };
}

function theirs(
  action: ProvisioningEvent['action'],
  status: ProvisioningEvent['status'] = 'success',
): ProvisioningEvent {
  return {
    id: 1,
    activityDateTime: '2026-11-29T10:00:00.000Z',
    jobId: 'job',
    cycleId: 'cycle',
    action,
    status,
    source,
    targetId: null,
    reason,
    steps: [],
    modifiedProperties: [],
    durationMs: 0,
    exchange: null,
  };
}

describe('our decision beside what Entra did', () => {
  it('agrees where nothing is left to do, where both skip, and where both fail', () => {
    const agreed: readonly [DecisionSummary, ProvisioningEvent | null][] = [
      [ours('none'), theirs('create')],
      [ours('none'), theirs('none')],
      [ours('skip'), theirs('skip', 'skipped')],
      [ours('skip'), theirs('disable')],
      [ours('skip', true), theirs('create', 'failure')],
      [ours('delete'), theirs('stagedDelete', 'warning')],
      [ours('skip'), null],
    ];
    for (const [decision, event] of agreed) assert.equal(compareDecision(decision, event), null);
  });

  it('differs with a likely cause otherwise', () => {
    const differing: readonly [DecisionSummary, ProvisioningEvent | null, RegExp][] = [
      [ours('create'), null, /tells nothing/],
      [ours('update'), theirs('update'), /doesn’t notice/],
      [ours('create'), theirs('create'), /no account is found/],
      [ours('create'), theirs('skip', 'skipped'), /Default Access/],
      [ours('create'), theirs('create', 'failure'), /nothing that our engine can see/],
      [ours('none'), theirs('update', 'failure'), /corrected/],
      [ours('disable'), theirs('update'), /left the scope/],
      [ours('create'), theirs('disable'), /in scope now/],
      [ours('skip', true), theirs('update'), /foresees a failure/],
      [ours('update'), theirs('stagedDelete', 'warning'), /undone since/],
    ];
    for (const [decision, event, cause] of differing)
      assert.match(english(compareDecision(decision, event)?.cause ?? ''), cause);
  });
});
