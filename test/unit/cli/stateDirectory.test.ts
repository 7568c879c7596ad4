import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { statesDirectory } from '../../../src/engine/stateHome.ts';
import { jobStateDirectory, sandboxStateDirectory } from '../../../src/cli/stateDirectory.ts';

test('each job has a directory of its own, below the chosen one too', () => {
  assert.equal(jobStateDirectory('state', 'job-a', {}), resolve('state', 'job-a'));
  assert.notEqual(jobStateDirectory('state', 'job-a', {}), jobStateDirectory('state', 'job-b', {}));
});

test('XDG_STATE_HOME is honoured when it is absolute, as its specification asks', () => {
  const home = resolve('/xdg');
  assert.equal(jobStateDirectory(null, 'a', { XDG_STATE_HOME: home }), join(home, 'dropbox-provisioning', 'a'));
  assert.ok(jobStateDirectory(null, 'a', { XDG_STATE_HOME: 'relative' }).startsWith(homedir()));
});

test('a directory can be named for windows and command line, which --state overrules', () => {
  const environment = { DROPBOX_PROVISIONING_STATE: resolve('/states'), XDG_STATE_HOME: resolve('/xdg') };
  assert.equal(jobStateDirectory(null, 'a', environment), resolve('/states', 'a'));
  assert.equal(jobStateDirectory('state', 'a', environment), resolve('state', 'a'));
  assert.equal(statesDirectory(environment), resolve('/states'));
  assert.equal(
    statesDirectory({ ...environment, DROPBOX_PROVISIONING_STATE: 'here' }),
    resolve('/xdg', 'dropbox-provisioning'),
  );
});

test('each system keeps state in its own place', () => {
  const place = (platform: NodeJS.Platform): string =>
    jobStateDirectory(null, 'a', { LOCALAPPDATA: '/local' }, platform);
  assert.equal(place('win32'), join('/local', 'dropbox-provisioning', 'a'));
  assert.equal(place('darwin'), join(homedir(), 'Library', 'Application Support', 'dropbox-provisioning', 'a'));
  assert.equal(place('linux'), join(homedir(), '.local', 'state', 'dropbox-provisioning', 'a'));
});

test('no job id can name the sandbox’s directory', () => {
  const home = resolve('/xdg');
  const sandbox = sandboxStateDirectory(null, { XDG_STATE_HOME: home });
  assert.ok(!sandbox.startsWith(join(home, 'dropbox-provisioning', '/')));
});
