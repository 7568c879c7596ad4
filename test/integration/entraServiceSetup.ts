import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { defaultSchema } from '../../src/job/defaultJob.ts';
import type { OpenJobParams } from '../../src/protocol/openJob.ts';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { dropboxServicePrincipalId } from '../../src/sandbox/tenants/contoso.ts';
import { type ScriptedService, startScriptedService } from '../support/scriptedService.ts';
import { credential, type EngineTest, smallTenant, sourceToken, startEngineTest } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

/** A job of executor `entra`: the sandbox's directory behind a scripted provisioning service, and the sandbox's target. */
export interface ServiceTest extends EngineTest {
  readonly service: ScriptedService;
  /** What makes a session one on this job; the target's token is there. */
  readonly job: Partial<OpenJobParams>;
  /** The same without a token for the target. */
  readonly blind: Partial<OpenJobParams>;
  readonly jobTextInEntra: string;
}

export async function startServiceTest(
  test: TestContext,
  options: Parameters<typeof startEngineTest>[1] = { fill: smallTenant(['ada.lovelace', 'bob.builder']) },
): Promise<ServiceTest> {
  const house = await startEngineTest(test, options);
  const behind = { origin: house.params.sourceCredential?.origin ?? '', token: sourceToken };
  const service = await startScriptedService(test, behind, { ...(options.schema ?? defaultSchema()), id: 'schema' });
  const text = house.jobText
    .replaceAll(behind.origin, service.origin)
    .replace('"executor": "local"', '"executor": "entra"');
  const job = { text, sourceCredential: credential(sourceToken, service.origin) };
  return Object.assign(house, {
    service,
    job,
    blind: { ...job, targetCredential: null },
    jobTextInEntra: text,
  });
}

/** An entry of Entra's log about a user of the directory. */
export function logEntry(
  { user }: Pick<EngineTest, 'user'>,
  name: string,
  jobId: string,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const { id } = user(name);
  return {
    id: `event of ${name}`,
    activityDateTime: new Date().toISOString(),
    jobId,
    cycleId: 'cycle-1',
    changeId: `change of ${name}`,
    provisioningAction: 'create',
    durationInMilliseconds: 100,
    provisioningStatusInfo: { status: 'success', errorInformation: null },
    provisioningSteps: [],
    modifiedProperties: [{ displayName: 'userName', oldValue: null, newValue: `${name}@contoso.example` }],
    servicePrincipal: { id: dropboxServicePrincipalId, displayName: 'Dropbox' },
    sourceIdentity: { id, displayName: name, identityType: 'User', details: {} },
    targetIdentity: { id: `dbmid:${name}`, displayName: name, identityType: 'User', details: {} },
    ...changes,
  };
}

/** Whether an error is a failure of this kind, whose words match. */
export function failing(kind: ProvisioningFailure['kind'], message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ProvisioningFailure, String(error));
    assert.equal(error.kind, kind, error.message);
    assert.match(`${error.message} ${english(error.recommendedAction ?? '')}`, message);
    return true;
  };
}

/** What was asked of the service, without what only reads. */
export function acts(house: ServiceTest): readonly string[] {
  return house.service.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${decodeURIComponent(path).split('/synchronization/')[1] ?? path}`);
}
