import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isEvent } from '../../../src/engine/store/storedShapes.ts';
import { fromColumn, toColumn } from '../../../src/engine/store/textColumn.ts';
import { text, type Text } from '../../../src/protocol/text.ts';

const eventWith = (told: unknown): object => ({
  activityDateTime: '2026-11-01T10:00:00.000Z',
  jobId: 'job',
  cycleId: 'cycle',
  action: 'skip',
  status: 'skipped',
  source: { id: '1', type: 'User', displayName: 'Ada' },
  targetId: null,
  reason: { code: 'NotEffectivelyEntitled', message: told, recommendedAction: told },
  steps: [{ type: 'scoping', status: 'skipped', description: told, details: { Roles: told } }],
  modifiedProperties: [],
  durationMs: 0,
  exchange: null,
});

describe('stored texts', () => {
  it('are templates in an event, or the sentences of earlier versions', () => {
    assert.ok(isEvent(eventWith(text`Out of scope: ${'x'}`)));
    assert.ok(isEvent(eventWith('Not assigned.')));
    assert.ok(!isEvent(eventWith({ template: 1 })));
    assert.ok(!isEvent(eventWith(null)));
  });

  it('come back from a column as they were, also where a sentence looks like a template', () => {
    const texts: readonly Text[] = [
      text`One ${text`two ${3}`}`,
      'The source lists no assignments any more.',
      '{"template":',
    ];
    for (const told of texts) assert.deepEqual(fromColumn(toColumn(told)), told);
  });
});
