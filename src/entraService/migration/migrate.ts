import { prettyJson } from '../../job/prettyJson.ts';
import { readExportedSchema } from '../../job/readExportedSchema.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import { inEnglish } from '../../protocol/localize.ts';
import {
  keysToEnter,
  type Migration,
  type MigrationStep,
  type MigrationStepId,
} from '../../protocol/migration/migration.ts';
import { stepProblem, stepTitle } from '../../protocol/migration/stepWords.ts';
import { text } from '../../protocol/text.ts';
import { createJob, whileNew } from '../findJob.ts';
import { push } from '../schema/exchangeSchema.ts';
import { changeSecrets } from '../secrets.ts';
import { changesFor } from '../settings.ts';
import { assignAll } from './assignAll.ts';
import type { MigrationFacts } from './facts.ts';
import { type PlannedMigration, planMigration } from './planMigration.ts';
import type { MigrationPlace, MigrationPorts } from './ports.ts';
import { readFacts } from './readFacts.ts';
import { pauseOld, startNew, type Steered } from './switchOver.ts';

export interface StepOptions {
  readonly signal: AbortSignal;
  /** Credentials that Entra is to have, or keeps masked, by key; stored nowhere here. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Old beside new, and what is to be done, as it is now. */
export async function readMigration(
  ports: MigrationPorts,
  place: MigrationPlace,
  signal: AbortSignal,
): Promise<Migration> {
  return planMigration(await readFacts(ports, place, signal)).migration;
}

/**
 * Does one step, if it can be done by what is at that moment, and looks afterwards whether it's done.
 *
 * @returns how it is then.
 * @throws ProvisioningFailure of kind `notSupported` when the step can't be done now.
 */
export async function doMigrationStep(
  ports: MigrationPorts,
  place: MigrationPlace,
  id: MigrationStepId,
  options: StepOptions,
): Promise<Migration> {
  const facts = await readFacts(ports, place, options.signal);
  const planned = planMigration(facts);
  const step = stepOf(planned.migration, id);
  if (step.state === 'done') return planned.migration;
  const isGiven = keysToEnter(step).length > 0 && Object.keys(options.secrets).length > 0;
  if (step.state === 'waiting' || (step.state === 'yours' && !isGiven)) throw notNow(step);
  await acts[id]({ ports, place, facts, planned, ...options });
  const after = await readMigration(ports, place, options.signal);
  if (stepOf(after, id).state === 'done') return after;
  const still = stepProblem(stepOf(after, id), inEnglish);
  throw new ProvisioningFailure(
    'source',
    text`${stepTitle(id, inEnglish)}: ${still?.why ?? text`Microsoft Graph accepted the change but shows something else when it’s read again.`}`,
    { recommendedAction: still?.next ?? text`Migrate again: the steps go on from what is then.` },
  );
}

function notNow(step: MigrationStep): ProvisioningFailure {
  const { why, next } = stepProblem(step, inEnglish) ?? {
    why: text`It can’t be done now.`,
    next: text`Look at the plan again.`,
  };
  return new ProvisioningFailure('notSupported', text`${stepTitle(step.id, inEnglish)}: ${why}`, {
    recommendedAction: next,
    maskedKeys: keysToEnter(step),
  });
}

function stepOf({ steps }: Migration, id: MigrationStepId): MigrationStep {
  return steps.find((step) => step.id === id) ?? { id, state: 'done', for: [], why: [] };
}

interface Act extends StepOptions {
  readonly ports: MigrationPorts;
  readonly place: MigrationPlace;
  readonly facts: MigrationFacts;
  readonly planned: PlannedMigration;
}

const acts: Readonly<Record<MigrationStepId, (act: Act) => Promise<unknown>>> = {
  createJob: create,
  mappings: writeMappings,
  settings: writeSettings,
  assignments: ({ ports, place, planned, signal }) =>
    assignAll(ports.assigning(place.servicePrincipalId), planned.assignments, signal),
  credentials: ({ ports, place, secrets, signal }) =>
    changeSecrets(ports.calls(place.servicePrincipalId), {}, secrets, signal),
  pauseOld: (act) => pauseOld(act.ports, oldOf(act), act.signal),
  startNew: (act) => startNew(act.ports, oldOf(act), newOf(act), act.signal),
  // It's Entra's to run, and a person's to look at.
  firstCycle: () => Promise.resolve(),
};

/** Until Entra tells of its schema, nothing could be carried over. */
async function create({ ports, place, signal }: Act): Promise<void> {
  const calls = ports.calls(place.servicePrincipalId);
  const { status } = await createJob(calls, ports.clock, signal);
  await whileNew(ports.clock, signal, () => calls.readSchema(status.id, signal));
}

function oldOf({ ports, place: { old } }: Act): Steered {
  return { calls: ports.calls(old.servicePrincipalId), jobId: old.jobId };
}

function newOf({ ports, place, facts }: Act): Steered {
  return { calls: ports.calls(place.servicePrincipalId), jobId: facts.new.job?.status.id ?? '' };
}

/** @throws ProvisioningFailure of kind `invalidJob` when the schema wouldn't be sound; nothing was written then. */
async function writeMappings(act: Act): Promise<void> {
  const { ports, place, facts, planned, signal } = act;
  const schema = prettyJson(planned.schema);
  const first = readExportedSchema(schema).problems.find(({ severity }) => severity === 'error');
  if (first !== undefined)
    throw new ProvisioningFailure(
      'invalidJob',
      text`With the old mappings, the new schema would have errors, so nothing was written. ${first.message}`,
      {
        recommendedAction: text`Correct the mapping in the old job, or set it in the new one: what’s set there stays.`,
      },
    );
  const version = facts.new.schema?.['version'];
  const plan = { version: typeof version === 'string' ? version : '', text: schema };
  await push(ports.calls(place.servicePrincipalId), newOf(act).jobId, plan, signal);
}

async function writeSettings({ ports, place, planned, secrets, signal }: Act): Promise<void> {
  const calls = ports.calls(place.servicePrincipalId);
  await changeSecrets(calls, changesFor(planned.settings, await calls.readSecrets(signal)), secrets, signal);
}
