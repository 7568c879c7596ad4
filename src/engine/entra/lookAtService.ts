import { findJob } from '../../entraService/findJob.ts';
import { changesByPull } from '../../entraService/schema/exchangeSchema.ts';
import { maskedKeysOf } from '../../entraService/secrets.ts';
import { readSettings, settingDifferences, settingsOf } from '../../entraService/settings.ts';
import { joined } from '../../protocol/text.ts';
import type { ServiceLook } from '../../protocol/service.ts';
import { planPushOver } from './exchangeWithService.ts';
import { noteJob } from './followService.ts';
import { secretsOrNull } from './jobInService.ts';
import { quarantineOfService } from './quarantineOfService.ts';
import type { ServiceParts } from './serviceParts.ts';

/**
 * Reads how the job in Entra is, and in what its schema and settings differ from the job file. That it runs is noted, so that
 * our own engine doesn't write beside it; the schema that a push compares with stays as it was.
 */
export async function lookAtService(parts: ServiceParts, signal: AbortSignal): Promise<ServiceLook> {
  const client = parts.client();
  const found = await findJob(client, signal);
  noteJob(parts, found);
  if (found === null) return { status: null, quarantine: null, push: null, pull: [], settings: null, maskedKeys: [] };
  const schema = await client.readSchema(found.status.id, signal);
  const secrets = await secretsOrNull(parts, signal);
  const quarantine = quarantineOfService(found, new Date(parts.now()).toISOString());
  return {
    status: found.status,
    quarantine: quarantine === null ? null : joined([quarantine.message, quarantine.recommendedAction], ' '),
    push: planPushOver(parts, schema),
    pull: changesByPull(parts.job.schema, schema),
    settings: secrets === null ? null : settingDifferences(settingsOf(parts.job.provisioning), readSettings(secrets)),
    maskedKeys: maskedKeysOf(secrets ?? []),
  };
}
