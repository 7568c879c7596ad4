/**
 * What a job costs that runs by itself: cycles with few changes and with none in a large directory, a large group from
 * nothing and with one more member, and how soon work goes on after the process was killed.
 *
 *   npm run bench -- increments
 *   BENCH_USERS=10000 npm run bench -- increments     in a smaller directory
 */
import { performance } from 'node:perf_hooks';
import { startEngine, startServers, withState, type BenchServers, type EngineRun } from './engineRun.ts';
import { tellRows, type Row } from './rows.ts';

const users = Number(process.env['BENCH_USERS'] ?? 100_000);
const changes = 10;
const members = Math.min(20_000, users - 1);

const rows: Row[] = [];
const servers = await startServers(users);
await withState(measureCycles);
await servers.order({ kind: 'reset' });
await withState(measureRecovery);
servers.stop();
tellRows(rows);

async function measureCycles(stateDirectory: string): Promise<void> {
  const engine = startEngine(servers.addresses, stateDirectory);
  try {
    const initial = await engine.sync();
    console.error(`initial cycle: ${initial.summary.counts.create} objects in ${initial.seconds.toFixed(1)} s`);
    await engine.sync();
    tell('a cycle without changes', await engine.sync(), 'goal < 1 s');
    await servers.order({ kind: 'change', users: changes });
    tell(`a cycle with ${changes} changes`, await engine.sync(), 'goal < 2 s');
    await servers.order({ kind: 'addGroup', members });
    tellWrites(`a group of ${members} from nothing`, await engine.sync(), 'goal ≤ 30');
    await servers.order({ kind: 'addMember' });
    tellWrites(`one more member in a group of ${members}`, await engine.sync(), 'goal 1');
  } finally {
    await engine.stop();
  }
}

function tell(what: string, { seconds, cpuSeconds, summary: { requests, counts } }: EngineRun, goal: string): void {
  if (counts.failure > 0) throw new Error(`${counts.failure} objects failed.`);
  rows.push(
    [`${what} (${users} users)`, `${seconds.toFixed(2)} s`, goal],
    ["  CPU of the engine's process", `${cpuSeconds?.toFixed(2) ?? '?'} s`, ''],
    ['  requests to the source', String(requests.source), ''],
    ['  requests to the target', String(requests.target), ''],
  );
}

function tellWrites(what: string, { seconds, summary: { requests, counts } }: EngineRun, goal: string): void {
  if (counts.failure > 0) throw new Error(`${counts.failure} objects failed.`);
  rows.push(
    [`${what}: writes to the target`, String(requests.targetWrites), goal],
    ['  requests to the target', String(requests.target), ''],
    ['  time', `${seconds.toFixed(2)} s`, ''],
  );
}

/** Kills the engine when half of everybody has been created, and starts it again. */
async function measureRecovery(stateDirectory: string): Promise<void> {
  const killed = startEngine(servers.addresses, stateDirectory);
  const cut = killed.sync().catch(() => null);
  await servers.order({ kind: 'requests', count: Math.floor(users / 2) });
  await killed.kill();
  await cut;
  const startedAt = performance.now();
  const engine = startEngine(servers.addresses, stateDirectory);
  try {
    const firstRequest = nextRequest(servers);
    const rest = engine.sync();
    await firstRequest;
    const seconds = (performance.now() - startedAt) / 1000;
    const { summary } = await rest;
    rows.push([`first request after kill -9 (${users} users)`, `${seconds.toFixed(2)} s`, 'goal < 5 s']);
    rows.push(['  created afterwards', String(summary.counts.create), '']);
  } finally {
    await engine.stop();
  }
}

function nextRequest(served: BenchServers): Promise<void> {
  return served.order({ kind: 'nextRequest' });
}
