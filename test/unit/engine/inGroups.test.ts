import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { test } from 'node:test';
import { inGroups } from '../../../src/engine/inGroups.ts';

test('What is told in one go is sent together, before anything that comes later', async () => {
  const sent: (readonly number[])[] = [];
  const result = await inGroups<number, string>(
    (items) => sent.push(items),
    async (tell) => {
      tell(1);
      tell(2);
      await nextTurn();
      tell(3);
      return 'done';
    },
  );
  assert.equal(result, 'done');
  assert.deepEqual(sent, [[1, 2], [3]]);
});

test('A long run is cut into groups, in order and without loss', async () => {
  const sent: (readonly number[])[] = [];
  const items = Array.from({ length: 1000 }, (_, index) => index);
  await inGroups<number, undefined>(
    (group) => sent.push(group),
    (tell) => {
      items.forEach(tell);
      return Promise.resolve(undefined);
    },
  );
  assert.deepEqual(sent.flat(), items);
  assert.ok(sent.length > 1 && sent.every((group) => group.length <= 256));
});

test('What was told before a failure is sent before the failure is', async () => {
  const sent: (readonly number[])[] = [];
  const failing = inGroups<number, undefined>(
    (items) => sent.push(items),
    (tell) => {
      tell(1);
      return Promise.reject<undefined>(new Error('stopped'));
    },
  );
  await assert.rejects(failing, /stopped/);
  assert.deepEqual(sent, [[1]]);
});
