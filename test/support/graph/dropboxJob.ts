import type { Client } from '@microsoft/microsoft-graph-client';
import type { SynchronizationJob } from '@microsoft/microsoft-graph-types';
import { dropboxServicePrincipalId } from '../../../src/sandbox/tenants/contoso.ts';
import type { GraphTenant } from './graphTenant.ts';

export const synchronization = `/servicePrincipals/${dropboxServicePrincipalId}/synchronization`;

/** A job in Entra, and how to speak of it. */
export interface DropboxJob {
  readonly id: string;
  /** `/servicePrincipals/…/synchronization/jobs/…` */
  readonly path: string;
  get(): Promise<SynchronizationJob>;
  post(action: string, body?: object): Promise<unknown>;
  /** Starts it and waits until its cycle has ended. */
  start(): Promise<void>;
  /** One more cycle. */
  run(): Promise<void>;
}

/** Puts secrets that name the practice team, with further ones. */
export async function putSecrets({ client, team }: GraphTenant, others: Record<string, string> = {}): Promise<void> {
  const all = { BaseAddress: team.practice.baseAddress, SecretToken: team.practice.token, ...others };
  const value = Object.entries(all).map(([key, each]) => ({ key, value: each }));
  await client.api(`${synchronization}/secrets`).put({ value });
}

/** Creates a job from the Dropbox template. */
export async function createDropboxJob(tenant: GraphTenant, client: Client = tenant.client): Promise<DropboxJob> {
  const body = { templateId: 'DropboxSCIMOutDelta' };
  const { id = '' } = (await client.api(`${synchronization}/jobs`).post(body)) as SynchronizationJob;
  const path = `${synchronization}/jobs/${id}`;
  const post = (action: string, content?: object): Promise<unknown> => client.api(`${path}/${action}`).post(content);
  return {
    id,
    path,
    post,
    get: () => client.api(path).get() as Promise<SynchronizationJob>,
    async start() {
      await post('start');
      await tenant.control('POST', '/jobs/settled');
    },
    async run() {
      await tenant.control('POST', `/jobs/${id}/run`);
    },
  };
}
