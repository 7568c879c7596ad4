import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { openBusinessDirectory } from '../../src/directories/dropboxBusiness/businessDirectory.ts';
import { TargetError, type TargetDirectory } from '../../src/directories/targetDirectory.ts';
import { renewedBearer } from '../../src/engine/renewedBearer.ts';
import type { RenewTokenParams } from '../../src/protocol/openJob.ts';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { english } from '../../src/protocol/text.ts';
import { startPracticeTeam, type PracticeTeam } from '../support/dropboxClient.ts';

const signal = new AbortController().signal;
const hour = 3_600_000;

interface Renewing {
  readonly practice: PracticeTeam;
  readonly directory: TargetDirectory;
  /** What was asked for, in its order. */
  readonly asked: RenewTokenParams[];
  readonly failure: { current: ProvisioningFailure | null };
  /** The moment of the engine's clock; the team has its own. */
  readonly clock: { now: number };
}

/** A directory whose tokens live as long as is said, and are renewed by a host that counts how often it's asked. */
async function startRenewing(context: TestContext, lifeInHours: number): Promise<Renewing> {
  const practice = await startPracticeTeam(context);
  const asked: RenewTokenParams[] = [];
  const failure: Renewing['failure'] = { current: null };
  const clock = { now: 0 };
  const issue = async (): Promise<string> => {
    const body = { expiresInSeconds: lifeInHours * 3600 };
    return ((await practice.control('POST', '/tokens', body)) as { token: string }).token;
  };
  const credential = {
    token: await issue(),
    origin: practice.apiAddress,
    renewal: { key: 'job', renewAt: lifeInHours * hour },
  };
  const bearer = renewedBearer(credential, {
    now: () => clock.now,
    async renewToken(params) {
      asked.push(params);
      if (failure.current !== null) throw failure.current;
      return { token: await issue(), renewAt: clock.now + lifeInHours * hour };
    },
  });
  assert.ok(bearer);
  const directory = openBusinessDirectory({ apiAddress: practice.apiAddress, token: null, bearer });
  context.after(() => directory.close());
  return { practice, directory, asked, failure, clock };
}

const readTwenty = (directory: TargetDirectory): Promise<unknown> =>
  Promise.all(
    Array.from({ length: 20 }, (_, index) => directory.read('User', `dbmid:nobody${index}`, ['userName'], signal)),
  );

test('a token near its end is renewed once for 20 requests at the same time, before any is refused', async (context) => {
  const { practice, directory, asked, clock } = await startRenewing(context, 4);
  await readTwenty(directory);
  assert.deepEqual(asked, []);
  clock.now = 4 * hour;
  practice.advance(4 * hour);
  await readTwenty(directory);
  assert.deepEqual(asked, [{ key: 'job', refused: null }]);
});

test('a token that is refused as expired is renewed once for 20 requests, and each is sent again', async (context) => {
  const { practice, directory, asked } = await startRenewing(context, 4);
  await readTwenty(directory);
  practice.advance(4 * hour);
  await readTwenty(directory);
  assert.equal(asked.length, 1);
  assert.ok(asked[0]?.refused);
  const receipt = await directory.create('User', { userName: 'adele@contoso.com' }, ['userName'], signal);
  assert.ok(receipt.id);
  practice.advance(4 * hour);
  // A creation is sent again as well: what is refused for its token wasn't carried out.
  const second = await directory.create('User', { userName: 'lee@contoso.com' }, ['userName'], signal);
  assert.ok(second.id);
  assert.equal(asked.length, 2);
});

test('a server that refuses the new token, too, gets no third request', async (context) => {
  const { practice, directory, asked } = await startRenewing(context, 4);
  await practice.control('PUT', '/faults', [{ kind: 'unauthorized', tag: 'expired_access_token', path: '/2/' }]);
  await assert.rejects(directory.read('User', 'dbmid:nobody', ['userName'], signal), { kind: 'unauthorized' });
  assert.equal(asked.length, 1);
  assert.equal(directory.requestCounts().all, 2);
});

test('a token that was revoked isn’t renewed', async (context) => {
  const { practice, directory, asked } = await startRenewing(context, 4);
  await practice.control('PUT', '/faults', [{ kind: 'unauthorized', tag: 'invalid_access_token', path: '/2/' }]);
  await assert.rejects(directory.read('User', 'dbmid:nobody', ['userName'], signal), (error) => {
    assert.ok(error instanceof TargetError && error.kind === 'unauthorized');
    assert.match(english(error.advice ?? ''), /Authorize Dropbox again/);
    return true;
  });
  assert.deepEqual(asked, []);
});

test('what keeps a token from being renewed is told with what to do, by every request and by the connection’s test', async (context) => {
  const { directory, failure, clock } = await startRenewing(context, 4);
  clock.now = 4 * hour;
  failure.current = new ProvisioningFailure('credential', 'It was revoked.', { recommendedAction: 'Authorize again.' });
  await assert.rejects(directory.read('User', 'dbmid:nobody', ['userName'], signal), {
    kind: 'unauthorized',
    message: 'It was revoked.',
    advice: 'Authorize again.',
    ambiguous: false,
  });
  const steps = await directory.testConnection({ type: 'User', attribute: 'userName' }, signal);
  const failed = steps.find(({ status }) => status === 'failed');
  assert.deepEqual(
    [failed?.id, failed?.detail, failed?.recommendedAction],
    ['authentication', 'It was revoked.', 'Authorize again.'],
  );
  failure.current = new ProvisioningFailure('connection', 'Dropbox is away.');
  await assert.rejects(directory.read('User', 'dbmid:nobody', ['userName'], signal), { kind: 'network' });
  assert.equal(directory.requestCounts().all, 0);
});
