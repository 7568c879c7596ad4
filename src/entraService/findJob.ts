import type { Clock } from '../directories/http/throttle.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import { ServiceRefusal } from './serviceCalls.ts';
import type { ServiceJob } from './serviceJob.ts';
import { text } from '../protocol/text.ts';
import type { SynchronizationCalls, SynchronizationClient } from './synchronizationClient.ts';

/**
 * The template of Dropbox's SCIM integration, as its jobs' ids begin in Entra's provisioning logs; jobs of the old integration
 * are made from another one.
 */
export const dropboxTemplate = 'DropboxSCIMOutDelta';

/**
 * The one provisioning job of the application: that of Dropbox's SCIM integration, or the only one there is.
 *
 * @returns null when the application has none.
 * @throws ProvisioningFailure of kind `source` when several could be meant, naming each.
 */
export async function findJob(client: SynchronizationClient, signal: AbortSignal): Promise<ServiceJob | null> {
  const jobs = await client.jobs(signal);
  const ofDropbox = jobs.filter(isOfDropbox);
  return onlyOne(ofDropbox.length > 0 ? ofDropbox : jobs);
}

/** Whether a job is one of Dropbox's SCIM integration. */
export function isOfDropbox({ status }: ServiceJob): boolean {
  return status.templateId.toLowerCase() === dropboxTemplate.toLowerCase();
}

/** @throws ProvisioningFailure of kind `source` when several could be meant, naming each. */
export function onlyOne(meant: readonly ServiceJob[]): ServiceJob | null {
  if (meant.length <= 1) return meant[0] ?? null;
  throw new ProvisioningFailure(
    'source',
    text`The application has ${meant.length} provisioning jobs, and nothing tells which one is meant: ${meant.map(({ status }) => status.id).join(', ')}. Nothing was changed.`,
    { recommendedAction: text`Delete the jobs that aren’t used in the Microsoft Entra admin center.` },
  );
}

/** Milliseconds between two looks at what was created only just now, and after which one gives up. */
const look = 2000;
const patience = 120_000;

/**
 * Creates the provisioning job from Dropbox's template, and waits until Entra tells of it: it is created off, and sends
 * nothing.
 *
 * @throws ProvisioningFailure of kind `notFound` when the application has no template for Dropbox.
 */
export async function createJob(client: SynchronizationCalls, clock: Clock, signal: AbortSignal): Promise<ServiceJob> {
  const templateId = await whileNew(clock, signal, () => chooseTemplate(client, signal));
  const created = await whileNew(clock, signal, () => client.createJob(templateId, signal));
  return whileNew(clock, signal, async () => {
    const job = await client.job(created.status.id, signal);
    if (job !== null) return job;
    throw new NotYet(created.status.id);
  });
}

async function chooseTemplate(client: SynchronizationCalls, signal: AbortSignal): Promise<string> {
  const templates = await client.templates(signal);
  const chosen =
    templates.find(({ id }) => id.toLowerCase() === dropboxTemplate.toLowerCase()) ??
    templates.find(({ galleryKey }) => galleryKey?.toLowerCase() === 'dropbox');
  if (chosen !== undefined) return chosen.id;
  const names = templates.map(({ id }) => id).join(', ');
  throw new ProvisioningFailure(
    'notFound',
    names === ''
      ? text`The application has no provisioning template for Dropbox, so no job was created.`
      : text`The application has no provisioning template for Dropbox (only ${names}), so no job was created.`,
    {
      recommendedAction: text`Add Dropbox from the gallery of Microsoft Entra ID, and write its servicePrincipalId in the job file.`,
    },
  );
}

/** What was created isn't told of yet. */
class NotYet extends ProvisioningFailure {
  constructor(id: string) {
    super('source', text`Microsoft Entra created the job ${id} and doesn’t show it yet.`, {
      recommendedAction: text`Refresh in a few minutes; the job is there then.`,
    });
  }
}

/**
 * Tries again what Entra refuses while an application or a job is new to parts of it: 403, 404 and 409, for two minutes.
 *
 * @throws the last refusal.
 */
export async function whileNew<T>(clock: Clock, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (const began = clock.now(); ;) {
    try {
      return await work();
    } catch (error) {
      const mayPass =
        error instanceof NotYet || (error instanceof ServiceRefusal && [403, 404, 409].includes(error.status));
      if (!mayPass || clock.now() - began >= patience) throw error;
      await clock.sleep(look, signal);
    }
  }
}
