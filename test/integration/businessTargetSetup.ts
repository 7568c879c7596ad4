import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { RemovalDocument } from '../../src/job/jobDocument.ts';
import type { OpenJobParams } from '../../src/protocol/openJob.ts';
import { createBusinessServer, type BusinessServer } from '../../src/sandbox/business/server.ts';
import { startBusinessCheck, type BusinessCheck } from '../support/businessCheck.ts';
import { credential, startEngineTest, type EngineTest, type EngineTestOptions } from './engineSetup.ts';

/** The address of the sandbox's own admin. */
export const teamAdmin = 'dropbox.admin@contoso.com';
export const businessToken = 'business-token-of-the-tests';

/** A job that writes to the sandbox's team by the Business API, and the same job over SCIM. */
export interface BusinessTest extends EngineTest {
  readonly business: BusinessServer;
  readonly check: BusinessCheck;
  /** The same job with its target over SCIM. */
  readonly overScim: Pick<EngineTest, 'sync' | 'preview' | 'withSession'>;
  /** What makes the SCIM job one over the Business API. */
  readonly job: Partial<OpenJobParams>;
  /** A request to the control endpoint of the Business API; the JSON of its response. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  /** A token with these scopes alone. */
  tokenWith(scopes: readonly string[]): Promise<string>;
  /** The arguments of a route's calls so far. */
  sent(route: string): readonly unknown[];
}

/** Starts one; everything ends with the test. The team's time is `now`'s. */
export async function startBusinessTest(
  test: TestContext,
  options: EngineTestOptions & { readonly now?: () => Date; readonly removal?: RemovalDocument } = {},
): Promise<BusinessTest> {
  const house = await startEngineTest(test, options);
  const { now = () => new Date() } = options;
  const { targetStore: store, targetServer } = house;
  const shared = { token: businessToken, appKey: 'key', appSecret: 'secret', store, seats: targetServer.seats, now };
  const business = createBusinessServer(shared);
  const { baseAddress } = await business.listen();
  test.after(() => business.close());
  const check = await startBusinessCheck(test, baseAddress);
  const { removal } = options;
  const target = JSON.stringify({ kind: 'dropboxBusiness', apiAddress: check.address, removal });
  const job: Partial<OpenJobParams> = {
    text: house.jobText.replace(/"target": \{[^}]*\}/, `"target": ${target}`),
    targetCredential: credential(businessToken, check.address),
  };
  const control: BusinessTest['control'] = async (method, path, body) => {
    const response = await fetch(`${baseAddress}/_sandbox${path}`, {
      method,
      headers: { authorization: `Bearer ${businessToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assert.ok(response.ok, `${method} ${path}: ${response.status}`);
    return response.status === 204 ? null : response.json();
  };
  return {
    ...house,
    business,
    check,
    job,
    control,
    overScim: house,
    params: { ...house.params, ...job },
    withSession: (use, changes = {}, later) => house.withSession(use, { ...job, ...changes }, later),
    sync: (changes = {}) => house.sync({ ...changes, job: { ...job, ...changes.job } }),
    preview: (changes = {}) => house.preview({ ...job, ...changes }),
    acceptInvitations: async () => {
      await control('POST', '/accept');
    },
    async tokenWith(scopes) {
      const { token } = (await control('POST', '/tokens', { scopes })) as { token: string };
      return token;
    },
    sent: (route) => check.calls.filter((call) => call.route === route).map(({ argument }) => argument),
  };
}
