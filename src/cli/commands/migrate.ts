import { resolve } from 'node:path';
import type { MigrationTasks } from '../../engine/migrationTasks.ts';
import { withGuess } from '../../job/similarName.ts';
import { inEnglish } from '../../protocol/localize.ts';
import {
  keysToEnter,
  type Migration,
  type MigrationStepId,
  migrationSteps,
  type OldJob,
} from '../../protocol/migration/migration.ts';
import { nothingFound } from '../../protocol/migration/overview.ts';
import { stepCheck, stepTitle } from '../../protocol/migration/stepWords.ts';
import type { Invocation } from '../command.ts';
import { serviceSecrets } from '../serviceSecrets.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { UsageError } from '../failures.ts';
import { graphOf, type JobGraph } from '../graphAccess.ts';
import { readJobFile } from '../jobFile.ts';
import { migrationText, oldJobText } from '../migrationText.ts';
import { english } from '../../protocol/text.ts';

/** What the steps are done with. */
interface Begun {
  readonly tasks: MigrationTasks;
  readonly place: Parameters<MigrationTasks['readMigration']>[0];
}

/** `migrate`: shows old beside new and the steps between them, and with `--yes` does those that can be done. */
export async function runMigrate(invocation: Invocation): Promise<ExitCode> {
  const { arguments: given, terminal, environment, interruption } = invocation;
  const chosen = readSteps(given.text('step'));
  if (chosen !== null && !given.isSet('yes')) throw new UsageError('--step goes with --yes, which does them.');
  const [file = ''] = given.positionals;
  const { job } = await readJobFile(file, terminal);
  const graph = await graphOf(job, resolve(file), environment);
  const { migrationTasks } = await import('../../engine/migrationTasks.ts');
  const { renewToken } = graph;
  const tasks = migrationTasks({ now: Date.now, ...(renewToken === null ? {} : { renewToken }) });
  const old = await findOld(invocation, tasks, graph);
  if (old === null) return exitCode.ok;
  const { access, servicePrincipalId } = graph;
  const begun = { tasks, place: { access, servicePrincipalId, old } };
  const before = await tasks.readMigration(begun.place, interruption.signal);
  for (const line of migrationText(before)) terminal.say(line);
  if (!given.isSet('yes')) {
    terminal.emit(before);
    if (!isFinished(before)) terminal.note('Nothing was written; --yes does the steps that can be done.');
    return codeOf(before);
  }
  const after = await doSteps(invocation, begun, before, chosen);
  terminal.emit(after);
  return codeOf(after);
}

/** The old job; null when there is none. @throws UsageError when it isn't clear which one is meant. */
async function findOld(
  { arguments: given, terminal, interruption }: Invocation,
  tasks: MigrationTasks,
  { access, servicePrincipalId }: JobGraph,
): Promise<OldJob | null> {
  const named = given.text('old');
  const isApplication = named !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(named);
  const others = [servicePrincipalId, ...(isApplication ? [named] : [])];
  const found = await tasks.findOldJobs({ access, others }, interruption.signal);
  const meant = found.jobs.filter(
    ({ jobId, servicePrincipalId: application }) => named === null || [jobId, application].includes(named),
  );
  if (meant.length === 0) {
    if (named !== null)
      throw new UsageError(`There is no old job ${named}, nor one in an application of this object ID.`);
    const { why, next } = nothingFound(found, inEnglish);
    terminal.say(`${why} ${next} (--old ID)`);
    terminal.emit({ oldJobs: found });
    return null;
  }
  const sure = named === null ? meant.filter(({ foundBy }) => foundBy === 'template') : meant;
  const [only] = sure;
  if (only !== undefined && sure.length === 1) return only;
  for (const each of meant) terminal.note(oldJobText(each));
  throw new UsageError('Name the old job with --old: nothing tells which of these is meant.');
}

async function doSteps(
  { terminal, environment, interruption: { signal } }: Invocation,
  { tasks, place }: Begun,
  before: Migration,
  chosen: readonly MigrationStepId[] | null,
): Promise<Migration> {
  const secrets = serviceSecrets(environment);
  const hasSecrets = Object.keys(secrets).length > 0;
  let now = before;
  for (const id of chosen ?? before.steps.map((step) => step.id)) {
    const step = now.steps.find((each) => each.id === id);
    if (step === undefined || step.state === 'done') continue;
    const isFilled = hasSecrets && keysToEnter(step).length > 0;
    // What is left as it is changes only when it's asked for by name.
    if (chosen === null && step.state === 'left') continue;
    if (chosen === null && step.state !== 'ready' && !isFilled) break;
    now = await tasks.doMigrationStep({ ...place, step: id, secrets }, signal);
    terminal.say(`Done: ${stepTitle(id, inEnglish)}. ${stepCheck(id, inEnglish)}`);
  }
  for (const line of migrationText(now).slice(migrationText(now).indexOf('Steps:'))) terminal.say(line);
  return now;
}

function isFinished({ switched, steps }: Migration): boolean {
  return switched && steps.every(({ state }) => state === 'done' || state === 'left');
}

function codeOf(migration: Migration): ExitCode {
  return isFinished(migration) ? exitCode.ok : exitCode.someObjectsFailed;
}

/** @throws UsageError when one of them isn't a step. */
function readSteps(text: string | null): readonly MigrationStepId[] | null {
  if (text === null) return null;
  return text.split(',').map((each) => {
    const name = each.trim();
    const step = migrationSteps.find((id) => id.toLowerCase() === name.toLowerCase());
    if (step !== undefined) return step;
    throw new UsageError(
      english(
        withGuess(
          `--step cannot be ${JSON.stringify(name)}: write one or more of ${migrationSteps.join(', ')}, with commas between.`,
          name,
          migrationSteps,
        ),
      ),
    );
  });
}
