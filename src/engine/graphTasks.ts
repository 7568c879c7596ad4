import { addDropboxApplication, findDropboxApplications, readTenant } from '../directories/entra/applications.ts';
import { assigningTo, type Assigning } from '../directories/entra/assigning.ts';
import type { GraphClient } from '../directories/entra/graphClient.ts';
import { openGraph } from '../directories/entra/openGraph.ts';
import type { GraphTask } from '../authorization/entra/graphPermissions.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import type { FoundApplication, GraphAccess, Principal, Tenant } from '../protocol/graphProtocol.ts';
import { renewedBearer, type Renewals } from './renewedBearer.ts';
import { text } from '../protocol/text.ts';

/** Uses a tenant's Graph for a person's task, and closes it whatever happens. @throws ProvisioningFailure */
export async function withGraph<Result>(
  { baseAddress, credential, login }: GraphAccess,
  tasks: readonly GraphTask[],
  renewals: Renewals,
  use: (graph: GraphClient) => Promise<Result>,
): Promise<Result> {
  const { origin } = new URL(baseAddress);
  if (credential !== null && new URL(credential.origin).origin !== origin)
    throw new ProvisioningFailure(
      'credential',
      text`The source’s token was entered for ${credential.origin} and is not sent to ${origin}.`,
      { recommendedAction: text`If ${origin} is right, enter a token for it.` },
    );
  const bearer = credential === null ? null : renewedBearer(credential, renewals);
  const token = bearer === null ? (credential?.token ?? null) : null;
  const { http, graph } = openGraph(
    { baseAddress, token, ...(bearer === null ? {} : { bearer }), ...(login === null ? {} : { login }) },
    tasks,
  );
  try {
    return await use(graph);
  } finally {
    await http.close();
  }
}

/** What people do in a tenant's Graph, each by itself. */
export function graphTasks(renewals: Renewals): GraphTasks {
  const atApplication = <Result>(
    { access, servicePrincipalId }: AtApplication,
    use: (assigning: Assigning) => Promise<Result>,
  ): Promise<Result> => withGraph(access, ['assign'], renewals, (graph) => use(assigningTo(graph, servicePrincipalId)));
  const inTenant = <Result>(access: GraphAccess, use: (assigning: Assigning) => Promise<Result>): Promise<Result> =>
    atApplication({ access, servicePrincipalId: '' }, use);
  return {
    readTenant: ({ access }, signal) =>
      withGraph(access, ['provision'], renewals, (graph) => readTenant(graph, signal)),
    findApplications: ({ access }, signal) =>
      withGraph(access, ['provision'], renewals, (graph) => findDropboxApplications(graph, signal)),
    addApplication: ({ access, displayName }, signal) =>
      withGraph(access, ['addApplication'], renewals, (graph) => addDropboxApplication(graph, displayName, signal)),
    readApplication: (at, signal) => atApplication(at, (assigning) => assigning.read(signal)),
    searchPrincipals: ({ access, text }, signal) => inTenant(access, (assigning) => assigning.search(text, signal)),
    findPrincipals: ({ access, names }, signal) =>
      inTenant(access, async (assigning) => {
        const found: (readonly Principal[])[] = [];
        for (const name of names) found.push(await assigning.find(name, signal));
        return found;
      }),
    assign: ({ principalId, roleId, ...at }, signal) =>
      atApplication(at, async (assigning) => ({ outcome: await assigning.assign(principalId, roleId, signal) })),
    unassign: ({ assignmentId, ...at }, signal) =>
      atApplication(at, async (assigning) => ({ outcome: await assigning.unassign(assignmentId, signal) })),
  };
}

interface AtApplication {
  readonly access: GraphAccess;
  readonly servicePrincipalId: string;
}

type AssignableApplicationOf = Awaited<ReturnType<Assigning['read']>>;

export interface GraphTasks {
  readTenant(params: Pick<AtApplication, 'access'>, signal: AbortSignal): Promise<Tenant>;
  findApplications(params: Pick<AtApplication, 'access'>, signal: AbortSignal): Promise<readonly FoundApplication[]>;
  addApplication(
    params: Pick<AtApplication, 'access'> & { readonly displayName: string },
    signal: AbortSignal,
  ): Promise<FoundApplication>;
  readApplication(params: AtApplication, signal: AbortSignal): Promise<AssignableApplicationOf>;
  searchPrincipals(
    params: Pick<AtApplication, 'access'> & { readonly text: string },
    signal: AbortSignal,
  ): Promise<readonly Principal[]>;
  findPrincipals(
    params: Pick<AtApplication, 'access'> & { readonly names: readonly string[] },
    signal: AbortSignal,
  ): Promise<readonly (readonly Principal[])[]>;
  assign(
    params: AtApplication & { readonly principalId: string; readonly roleId: string },
    signal: AbortSignal,
  ): Promise<{ readonly outcome: 'assigned' | 'already' }>;
  unassign(
    params: AtApplication & { readonly assignmentId: string },
    signal: AbortSignal,
  ): Promise<{ readonly outcome: 'unassigned' | 'already' }>;
}
