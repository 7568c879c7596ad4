import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import type { JobSession } from '../../src/engine/session.ts';
import { tryRunLock } from '../../src/engine/lease/runLock.ts';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import type { CycleSummary } from '../../src/protocol/cycleSummary.ts';
import { eventually } from '../support/eventually.ts';
import { smallTenant, startEngineTest, temporaryDirectory, type EngineTest } from './engineSetup.ts';
import { startEngineProcess } from './engineProcess.ts';

const people = ['ada.lovelace', 'grace.hopper', 'alan.turing'];

/** A job whose target gives no response to what is sent to it, until it's told to. */
async function startHanging(test: TestContext, method: 'GET' | 'POST'): Promise<EngineTest> {
  const engine = await startEngineTest(test, { fill: smallTenant(people), requestTimeoutMs: 60_000 });
  engine.targetServer.faults.set({ kind: 'hang', method });
  return engine;
}

const requests = ({ targetServer }: EngineTest, method: string): number => targetServer.requestCounts()[method] ?? 0;

function hangs(engine: EngineTest, method: string, times = 1): Promise<boolean> {
  return eventually(`${times} ${method} that hangs`, () => requests(engine, method) >= times);
}

function failsWith(kind: ProvisioningFailure['kind'], message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ProvisioningFailure, String(error));
    assert.equal(error.kind, kind, error.message);
    assert.match(error.message, message);
    return true;
  };
}

describe('the lease of a job, among processes', () => {
  it('is one: a run that is refused in a process takes nothing from the one that runs in it', async (test) => {
    const engine = await startHanging(test, 'POST');
    const [first, second] = [startEngineProcess(test), startEngineProcess(test)];
    const cycle = first.sync(engine.params);
    await hangs(engine, 'POST');
    await assert.rejects(first.sync(engine.params), /A sync has been running in this window since \d\d:\d\d \(process/);
    await assert.rejects(second.sync(engine.params), /A sync has been running in another window since \d\d:\d\d/);
    assert.equal(tryRunLock(engine.stateDirectory), null, 'still held');
    engine.targetServer.faults.clear();
    await Promise.all([assert.rejects(cycle), first.kill()]);
  });

  it('says who runs, to whoever asks', async (test) => {
    const engine = await startHanging(test, 'POST');
    const process = startEngineProcess(test);
    const cycle = process.sync(engine.params).catch(() => null);
    await hangs(engine, 'POST');
    const { running, schedule } = await engine.withSession((session) => Promise.resolve(session.status()));
    assert.equal(running?.who, 'window');
    assert.equal(running.what, 'sync');
    assert.equal(running.background, false);
    assert.equal(running.pid, process.pid);
    assert.equal(schedule.lastAttempt?.finishedAt, null);
    for (const file of ['run.lock', 'run.json'])
      assert.equal(statSync(join(engine.stateDirectory, file)).mode & 0o077, 0, file);
    await process.kill();
    await cycle;
  });

  it('is taken over when its holder is killed, and nobody is said to run then', async (test) => {
    const engine = await startHanging(test, 'POST');
    const process = startEngineProcess(test);
    const cycle = process.sync(engine.params).catch(() => null);
    await hangs(engine, 'POST');
    await process.kill();
    await cycle;
    assert.ok(existsSync(join(engine.stateDirectory, 'run.json')), 'it had no time to take it away');
    const { running } = await engine.withSession((session) => Promise.resolve(session.status()));
    assert.equal(running, null);
    engine.targetServer.faults.clear();
    const { summary } = await engine.sync();
    assert.equal(summary.outcome, 'completed');
    assert.equal(engine.targetStore.all('User').length, people.length);
  });

  it('leaves nothing behind', async (test) => {
    const engine = await startEngineTest(test, { fill: smallTenant(people) });
    await engine.sync();
    for (const file of ['run.json', 'run.request']) assert.ok(!existsSync(join(engine.stateDirectory, file)), file);
  });

  it('is told by no file that another has put there', async (test) => {
    const engine = await startEngineTest(test, { fill: smallTenant(people) });
    for (const text of ['', '[]', '{"pid": 1}', 'x'.repeat(100_000)]) {
      writeFileSync(join(engine.stateDirectory, 'run.json'), text);
      writeFileSync(join(engine.stateDirectory, 'run.request'), text);
      const { running } = await engine.withSession((session) => Promise.resolve(session.status()));
      assert.equal(running, null);
      assert.equal((await engine.sync()).summary.outcome, 'completed');
    }
    mkdirSync(join(engine.stateDirectory, 'run.json'));
    assert.equal((await engine.sync()).summary.outcome, 'completed', 'a directory in its place, too');
  });
});

describe('a background run', () => {
  it('gives way at once to what a person asks for in another process', async (test) => {
    const engine = await startHanging(test, 'GET');
    const process = startEngineProcess(test);
    const preview = process.preview(engine.params, { background: true });
    await hangs(engine, 'GET');
    engine.targetServer.faults.clear();
    const { summary } = await engine.sync();
    assert.equal(summary.counts.create, people.length);
    const [gaveWay] = await Promise.allSettled([preview]);
    const how = gaveWay.status === 'fulfilled' ? gaveWay.value.outcome : String(gaveWay.reason);
    assert.match(how, /cancelled|gave way/);
  });

  it('gives way to whatever a person may ask for', async (test) => {
    const run = await startEngineTest(test, { fill: smallTenant(people), requestTimeoutMs: 60_000 });
    await run.sync();
    const { signal } = new AbortController();
    const quiet = (): void => undefined;
    const asked: readonly ((session: JobSession) => Promise<unknown>)[] = [
      (session) => session.refreshSource(signal, quiet),
      (session) => session.preview({ signal, onDecision: quiet, onProgress: quiet }),
      (session) => session.explain(`${people[0]}@contoso.com`, signal),
      (session) => session.provisionOnDemand(`${people[0]}@contoso.com`, signal),
      (session) => session.decideHolds(null, 'rejected', quiet),
    ];
    const unasked: readonly ((session: JobSession) => Promise<unknown>)[] = [
      (session) => session.refreshSource(signal, quiet, true),
      (session) => session.explain(`${people[0]}@contoso.com`, signal, true),
    ];
    for (const [index, ask] of asked.entries()) {
      const background = unasked[index % unasked.length];
      assert.ok(background !== undefined);
      await run.withSession(async (holder) => {
        run.directoryServer.faults.set({ kind: 'hang', method: 'GET' });
        const ended = background(holder).then(
          () => 'completed',
          (error: unknown) => (error instanceof ProvisioningFailure ? error.kind : String(error)),
        );
        await eventually('the background run', async () => {
          const { running } = await run.status();
          return running?.background === true;
        });
        run.directoryServer.faults.clear();
        await run.withSession(ask);
        assert.ok(['cancelled', 'completed'].includes(await ended), await ended);
      });
    }
  });

  it('gives way to a cycle that is due, too, in the same process', async (test) => {
    const engine = await startEngineTest(test, {
      fill: smallTenant(people),
      requestTimeoutMs: 60_000,
      provisioning: { status: 'on' },
    });
    engine.targetServer.faults.set({ kind: 'hang', method: 'GET' });
    const process = startEngineProcess(test);
    const preview = process.preview(engine.params, { background: true }).catch(() => null);
    await hangs(engine, 'GET');
    engine.targetServer.faults.clear();
    const summary = await process.syncWhenDue(engine.params);
    assert.equal(summary?.counts.create, people.length);
    await preview;
  });

  it('waits for its turn while a person’s run goes on', async (test) => {
    const engine = await startHanging(test, 'POST');
    const process = startEngineProcess(test);
    const cycle = process.sync(engine.params);
    await hangs(engine, 'POST');
    const previewed = startEngineProcess(test).preview(engine.params, { background: true });
    assert.equal(await process.cancelRun(engine.params).then((run) => run?.what), 'sync');
    assert.equal((await cycle).outcome, 'cancelled');
    engine.targetServer.faults.clear();
    assert.equal((await previewed).outcome, 'completed');
  });

  it('stops waiting when it’s cancelled itself', async (test) => {
    const engine = await startHanging(test, 'POST');
    const process = startEngineProcess(test);
    const cycle = process.sync(engine.params).catch(() => null);
    await hangs(engine, 'POST');
    const cancel = new AbortController();
    const preview = engine.withSession((session) =>
      session.preview({
        signal: cancel.signal,
        background: true,
        onDecision: () => undefined,
        onProgress: () => undefined,
      }),
    );
    cancel.abort(new Error('Not wanted any more.'));
    await assert.rejects(preview, /Not wanted any more/);
    await process.kill();
    await cycle;
  });
});

describe('a run that a person asked for', () => {
  it('is cancelled from another process, in a consistent state', async (test) => {
    const engine = await startHanging(test, 'POST');
    const process = startEngineProcess(test);
    const cycle = process.sync(engine.params);
    await hangs(engine, 'POST');
    const cancelled = await engine.withSession((session) => session.cancelRun(new AbortController().signal));
    assert.equal(cancelled?.pid, process.pid);
    assert.equal((await cycle).outcome, 'cancelled');
    engine.targetServer.faults.clear();
    const { summary } = await engine.sync();
    assert.equal(summary.counts.failure, 0);
    assert.equal(engine.targetStore.all('User').length, people.length, 'nobody twice');
  });

  it('that has no summary says that it was cancelled', async (test) => {
    const engine = await startHanging(test, 'GET');
    const explained = engine.withSession((session) => session.explain('Ada Lovelace', new AbortController().signal));
    const refused = assert.rejects(explained, failsWith('cancelled', /cancelled from another window or process/));
    await hangs(engine, 'GET');
    assert.equal((await startEngineProcess(test).cancelRun(engine.params))?.what, 'explain');
    await refused;
  });

  it('isn’t disturbed by what others ask for', async (test) => {
    const engine = await startHanging(test, 'POST');
    const process = startEngineProcess(test);
    const cycle = process.sync(engine.params);
    await hangs(engine, 'POST');
    await assert.rejects(engine.preview(), failsWith('busy', /A sync has been running in another window/));
    const request = join(engine.stateDirectory, 'run.request');
    assert.ok(!existsSync(request) || readFileSync(request, 'utf8') === '', 'nothing is asked of it');
    await process.cancelRun(engine.params);
    await cycle;
  });

  it('that there isn’t can’t be cancelled', async (test) => {
    const engine = await startEngineTest(test, { fill: smallTenant(people) });
    assert.equal(await engine.withSession((session) => session.cancelRun(new AbortController().signal)), null);
  });
});

describe('cycles that come by themselves', () => {
  it('are run once by two processes, however often they ask', async (test) => {
    const engine = await startEngineTest(test, { fill: smallTenant(people), provisioning: { status: 'on' } });
    const processes = [startEngineProcess(test), startEngineProcess(test)];
    const asked = await Promise.allSettled(
      [0, 1, 2, 3].map((index) => (processes[index % 2] ?? startEngineProcess(test)).syncWhenDue(engine.params)),
    );
    const ran = asked.filter(
      (one): one is PromiseFulfilledResult<CycleSummary> => isFulfilled(one) && one.value !== null,
    );
    assert.equal(ran.length, 1);
    assert.equal(ran[0]?.value.cycle, 'initial');
    for (const one of asked)
      if (one.status === 'rejected') assert.match(String(one.reason), /has been running/, 'or finds the other at it');
    const before = requests(engine, 'GET');
    for (const process of processes) assert.equal(await process.syncWhenDue(engine.params), null);
    assert.equal(requests(engine, 'GET'), before, 'who finds nothing due sends nothing');
  });

  it('are one after any time that was missed, and one when the clock was set back', async (test) => {
    const engine = await startEngineTest(test, { fill: smallTenant(people), provisioning: { status: 'on' } });
    const day = 24 * 3_600_000;
    const cycles = async (later: number): Promise<number> => {
      let ran = 0;
      for (let asked = 0; asked < 3; asked++) if ((await syncWhenDue(engine, later)) !== null) ran++;
      return ran;
    };
    assert.equal(await cycles(0), 1);
    assert.equal(await cycles(39 * 60_000), 0);
    assert.equal(await cycles(41 * 60_000), 1);
    assert.equal(await cycles(30 * day), 1, 'a machine that slept for a month');
    assert.equal(await cycles(0), 1, 'a clock that was set back');
  });

  it('are none while provisioning is off', async (test) => {
    const engine = await startEngineTest(test, { fill: smallTenant(people), provisioning: { status: 'off' } });
    assert.equal(await syncWhenDue(engine, 0), null);
    const { schedule } = await engine.withSession((session) => Promise.resolve(session.status()));
    assert.deepEqual(schedule, { nextCycle: null, lastAttempt: null });
  });

  it('are not tried again before an interval when they fail as a whole, and say why', async (test) => {
    const engine = await startEngineTest(test, { fill: smallTenant(people), provisioning: { status: 'on' } });
    engine.targetServer.faults.set({ kind: 'unauthorized' });
    await assert.rejects(syncWhenDue(engine, 0), failsWith('connection', /./));
    assert.equal(await syncWhenDue(engine, 60_000), null);
    const { schedule } = await engine.withSession((session) => Promise.resolve(session.status()));
    assert.equal(schedule.lastAttempt?.failure?.kind, 'connection');
    assert.notEqual(schedule.lastAttempt.finishedAt, null);
    engine.targetServer.faults.clear();
    assert.equal((await syncWhenDue(engine, 41 * 60_000))?.counts.create, people.length);
  });
});

describe('a lock', () => {
  it('has one holder at any moment, whoever tries, in how many processes ever', async (test) => {
    const directory = temporaryDirectory(test);
    assert.deepEqual(await together(test, './lockContender.ts', directory), [0, 0, 0]);
  });

  it('is given back', (test) => {
    const directory = temporaryDirectory(test);
    const unlock = tryRunLock(directory);
    assert.ok(unlock);
    assert.equal(tryRunLock(directory), null);
    unlock();
    const again = tryRunLock(directory);
    assert.ok(again);
    again();
  });
});

describe('a state', () => {
  it('is opened while another process closes it', async (test) => {
    assert.deepEqual(await together(test, './stateOpener.ts', temporaryDirectory(test)), [0, 0, 0]);
  });
});

/** Starts a program three times at once, and gives how each of them ended. */
function together(test: TestContext, program: string, directory: string): Promise<readonly (number | null)[]> {
  return Promise.all(
    [1, 2, 3].map(async () => {
      const child = fork(new URL(program, import.meta.url), [directory], { execArgv: [] });
      test.after(() => child.kill('SIGKILL'));
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    }),
  );
}

function syncWhenDue(engine: EngineTest, later: number): Promise<CycleSummary | null> {
  const signal = new AbortController().signal;
  return engine.withSession(
    (session) => session.syncWhenDue({ signal, onEvent: () => undefined, onProgress: () => undefined }),
    {},
    later,
  );
}

function isFulfilled<T>(one: PromiseSettledResult<T>): one is PromiseFulfilledResult<T> {
  return one.status === 'fulfilled';
}
