import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { countingServer } from './cliCountingServer.ts';
import { runCli, startCli, temporaryDirectory } from './cliProcess.ts';

/** What may be where a file belongs, by what it is called. */
const oddities: Readonly<Record<string, (path: string) => void>> = {
  'a pipe': (path) => {
    execFileSync('mkfifo', [path]);
  },
  'a device': (path) => {
    symlinkSync('/dev/zero', path);
  },
  'a directory': (path) => {
    mkdirSync(path);
  },
};

const tokens = { DROPBOX_PROVISIONING_SOURCE_TOKEN: 'a', DROPBOX_PROVISIONING_TARGET_TOKEN: 'b' };
const onPosix = { skip: process.platform === 'win32' };
/** What waits for a pipe or reads a device to its end never ends. */
const ends = { timeout: 120_000 };

function jobBesideSandbox(context: TestContext): string {
  const job = join(temporaryDirectory(context), 'own.provisioning.json');
  writeFileSync(job, JSON.stringify({ id: 'own', source: { kind: 'sandbox' }, target: { kind: 'sandbox' } }));
  return job;
}

describe('what is no file is named, and not waited for, in the place of', onPosix, () => {
  for (const [kind, make] of Object.entries(oddities)) {
    for (const file of ['state.sqlite', 'state.sqlite-wal', 'run.lock'])
      it(`${file}: ${kind}`, ends, async (context) => {
        const { job, requests } = await countingServer(context);
        const state = temporaryDirectory(context);
        mkdirSync(join(state, 'counting'));
        make(join(state, 'counting', file));
        for (const command of file === 'run.lock' ? ['sync', 'preview'] : ['sync', 'status', 'logs']) {
          const { code, stderr } = await runCli([command, job, '--state', state], { environment: tokens });
          assert.equal(code, 2, stderr);
          assert.ok(stderr.includes(`${file} in it is ${kind}`), stderr);
        }
        assert.equal(requests(), 0);
      });

    for (const file of ['sandbox.json', 'sandbox.json.new', 'directory.sqlite', 'target.sqlite'])
      it(`${file}, when the sandbox is started: ${kind}`, ends, async (context) => {
        const state = temporaryDirectory(context);
        make(join(state, file));
        const { code, stderr } = await runCli(['sandbox', '--state', state]);
        assert.equal(code, 2, stderr);
        assert.ok(stderr.includes(`${file} is ${kind}`), stderr);
      });

    it(`sandbox.json, when a job looks for its sandbox: ${kind}`, ends, async (context) => {
      const job = jobBesideSandbox(context);
      make(join(dirname(job), 'sandbox.json'));
      const environment = { XDG_STATE_HOME: temporaryDirectory(context) };
      const { code, stderr } = await runCli(['preview', job], { environment });
      assert.equal(code, 2, stderr);
      assert.match(stderr, /The job uses the sandbox, but none is running/);
    });

    it(`the name of the latest sandbox: ${kind}`, ends, async (context) => {
      const home = temporaryDirectory(context);
      make(join(home, 'dropbox-provisioning-sandbox.latest'));
      const environment = { XDG_STATE_HOME: home };
      const { code, stderr } = await runCli(['preview', jobBesideSandbox(context)], { environment });
      assert.equal(code, 2, stderr);
      assert.match(stderr, /The job uses the sandbox, but none is running/);
      const running = startCli(['sandbox', '--state', temporaryDirectory(context)], { environment });
      assert.match(await running.firstLine, /"source"/, 'the sandbox starts all the same');
      running.process.kill('SIGTERM');
      assert.equal((await running.ended).stderr.includes('Error'), false);
    });
  }
});

describe('a file that holds the name of another one', () => {
  const names = ['a\0b', '/a\0b', '', 'relative', `/${'x'.repeat(5000)}`, '/tmp\n'];
  for (const name of names)
    it(`leads nowhere with ${JSON.stringify(name.slice(0, 12))}`, async (context) => {
      const home = temporaryDirectory(context);
      writeFileSync(join(home, 'dropbox-provisioning-sandbox.latest'), name);
      const environment = { XDG_STATE_HOME: home };
      const { code, stderr } = await runCli(['preview', jobBesideSandbox(context)], { environment });
      assert.equal(code, 2, stderr);
      assert.match(stderr, /The job uses the sandbox, but none is running/);
    });
});
