/**
 * What the mapping editor asks of the engine about everybody in a large directory, after its first cycle: samples, who
 * passes a scoping filter, and what a change does. The goals are for the processor's time, so that they hold on a busy machine.
 *
 *   npm run bench -- mappingEditor
 *   BENCH_USERS=10000 npm run bench -- mappingEditor     in one directory only
 */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import * as protocol from '../../src/protocol/engineProtocol.ts';
import { type BenchEngine, startEngine, startServers, withState } from './engineRun.ts';
import { tellRows, type Row } from './rows.ts';

const sizes = (process.env['BENCH_USERS'] ?? '10000,100000').split(',').map(Number);

const rows: Row[] = [];
for (const users of sizes) {
  const servers = await startServers(users);
  await withState(async (stateDirectory) => {
    const engine = startEngine(servers.addresses, stateDirectory);
    try {
      const { summary } = await engine.sync();
      console.error(`${summary.counts.create} objects were created`);
      await measure(engine, users);
    } finally {
      await engine.stop();
    }
  });
  servers.stop();
}
tellRows(rows);

async function measure(engine: BenchEngine, users: number): Promise<void> {
  const tell = (what: string, milliseconds: number, goal = ''): void => {
    rows.push([`${what} (${users} users)`, `${(milliseconds / 1000).toFixed(2)} s`, goal]);
  };
  tell(
    'first samples',
    await timed(() => engine.ask(protocol.sampleObjects, { type: 'User', limit: 500 })),
    'goal < 0.3 s',
  );
  const groups = [{ name: '', clauses: [clause('jobTitle', 'REGEX MATCH', '^.*(Engineer|Manager)$')] }];
  const waits: number[] = [];
  const ended = new AbortController();
  const counting = timed(() => engine.ask(protocol.countScope, { type: 'User', groups })).finally(() => {
    ended.abort();
  });
  while (!ended.signal.aborted) waits.push(await timed(() => engine.ask(protocol.status, {})));
  tell('a scoping filter is counted', await counting);
  tell('  longest wait for a status meanwhile', Math.max(...waits));
  tell(
    '  until a cancelled count has ended',
    await cancelled((token) => engine.ask(protocol.countScope, { type: 'User', groups }, token)),
  );
  await measureConsequence(engine, tell);
}

async function measureConsequence(
  engine: BenchEngine,
  tell: (what: string, milliseconds: number, goal?: string) => void,
): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const goal = 'goal < 5 s at 10000, < 30 s at 100000';
  const edits = [
    ['first consequence, of a change for everybody', 'ToUpper([givenName])', goal],
    ['  the next one, after a further keystroke', 'ToLower([givenName])', ''],
    ['  a change for one in hundreds', 'Replace([givenName], "Ada", , , "Adah", , )', ''],
  ] as const;
  for (const [what, expression, wanted] of edits) {
    const cpuBefore = engine.cpuSeconds() ?? NaN;
    let affected = 0;
    const elapsed = await timed(async () => {
      affected = (await engine.consequence(changedTo(expression))).consequence.total;
    });
    rows.push([`${what}: CPU`, `${((engine.cpuSeconds() ?? NaN) - cpuBefore).toFixed(2)} s`, wanted]);
    tell('  elapsed', elapsed);
    rows.push(['  objects that the change affects', String(affected), '']);
  }
  const changed = changedTo('StripSpaces([givenName])');
  const waits: number[] = [];
  const ended = new AbortController();
  const comparing = engine.consequence(changed).finally(() => {
    ended.abort();
  });
  while (!ended.signal.aborted) waits.push(await timed(() => engine.ask(protocol.status, {})));
  await comparing;
  delay.disable();
  tell('  longest wait for a status meanwhile', Math.max(...waits));
  tell('  longest pause of the process that asks', delay.max / 1e6);
  tell(
    '  until a cancelled consequence has ended',
    await cancelled((token) => engine.consequence(changedTo('StripSpaces([surname])'), token)),
  );
}

function changedTo(expression: string): (text: string) => string {
  return (text) => text.replaceAll('"[givenName]"', JSON.stringify(expression));
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

/** Milliseconds from the cancellation to the end of what was cancelled while it was at work. */
async function cancelled(act: (token: CancellationTokenSource['token']) => Promise<unknown>): Promise<number> {
  const source = new CancellationTokenSource();
  const ended = act(source.token).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 50));
  return timed(() => {
    source.cancel();
    return ended;
  });
}

function clause(attribute: string, operator: string, ...values: readonly string[]) {
  return { attribute, operator, values };
}
