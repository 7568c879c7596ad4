import { resolve } from 'node:path';
import type { JobSession } from '../engine/session.ts';
import type { ProvisioningJob } from '../job/job.ts';
import type { OpenJobParams, RenewToken, SandboxAddresses } from '../protocol/openJob.ts';
import type { RunHolder } from '../protocol/jobStatus.ts';
import { inabilityOf } from '../protocol/executors.ts';
import { inEnglish } from '../protocol/localize.ts';
import type { Arguments, Environment, Invocation } from './command.ts';
import { findServerAccess, noServerAccess, type ServerAccess } from './credentials.ts';
import { NoTokenError, UsageError } from './failures.ts';
import { findSandbox } from './findSandbox.ts';
import { readJobFile } from './jobFile.ts';
import { findNotificationAccess, findSenderAccess } from './notificationAccess.ts';
import { renewalsFrom } from './renewals.ts';
import { keepHeapSmall } from './smallHeap.ts';
import { jobStateDirectory, makeStateDirectory } from './stateDirectory.ts';

/**
 * What a command does with a job: `state` reads its state and needs no token; `reading` and `writing` send requests;
 * `watching` writes, too, and leaves it to the cycle that is due to fail of a missing token, so that it's noted and told;
 * `notifying` sends notifications only; `following` asks where the job is carried out elsewhere, and reads its state otherwise.
 */
export type JobNeeds = 'state' | 'reading' | 'writing' | 'watching' | 'notifying' | 'following';

/** A job file that was read, with all that the engine needs. */
export interface PreparedJob {
  readonly job: ProvisioningJob;
  readonly params: OpenJobParams;
  /** Gets and renews tokens in the middle of work; null where nothing does. */
  readonly renewToken: RenewToken | null;
}

type Surroundings = Pick<Invocation, 'arguments' | 'terminal' | 'environment'>;

/**
 * Opens the job that the command's first argument names, and closes it whatever happens.
 *
 * @throws UsageError and InvalidFileError before any request, ProvisioningFailure from the engine
 */
export async function withJob<Result>(
  invocation: Invocation,
  needs: JobNeeds,
  use: (session: JobSession) => Promise<Result>,
): Promise<Result> {
  const [file = ''] = invocation.arguments.positionals;
  return withSession(await prepareJob(invocation, file, needs), 'commandLine', use);
}

/**
 * Reads a job file, and finds its state directory and the tokens for its servers.
 *
 * @param executor whose tokens are needed; that of the job file when null.
 * @throws UsageError and InvalidFileError
 */
export async function prepareJob(
  { arguments: given, terminal, environment }: Surroundings,
  file: string,
  wanted: JobNeeds,
  executor: ProvisioningJob['executor'] | null = null,
): Promise<PreparedJob> {
  const { text, job: inFile } = await readJobFile(file, terminal);
  const job = executor === null ? inFile : { ...inFile, executor };
  const needs = wanted === 'following' ? (job.executor === 'entra' ? 'reading' : 'state') : wanted;
  if (needs === 'watching') requireCycles(job, file);
  const path = resolve(file);
  const chosenState = given.text('state');
  const stateDirectory = jobStateDirectory(chosenState, job.id, environment);
  makeStateDirectory(stateDirectory);
  const sandbox = needs === 'state' ? null : await findSandbox(path, chosenState, environment);
  const { refresh, app, ...access } = needs === 'state' ? noServerAccess : accessFor(needs, job, sandbox, environment);
  const renewToken = renewalsFrom({ refresh, app });
  return { job, params: { text, path, stateDirectory, ...timeoutOf(given), ...access }, renewToken };
}

/** @throws UsageError for a job whose executor runs its cycles elsewhere. */
export function requireCycles({ executor }: Pick<ProvisioningJob, 'executor'>, file: string): void {
  const inability = inabilityOf(executor, 'sync', inEnglish);
  if (inability !== null) throw new UsageError(`${file}: ${inability.why} ${inability.instead}`);
}

/** Uses a session on a job, and closes it whatever happens. */
export async function withSession<Result>(
  { params, renewToken }: Pick<PreparedJob, 'params' | 'renewToken'>,
  who: RunHolder['who'],
  use: (session: JobSession) => Promise<Result>,
): Promise<Result> {
  keepHeapSmall();
  const { openJobSession } = await import('../engine/jobSession.ts');
  const session = await openJobSession(params, Date.now, {
    who,
    ...(renewToken === null ? {} : { renewToken }),
  });
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

function accessFor(
  needs: Exclude<JobNeeds, 'state' | 'following'>,
  job: ProvisioningJob,
  sandbox: SandboxAddresses | null,
  environment: Environment,
): ServerAccess & Pick<OpenJobParams, 'notifications' | 'withoutTokens'> {
  const servers =
    needs === 'notifying'
      ? { ...noServerAccess, sandbox, ...findSenderAccess(job, sandbox, environment) }
      : serversFor(needs, job, sandbox, environment);
  return needs === 'reading' ? servers : { ...servers, notifications: findNotificationAccess(job, environment) };
}

function serversFor(
  needs: 'reading' | 'writing' | 'watching',
  job: ProvisioningJob,
  sandbox: SandboxAddresses | null,
  environment: Environment,
): ServerAccess & Pick<OpenJobParams, 'withoutTokens'> {
  try {
    return findServerAccess(job, sandbox, environment);
  } catch (error) {
    if (needs !== 'watching' || !(error instanceof NoTokenError)) throw error;
    return { ...noServerAccess, sandbox, withoutTokens: error.message };
  }
}

/** What `--timeout` says, for the commands that have it. */
function timeoutOf(given: Arguments): { readonly requestTimeoutMs?: number } {
  const seconds = given.count('timeout');
  return seconds === null ? {} : { requestTimeoutMs: seconds * 1000 };
}
