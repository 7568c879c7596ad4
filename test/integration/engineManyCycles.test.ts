import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { startCycleRunner, type Held } from '../support/manyCycles.ts';
import { smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';

const people = Array.from({ length: 60 }, (_, index) => `person.${index}`);
/** The log keeps the last 30 days on which anything happened; the last third of the cycles comes after them. */
const days = 48;
const usualCycles = 96;

it('hundreds of cycles with changes keep memory, handles and the store as they are', async (test) => {
  const cycles = Number(process.env['CYCLES'] ?? usualCycles);
  const run = await startEngineTest(test, { fill: smallTenant(people, { Everybody: people }) });
  const runner = startCycleRunner();
  test.after(() => runner.stop());
  const held: (Held & { readonly store: number })[] = [];
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    change(run, cycle);
    const later = (cycle * days * 24 * 60 * 60 * 1000) / cycles;
    const { summary, held: now } = await runner.run({ params: run.params, later });
    assert.deepEqual([summary.outcome, summary.counts.failure], ['completed', 0], `cycle ${cycle}`);
    held.push({ ...now, store: storeSize(run) });
  }
  const third = Math.floor(cycles / 3);
  const [middle, last] = [held.slice(third, 2 * third), held.slice(2 * third)];
  const most = (of: typeof held, what: (one: Held & { readonly store: number }) => number): number =>
    Math.max(...of.map(what));
  const least = (of: typeof held): number => Math.min(...of.map(({ heap }) => heap));
  assert.ok(least(last) < least(middle) * 1.1, `heap: ${least(middle)} bytes, then ${least(last)}`);
  for (const what of ['descriptors', 'resources'] as const)
    assert.ok(most(last, (one) => one[what] ?? 0) <= most(middle, (one) => one[what] ?? 0), what);
  test.diagnostic(`heap ${least(middle)} → ${least(last)} bytes, ${String(held.at(-1)?.descriptors)} descriptors`);
  const [storeBefore, storeAfter] = [middle, last].map((of) => most(of, ({ store }) => store));
  test.diagnostic(`store ${storeBefore} → ${storeAfter} bytes`);
  assert.ok((storeAfter ?? 0) <= (storeBefore ?? 0) * 1.1, `store: ${storeBefore} bytes, then ${storeAfter}`);
});

/** Some people get another name, one leaves and one comes back: each cycle has something of everything to do. */
function change(run: EngineTest, cycle: number): void {
  const person = (offset: number): ReturnType<EngineTest['user']> =>
    run.user(people[(cycle * 7 + offset) % people.length] ?? '');
  for (let offset = 0; offset < 5; offset += 1)
    run.directory.updateObject(person(offset), { surname: `Cycle ${cycle}`, givenName: `Person ${offset}` });
  const group = run.group('Everybody');
  const leaver = person(0);
  if (run.directory.memberships.membersOf(group.id).has(leaver.id)) {
    run.directory.removeMember(group.id, leaver.id);
    unassign(run, leaver);
  }
  const returning = run.user(people[((cycle + people.length - 1) * 7) % people.length] ?? '');
  run.directory.addMember(group.id, returning.id);
  assign(run.directory, returning, roles.user);
}

function storeSize({ stateDirectory }: EngineTest): number {
  return statSync(join(stateDirectory, 'state.sqlite')).size;
}
