/**
 * What it takes to fill a team over SCIM and over the Business API, where requests take a while and no more than some of
 * them are taken in a second: 10,000 new users in 200 groups of 50.
 *
 *   npm run bench -- business
 *   BENCH_USERS=1000 npm run bench -- business     a smaller team
 */
import { runEngine, startServers, type Wire } from './engineRun.ts';
import { tellRows, type Row } from './rows.ts';

const users = Number(process.env['BENCH_USERS'] ?? 10_000);
const groupSize = 50;
const milliseconds = 50;
const requestsPerSecond = 25;

interface Filling {
  readonly seconds: number;
  /** All requests, by what they are for. */
  readonly requests: { readonly all: number; readonly aboutUsers: number };
  readonly refused: number;
  readonly early: number;
}

/** Requests that are about groups, where a path tells. */
const aboutGroups = '/team/groups/';

async function fill(over: Wire): Promise<Filling> {
  const servers = await startServers(users, groupSize);
  try {
    await servers.order({ kind: 'limit', milliseconds, requestsPerSecond });
    const [run] = await runEngine(servers.addresses, 1, over);
    const { requests, rates } = await servers.counts(over);
    if (run === undefined || run.summary.counts.failure > 0) throw new Error(`${over}: not everybody was created.`);
    console.error(
      `${over}: ${run.summary.counts.create} objects in ${run.seconds.toFixed(1)} s, ${run.cpuSeconds ?? '?'} s of CPU, ${JSON.stringify({ requests, rates })}`,
    );
    const all = rates.reduce((sum, { allowed }) => sum + allowed, 0);
    const groups = Object.entries(requests).reduce(
      (sum, [path, count]) => sum + (path.includes(aboutGroups) ? count : 0),
      0,
    );
    const refused = rates.reduce((sum, each) => sum + each.refused, 0);
    const early = rates.reduce((sum, each) => sum + each.early, 0);
    return { seconds: run.seconds, requests: { all, aboutUsers: all - groups }, refused, early };
  } finally {
    servers.stop();
  }
}

/** Seconds that as many requests take at the limit, which lets one second's worth through at once. */
function leastSeconds({ requests }: Filling): number {
  return Math.max(0, requests.all - requestsPerSecond) / requestsPerSecond;
}

const business = await fill('dropboxBusiness');
const scim = process.env['BENCH_SCIM'] === 'no' ? null : await fill('scim');
const rows: Row[] = [
  [
    `requests over the Business API per new user, matching included (${users})`,
    (business.requests.aboutUsers / users).toFixed(4),
    'goal ≤ 0.06',
  ],
];
if (scim !== null)
  rows.push(
    [
      `how much faster than SCIM, users, groups and members (${users})`,
      (scim.seconds / business.seconds).toFixed(2),
      'goal ≥ 12',
    ],
    ['  how much fewer requests', (scim.requests.all / business.requests.all).toFixed(2), ''],
  );
for (const [name, filling] of [
  ['the Business API', business],
  ['SCIM', scim],
] as const)
  if (filling !== null)
    rows.push(
      [
        `time over ${name}, beyond what the limit allows`,
        `${((filling.seconds / leastSeconds(filling) - 1) * 100).toFixed(1)} %`,
        'goal ≤ 5 %',
      ],
      [`requests over ${name} inside a Retry-After`, String(filling.early), 'goal 0'],
      ['  seconds', filling.seconds.toFixed(1), ''],
      ['  requests, and refused ones', `${filling.requests.all}, ${filling.refused}`, ''],
    );
tellRows(rows);
