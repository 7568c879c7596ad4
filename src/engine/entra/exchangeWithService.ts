import { changesByPull, planPush, push, type SchemaBase } from '../../entraService/schema/exchangeSchema.ts';
import { changeSecrets } from '../../entraService/secrets.ts';
import { changesFor, readSettings, settingDifferences, settingsOf } from '../../entraService/settings.ts';
import type { ServiceSchema } from '../../entraService/synchronizationClient.ts';
import { prettyJson } from '../../job/prettyJson.ts';
import { readExportedSchema } from '../../job/readExportedSchema.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { PulledSchema, PushPlan, SettingDifference } from '../../protocol/service.ts';
import { requireJob, settingsOrNull } from './jobInService.ts';
import type { ServiceParts } from './serviceParts.ts';
import { text } from '../../protocol/text.ts';

/** Reads the schema in Entra, from which the job file's goes on; a later push compares with it. */
export async function pullSchema(parts: ServiceParts, signal: AbortSignal): Promise<PulledSchema> {
  const { status } = await requireJob(parts, signal);
  return pulled(parts, await parts.client().readSchema(status.id, signal), signal);
}

async function pulled(parts: ServiceParts, schema: ServiceSchema, signal: AbortSignal): Promise<PulledSchema> {
  const { job } = parts;
  parts.state().setCommonSchema(schema);
  const settings = await settingsOrNull(parts, signal);
  return {
    text: prettyJson(JSON.parse(schema.text)),
    version: schema.version,
    changes: changesByPull(job.schema, schema),
    settings: settings === null ? [] : settingDifferences(settingsOf(job.provisioning), settings),
  };
}

/** What writing the job file's schema would do to the one in Entra. */
export async function planSchemaPush(parts: ServiceParts, signal: AbortSignal): Promise<PushPlan> {
  const { status } = await requireJob(parts, signal);
  return planPushOver(parts, await parts.client().readSchema(status.id, signal));
}

/** What writing the job file's schema over one that was read would do. */
export function planPushOver(parts: Pick<ServiceParts, 'job' | 'state'>, current: ServiceSchema): PushPlan {
  return planPush(parts.job.schema, baseOf(parts), current);
}

/** The file names the version that it was made from; what that one was is known here only if it was pulled here. */
function baseOf(parts: Pick<ServiceParts, 'job' | 'state'>): SchemaBase | null {
  const common = parts.state().commonSchema();
  const { version } = parts.job.schema;
  if (version === undefined || version === common?.version) return common;
  return { version, text: null };
}

/**
 * Writes a schema that a plan has shown.
 *
 * @throws ProvisioningFailure of kind `invalidJob` when it isn't sound, and of kind `source` when Entra's has changed meanwhile.
 */
export async function pushSchema(
  parts: ServiceParts,
  plan: Pick<PushPlan, 'version' | 'text'>,
  signal: AbortSignal,
): Promise<PulledSchema> {
  const first = readExportedSchema(plan.text).problems.find(({ severity }) => severity === 'error');
  if (first !== undefined)
    throw new ProvisioningFailure('invalidJob', text`The schema has errors, so nothing was written. ${first.message}`, {
      recommendedAction: text`Correct the schema in the job file.`,
    });
  const { status } = await requireJob(parts, signal);
  return pulled(parts, await push(parts.client(), status.id, plan, signal), signal);
}

/** Writes the job file's settings, with the credentials that Graph shows only masked, or doesn't have yet, as a person has entered them. */
export async function pushSettings(
  parts: ServiceParts,
  secrets: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<readonly SettingDifference[]> {
  await requireJob(parts, signal);
  const client = parts.client();
  const wanted = settingsOf(parts.job.provisioning);
  const before = await client.readSecrets(signal);
  const isSame = settingDifferences(wanted, readSettings(before)).length === 0;
  if (isSame && Object.keys(secrets).length === 0) return [];
  await changeSecrets(client, changesFor(wanted, before), secrets, signal);
  return settingDifferences(wanted, readSettings(await client.readSecrets(signal)));
}
