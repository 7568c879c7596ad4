import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createJobText } from '../../../src/job/defaultJob.ts';
import { applyTextEdits, setJobValue } from '../../../src/job/editJob.ts';
import { readJob } from '../../../src/job/readJob.ts';

const text = createJobText({ id: 'a', displayName: 'A', source: { kind: 'sandbox' }, target: { kind: 'sandbox' } });

function set(before: string, path: readonly (string | number)[], value: unknown): string {
  return applyTextEdits(before, setJobValue(before, path, value));
}

describe('setJobValue', () => {
  test('changes nothing but the value', () => {
    const after = set(text, ['provisioning', 'status'], 'on');
    assert.equal(after, text.replace('"status": "off"', '"status": "on"'));
    assert.equal(readJob(after).job?.provisioning.status, 'on');
  });

  test('keeps comments where they are', () => {
    const commented = '{\n  // why\n  "a": 1, // because\n  /* and */ "b": 2\n}\n';
    assert.equal(set(commented, ['b'], 3), '{\n  // why\n  "a": 1, // because\n  /* and */ "b": 3\n}\n');
  });

  test('adds members, and the objects on the way to them, in the file’s own style', () => {
    assert.equal(
      set('{\r\n\t"id": "a"\r\n}\r\n', ['x', 'y'], true),
      '{\r\n\t"id": "a",\r\n\t"x": {\r\n\t\t"y": true\r\n\t}\r\n}\r\n',
    );
    assert.equal(set('{\n    "id": "a"\n}\n', ['x'], [1]), '{\n    "id": "a",\n    "x": [\n        1\n    ]\n}\n');
  });

  test('removes members', () => {
    assert.equal(set('{\n  "a": 1,\n  "b": 2\n}', ['a'], undefined), '{\n  "b": 2\n}');
  });

  test('refuses a path through a value that holds nothing', () => {
    assert.throws(() => setJobValue('{ "a": 1 }', ['a', 'b'], 2), Error);
  });

  test('yields the value that was set, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const after = JSON.parse(set('{ "a": { "b": 1 }, "c": [1, 2] }', ['a', 'b'], value)) as { a: { b: unknown } };
        assert.deepEqual(after, { a: { b: JSON.parse(JSON.stringify(value)) as unknown }, c: [1, 2] });
      }),
    );
  });
});
