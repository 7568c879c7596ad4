import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { ConfirmPermanent } from '../../src/engine/cycle/confirmPermanent.ts';
import { openJobSession } from '../../src/engine/jobSession.ts';
import type { JobSession } from '../../src/engine/session.ts';
import { createJobText, defaultSchema } from '../../src/job/defaultJob.ts';
import type { ProvisioningDocument } from '../../src/job/jobDocument.ts';
import type { SynchronizationSchema } from '../../src/job/schema.ts';
import type { Credential, OpenJobParams } from '../../src/protocol/openJob.ts';
import type { CycleSummary } from '../../src/protocol/cycleSummary.ts';
import type { Delivery } from '../../src/protocol/deliveries.ts';
import type { JobStatus } from '../../src/protocol/jobStatus.ts';
import type { DecisionSummary, ProvisioningEvent } from '../../src/protocol/provisioning.ts';
import type { RestartCriterion } from '../../src/protocol/restartCriteria.ts';
import { Directory } from '../../src/sandbox/directory/directory.ts';
import type { DirectoryObject, Json } from '../../src/sandbox/directory/model.ts';
import { createDirectoryServer, type DirectoryServer } from '../../src/sandbox/directory/server.ts';
import type { ProfileName } from '../../src/sandbox/target/profiles/profile.ts';
import { createTargetServer, type TargetServer } from '../../src/sandbox/target/server.ts';
import { openTargetStore, type StoredResource, type TargetStore } from '../../src/sandbox/target/store.ts';
import {
  addDropboxServicePrincipal,
  addSecurityGroup,
  assign,
  contoso,
  dropboxServicePrincipalId,
  roles,
} from '../../src/sandbox/tenants/contoso.ts';
import { fillSampleTenant } from '../../src/sandbox/tenants/sampleTenant.ts';
import { stableId } from '../../src/sandbox/tenants/stableId.ts';
import { startTargetOf } from '../support/targets/eachTarget.ts';
import type { RunningTarget } from '../support/targets/runningTarget.ts';

export interface EngineTestOptions {
  /** What the directory begins with; the sample tenant by default. */
  readonly fill?: (directory: Directory) => void;
  readonly schema?: SynchronizationSchema;
  readonly provisioning?: ProvisioningDocument;
  readonly profile?: ProfileName;
  readonly seatLimit?: number;
  /** Another target than the sandbox's. */
  readonly target?: { readonly baseAddress: string; readonly token: string };
  /** The dialect of the SCIM client; `rfc7644` by default. */
  readonly compatibility?: 'rfc7644' | 'entra';
  /** Short by default, so that a test of a hung server need not wait long. */
  readonly requestTimeoutMs?: number;
}

/** What a cycle did, and what the servers saw of it. */
export interface CycleRun {
  readonly summary: CycleSummary;
  readonly events: readonly ProvisioningEvent[];
  /** Notifications that were sent afterwards, or could not be. */
  readonly deliveries: readonly Delivery[];
}

/** A sandbox on both sides and a job between them, over real sockets. */
export interface EngineTest {
  readonly directory: Directory;
  readonly directoryServer: DirectoryServer;
  /** The team, by the service that this test runs over (`support/targets/eachTarget.ts`). */
  readonly target: RunningTarget;
  /** The team's SCIM service, for tests that are about SCIM. */
  readonly targetServer: TargetServer;
  readonly targetStore: TargetStore;
  readonly stateDirectory: string;
  readonly jobText: string;
  readonly params: OpenJobParams;
  /** Uses a session on the job, which is closed afterwards. */
  withSession<T>(
    use: (session: JobSession) => Promise<T>,
    changes?: Partial<OpenJobParams>,
    later?: number,
  ): Promise<T>;
  sync(options?: SyncChanges): Promise<CycleRun>;
  /** @param later how much later than now it is, in milliseconds. */
  status(later?: number): Promise<JobStatus>;
  /** `decisions` are those that change something or say why not; `all` has the objects that need nothing, too. */
  preview(
    changes?: Partial<OpenJobParams>,
    later?: number,
  ): Promise<{
    readonly summary: CycleSummary;
    readonly decisions: readonly DecisionSummary[];
    readonly all: readonly DecisionSummary[];
  }>;
  /** A user of the directory by the part of the name before the `@`. */
  readonly user: (name: string) => DirectoryObject;
  readonly group: (displayName: string) => DirectoryObject;
  /** The target's user with this user name (before the `@`), if there is one. */
  readonly targetUser: (name: string) => StoredResource | undefined;
  readonly targetGroup: (displayName: string) => StoredResource | undefined;
  /** User names of a target group's members, sorted. */
  readonly membersOf: (displayName: string) => readonly string[];
  /** Every invited user accepts the invitation. */
  acceptInvitations(): Promise<void>;
  /** Adds an object as the target's own administrator would. */
  addToTarget(collection: 'Users' | 'Groups', attributes: object): Promise<void>;
  /** Deletes an object as the target's own administrator would. */
  deleteFromTarget(collection: 'Users' | 'Groups', id: string): Promise<void>;
}

export interface SyncChanges {
  readonly signal?: AbortSignal;
  readonly allowDeletes?: boolean;
  readonly restart?: boolean;
  readonly adopt?: boolean;
  readonly reset?: readonly RestartCriterion[];
  readonly retryFailures?: boolean;
  /** How much later than now it is, in milliseconds. */
  readonly later?: number;
  readonly onEvent?: (event: ProvisioningEvent) => void;
  /** Asked before accounts go permanently; nobody is when absent. */
  readonly confirm?: ConfirmPermanent;
  readonly job?: Partial<OpenJobParams>;
}

export const sourceToken = 'source-token-of-the-tests';
export const targetToken = 'target-token-of-the-tests';

/** Requests to the target of a cycle that has nothing to do: one that proves that it is there and takes the token. */
export const proof = 1;

/** Starts both servers and makes a job; everything ends with the test. */
export async function startEngineTest(test: TestContext, options: EngineTestOptions = {}): Promise<EngineTest> {
  const stateDirectory = temporaryDirectory(test);
  const directory = new Directory(contoso, null, () => new Date());
  (options.fill ?? fillSampleTenant)(directory);
  const directoryServer = createDirectoryServer({ directory, token: sourceToken, sealingKey: 'sealing key' });
  const targetStore = openTargetStore(null);
  const targetServer = createTargetServer({
    token: targetToken,
    store: targetStore,
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.seatLimit === undefined ? {} : { seatLimit: options.seatLimit }),
  });
  const source = await directoryServer.listen();
  const own = await targetServer.listen();
  test.after(async () => {
    await directoryServer.close();
    await targetServer.close();
  });
  const { compatibility = 'rfc7644' } = options;
  const team = { token: targetToken, store: targetStore, scim: targetServer, scimAddress: own.baseAddress };
  const target = await startTargetOf(test)(test, { ...team, compatibility });
  const { token } = options.target ?? team;
  const address = options.target?.baseAddress ?? target.address;
  const jobText = createJobText({
    id: 'engine-test',
    displayName: 'Engine test',
    source: {
      kind: 'entra',
      tenantId: contoso.tenantId,
      servicePrincipalId: dropboxServicePrincipalId,
      baseAddress: source.baseAddress,
    },
    target: options.target === undefined ? target.document : { kind: 'scim', baseAddress: address, compatibility },
    ...(options.provisioning === undefined ? {} : { provisioning: options.provisioning }),
    ...(options.schema === undefined ? {} : { schema: options.schema }),
  });
  const params: OpenJobParams = {
    text: jobText,
    path: join(stateDirectory, 'test.provisioning.json'),
    stateDirectory,
    sandbox: null,
    sourceCredential: credential(sourceToken, source.baseAddress),
    targetCredential: credential(token, address),
    requestTimeoutMs: options.requestTimeoutMs ?? 5000,
  };
  return {
    directory,
    directoryServer,
    target,
    targetServer,
    targetStore,
    stateDirectory,
    jobText,
    params,
    ...cyclesOf(params),
    ...lookupsOf(directory, targetStore),
    acceptInvitations: () => send('POST', new URL('/_sandbox/accept', own.baseAddress).href),
    addToTarget: (collection, attributes) =>
      send('POST', `${own.baseAddress}/${collection}`, {
        schemas: [`urn:ietf:params:scim:schemas:core:2.0:${collection.slice(0, -1)}`],
        ...attributes,
      }),
    deleteFromTarget: (collection, id) => send('DELETE', `${own.baseAddress}/${collection}/${encodeURIComponent(id)}`),
  };
}

/** A request of the target's administrator. */
async function send(method: string, address: string, body?: object): Promise<void> {
  const answer = await fetch(address, {
    method,
    headers: { authorization: `Bearer ${targetToken}`, 'content-type': 'application/scim+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`The target answered ${answer.status} to ${method} ${address}.`);
}

/** A directory for the length of a test. */
export function temporaryDirectory(test: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'engine-test-'));
  test.after(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

export function credential(token: string, address: string): Credential {
  return { token, origin: new URL(address).origin };
}

function cyclesOf(params: OpenJobParams): Pick<EngineTest, 'withSession' | 'sync' | 'status' | 'preview'> {
  const withSession: EngineTest['withSession'] = async (use, changes = {}, later = 0) => {
    const session = await openJobSession({ ...params, ...changes }, () => Date.now() + later);
    try {
      return await use(session);
    } finally {
      await session.close();
    }
  };
  const never = new AbortController().signal;
  return {
    withSession,
    sync: ({
      signal = never,
      allowDeletes = false,
      restart = false,
      adopt = false,
      reset = [],
      retryFailures = false,
      later = 0,
      onEvent,
      confirm = null,
      job = {},
    } = {}) =>
      withSession(
        async (session) => {
          const events: ProvisioningEvent[] = [];
          const deliveries: Delivery[] = [];
          const summary = await session.sync({
            onDelivery: (delivery) => deliveries.push(delivery),
            signal,
            allowDeletes,
            restart,
            adopt,
            reset,
            retryFailures,
            confirm,
            onProgress: () => undefined,
            onEvent(event) {
              events.push(event);
              onEvent?.(event);
            },
          });
          return { summary, events, deliveries };
        },
        job,
        later,
      ),
    status: (later = 0) => withSession((session) => Promise.resolve(session.status()), {}, later),
    preview: (changes, later = 0) =>
      withSession(
        async (session) => {
          const all: DecisionSummary[] = [];
          const summary = await session.preview({
            signal: never,
            onProgress: () => undefined,
            onDecision: (decision) => all.push(decision),
          });
          return { summary, decisions: all.filter((decision) => decision.action !== 'none'), all };
        },
        changes,
        later,
      ),
  };
}

function lookupsOf(
  directory: Directory,
  targetStore: TargetStore,
): Pick<EngineTest, 'user' | 'group' | 'targetUser' | 'targetGroup' | 'membersOf'> {
  const nameOf = (resource: StoredResource | undefined): string =>
    String(resource?.attributes['userName']).split('@')[0] ?? '';
  const targetGroup: EngineTest['targetGroup'] = (displayName) =>
    targetStore.all('Group').find((group) => group.attributes['displayName'] === displayName);
  return {
    user: (name) => found(directory.users.get(stableId(`user ${name}`)), name),
    group: (displayName) => found(directory.groups.get(stableId(`group ${displayName}`)), displayName),
    targetUser: (name) => targetStore.all('User').find((user) => nameOf(user) === name),
    targetGroup,
    membersOf: (displayName) => {
      const members = (targetGroup(displayName)?.attributes['members'] ?? []) as readonly { readonly value: string }[];
      return members.map(({ value }) => nameOf(targetStore.get('User', value))).sort();
    },
  };
}

function found(object: DirectoryObject | undefined, name: string): DirectoryObject {
  if (object === undefined) throw new Error(`The test's tenant has no ${name}.`);
  return object;
}

/** Fills a directory with a few people, each assigned unless the name says otherwise, and groups of them. */
export function smallTenant(
  people: readonly string[],
  groups: Readonly<Record<string, readonly string[]>> = {},
): (directory: Directory) => void {
  return (directory) => {
    directory.seed(() => {
      addDropboxServicePrincipal(directory);
      for (const name of people) assign(directory, addUser(directory, name), roles.user);
      for (const [displayName, members] of Object.entries(groups)) {
        const group = addSecurityGroup(directory, displayName, '');
        assign(directory, group, roles.user);
        for (const member of members) directory.addMember(group.id, stableId(`user ${member}`));
      }
    });
  };
}

/** Adds a user that nothing assigns; `ada.lovelace` gets the names Ada and Lovelace. */
export function addUser(
  directory: Directory,
  name: string,
  properties: Readonly<Record<string, Json>> = {},
  managerId: string | null = null,
): DirectoryObject {
  const [givenName = name, surname = 'Tester'] = name
    .split('.')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1));
  return directory.createObject(
    'user',
    stableId(`user ${name}`),
    {
      userPrincipalName: `${name}@${contoso.domain}`,
      displayName: `${givenName} ${surname}`,
      givenName,
      surname,
      mail: `${name}@${contoso.domain}`,
      accountEnabled: true,
      userType: 'Member',
      ...properties,
    },
    managerId,
  );
}

/** Takes away every assignment of a user or group. */
export function unassign({ directory }: EngineTest, principal: DirectoryObject): void {
  for (const { id, principalId } of [...directory.assignments.values()])
    if (principalId === principal.id) directory.removeAssignment(id);
}

/** The default schema with its user mapping changed. */
export function schemaWith(change: (userMapping: UserMapping) => UserMapping): SynchronizationSchema {
  const schema = defaultSchema();
  return {
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((mapping) =>
        mapping.sourceObjectName === 'User' ? change(mapping) : mapping,
      ),
    })),
  };
}

type UserMapping = SynchronizationSchema['synchronizationRules'][number]['objectMappings'][number];

/** Requests that write, of those that a server counted. */
export function writesIn(counts: Readonly<Record<string, number>>): number {
  return Object.entries(counts).reduce((sum, [method, count]) => sum + (method === 'GET' ? 0 : count), 0);
}
