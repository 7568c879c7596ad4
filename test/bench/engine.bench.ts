/**
 * The engine against a bare HTTP loop, on loopback, in one run (issue 2, "Speed"). Everything is a ratio or a count of this
 * run: seconds of one machine say nothing about another.
 *
 * Both clocks run while the work is done and not before: the engine's is its own measure of the cycle (everything from
 * reading the source to the last result), the loop's starts when its process has loaded and its bodies are made. What a
 * person waits for besides, until the engine's process has started and read the job, and until its state is closed, is a
 * row of its own; the CPU time is that of the whole process.
 *
 *   npm run bench -- engine              both tenants
 *   BENCH_USERS=1000 npm run bench -- engine     a smaller one only
 */
import { tellRows, type Row } from './rows.ts';
import { runBareLoop, runCommandLine, runEngine, startServers, type EngineRun } from './engineRun.ts';

const rounds = 3;

const only = process.env['BENCH_USERS'];
const [small, large] = only === undefined ? [10_000, 100_000] : [Number(only), null];

const rows: Row[] = [];
await measureSpeed(small);
if (large !== null) await measureSize(large);
tellRows(rows);

/** Interleaved rounds, so that a slow moment of the machine befalls both; the median of the ratios. */
async function measureSpeed(users: number): Promise<void> {
  const servers = await startServers(users);
  const ratios: number[] = [];
  let last: readonly EngineRun[] = [];
  for (let round = 0; round <= rounds; round++) {
    last = await runEngine(servers.addresses, 2);
    const first = last[0];
    if (first === undefined) throw new Error('The engine ran no cycle.');
    await servers.order({ kind: 'reset' });
    const requests = first.summary.requests.target + first.summary.requests.source;
    const bare = await runBareLoop(servers.addresses, users, requests);
    await servers.order({ kind: 'reset' });
    console.error(`round ${round}: engine ${describe(first)}, bare loop ${bare.toFixed(2)} s`);
    // The first round warms the servers up.
    if (round > 0) ratios.push(bare / first.seconds);
  }
  const commandLine = await runCommandLine(servers.addresses);
  servers.stop();
  const [initial, unchanged] = last;
  if (initial === undefined || unchanged === undefined) throw new Error('The engine did not run both cycles.');
  rows.push([
    `speed of an initial cycle of ${users} users, against the bare loop`,
    median(ratios).toFixed(2),
    'goal ≥ 0.80',
  ]);
  rows.push([
    `start of the engine's process and end of its session, against the cycle (${users})`,
    ratio(initial.secondsBesides, initial),
    '',
  ]);
  tellCycles(users, initial, unchanged, 'goal < 150 MB');
  rows.push([`peak memory of the command line (${users})`, `${commandLine} MB`, 'goal < 150 MB']);
}

async function measureSize(users: number): Promise<void> {
  const servers = await startServers(users);
  const [initial, unchanged] = await runEngine(servers.addresses, 2);
  servers.stop();
  if (initial === undefined || unchanged === undefined) throw new Error('The engine did not run both cycles.');
  console.error(`${users} users: ${describe(initial)}`);
  tellCycles(users, initial, unchanged, 'goal < 400 MB');
}

function tellCycles(users: number, initial: EngineRun, unchanged: EngineRun, memoryGoal: string): void {
  const { counts, requests } = initial.summary;
  if (counts.failure > 0) throw new Error(`${counts.failure} objects failed.`);
  const cpu =
    initial.cpuSeconds === null ? 'unknown' : `${((initial.cpuSeconds / counts.create) * 1000).toFixed(2)} ms`;
  const unchangedRequests = unchanged.summary.requests.target + unchanged.summary.requests.source;
  rows.push(
    [
      `requests to the target per object, all new (${users})`,
      (requests.target / counts.create).toFixed(3),
      'goal ≤ 1.05',
    ],
    [`requests per user of an unchanged cycle (${users})`, (unchangedRequests / users).toFixed(4), 'goal ≤ 0.02'],
    [`CPU of the engine's process per object (${users})`, cpu, ''],
    [`peak memory of the engine's process (${users})`, `${initial.peakMegabytes ?? '?'} MB`, memoryGoal],
  );
}

function ratio(part: number, { seconds }: EngineRun): string {
  return (part / seconds).toFixed(2);
}

function describe({ seconds, cpuSeconds, peakMegabytes, summary }: EngineRun): string {
  return `${summary.counts.create} objects in ${seconds.toFixed(2)} s, ${cpuSeconds ?? '?'} s of CPU, ${peakMegabytes ?? '?'} MB`;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
