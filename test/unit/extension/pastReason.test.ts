import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { objectTooltip } from '../../../src/extension/assignments/assignmentPresentation.ts';
import { toCreate, toUpdate } from '../../../src/decision/reasons.ts';
import { pastReason } from '../../../src/protocol/pastReason.ts';
import { eventDocument } from '../../../src/extension/logs/eventDocument.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import { assigned, event } from './samples.ts';

const created = 'Created, because it was in scope and the target had no object that matched.';

describe('the reason of what has happened', () => {
  it('is told as past where it was carried out', () => {
    const past = (traits: Parameters<typeof event>[0]): string => pastReason(event(traits), inEnglish);
    assert.equal(past({ reason: toCreate(false) }), created);
    assert.equal(
      past({ reason: toCreate(true) }),
      'Created again, because the linked object was no longer in the target.',
    );
    assert.equal(
      past({ action: 'update', reason: toUpdate(['surname'], false) }),
      'Updated. Reason at the time: surname differs.',
    );
  });

  it('keeps its words where it is still so', () => {
    const reason = { code: 'X', message: 'No surname.', recommendedAction: null };
    for (const traits of [
      { action: 'skip', status: 'skipped' },
      { action: 'stagedDelete', status: 'warning' },
      { action: 'create', status: 'failure' },
      { action: 'none', status: 'success' },
    ] as const)
      assert.equal(pastReason(event({ ...traits, reason }), inEnglish), 'No surname.');
  });

  it('is past in the hover and in the event', () => {
    const reason = toCreate(false);
    const user = assigned({ state: 'provisioned', reason, lastAction: 'create', lastStatus: 'success' });
    const tooltip = objectTooltip(user, inEnglish);
    assert.ok(tooltip.includes('Created, because it was in scope') && !tooltip.includes('has no object'), tooltip);
    assert.ok(!eventDocument(event({ reason }), inEnglish).includes('has no object'));
  });
});
