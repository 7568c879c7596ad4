import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyTextEdits } from '../../../src/job/editJob.ts';
import { planEdit } from '../../../src/mappingEditor/edits.ts';
import type { EditIntent } from '../../../src/protocol/mappingEditorIntents.ts';
import { english } from '../../../src/protocol/text.ts';
import { newJob } from './documents.ts';

const at = { rule: 0, index: 0 };
const source = { kind: 'sandbox' };
const edits: readonly EditIntent[] = [
  {
    kind: 'changeMapping',
    at: { ...at, mapping: 1, target: 'active' },
    changes: { expression: 'Switch([department], "True", "Sales", "False", ToUpper([jobTitle], ), "True")' },
  },
  { kind: 'changeSettings', changes: { digest: 'daily', scope: 'all' } },
];

function afterAll(text: string): string {
  return edits.reduce((changed, intent) => {
    const { edit, refusal } = planEdit(changed, intent);
    assert.ok(edit, english(refusal ?? ''));
    return applyTextEdits(changed, [edit]);
  }, text);
}

describe('What the mapping editor writes', () => {
  for (const [name, unit] of [
    ['two spaces', 2],
    ['four spaces', 4],
    ['tabs', '\t'],
  ] as const) {
    it(`has a line for each value, indented by ${name}, in a file that is written so`, () => {
      const text = JSON.stringify(JSON.parse(newJob.replaceAll(/^ *\/\/.*$/gm, '')), null, unit);
      const changed = afterAll(text);
      assert.match(changed, /"key": "switchValue",\s*"value": \{\s*"expression": "ToUpper/);
      assert.equal(changed, JSON.stringify(JSON.parse(changed), null, unit));
    });
  }

  it('puts what fits on one line in a file that does so, and all of it in a file of one line', () => {
    const changed = afterAll(newJob);
    assert.ok(
      changed.includes('"value": { "expression": "\\"True\\"", "name": "True", "type": "Constant", "parameters": [] }'),
    );
    assert.ok(changed.split('\n').every((line) => line.length <= 120));
    const { edit } = planEdit(JSON.stringify({ id: 'short', source, target: source }), {
      kind: 'changeSettings',
      changes: { scope: 'all' },
    });
    assert.ok(edit);
    assert.doesNotMatch(edit.newText, /[\r\n]/);
  });
});
