import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createShownAttributes } from '../../../src/directories/scim/shownAttributes.ts';

it('what a target has shown and leaves out of a whole resource has no value; of what it never shows nothing is told', () => {
  const shown = createShownAttributes();
  const whole = { id: '1', userName: 'ada@x' };
  const complete = (resource: object, told: Readonly<Record<string, string | null>> = {}): object =>
    shown.complete({ ...resource }, ['title', 'nickName'], told);
  assert.deepEqual(complete(whole), {});
  assert.deepEqual(complete(whole, { title: null }), { title: null });
  assert.deepEqual(complete(whole), {}, 'an empty title shows nothing');
  assert.deepEqual(complete({ id: '2', title: 'Countess' }, { title: 'Countess' }), { title: 'Countess' });
  assert.deepEqual(complete(whole), { title: null });
  assert.deepEqual(complete(whole, { nickName: 'Ada' }), { title: null, nickName: 'Ada' });
  assert.deepEqual(complete({ id: '1' }), {}, 'a shortened resource');
});

it('what has never been shown is open until a look was taken, but for passwords', () => {
  const shown = createShownAttributes();
  const all = ['title', 'nickName', 'password'];
  assert.deepEqual(shown.open(all), [], 'nothing was left out yet');
  shown.complete({ id: '1', userName: 'ada@x' }, all, {});
  assert.deepEqual(shown.open(all), ['title', 'nickName']);
  shown.complete({ id: '2', userName: 'ben@x' }, all, { title: 'Baker' });
  assert.deepEqual(shown.open(all), ['nickName']);
  shown.looked(['nickName']);
  assert.deepEqual(shown.open(all), []);
});
