import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { JobStates } from '../../../src/extension/jobs/jobStates.ts';

describe('where a window keeps the state of jobs', () => {
  let root = '';
  let told: string[] = [];
  const places = (): { shared: string; earlier: string } => ({
    shared: join(root, 'state', 'dropbox-provisioning'),
    earlier: join(root, 'storage', 'jobs'),
  });
  const states = (shared = places().shared): JobStates =>
    new JobStates({ ...places(), shared, onKeptThere: (directory, reason) => told.push(`${reason} ${directory}`) });
  const write = (place: string, content: string): void => {
    mkdirSync(join(place, 'job'), { recursive: true });
    writeFileSync(join(place, 'job', 'state.sqlite'), content);
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'job-states-'));
    told = [];
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('is where the command line keeps it', () => {
    assert.equal(states().directory('job'), join(places().shared, 'job'));
    assert.ok(!existsSync(places().shared), 'nothing is made by asking');
    assert.deepEqual(told, []);
  });

  it('moves there from VS Code’s storage', () => {
    write(places().earlier, 'links');
    const directory = states().directory('job');
    assert.equal(directory, join(places().shared, 'job'));
    assert.equal(readFileSync(join(directory, 'state.sqlite'), 'utf8'), 'links');
    assert.ok(!existsSync(join(places().earlier, 'job')));
    assert.deepEqual(told, []);
  });

  it('stays the window’s own where both have one, and says so once', () => {
    write(places().earlier, 'links');
    write(places().shared, 'others');
    const found = states();
    const own = join(places().earlier, 'job');
    assert.equal(found.directory('job'), own);
    assert.equal(found.directory('job'), own);
    assert.deepEqual(told, [`bothExist ${own}`]);
  });

  it('stays where it is when it can’t be moved', () => {
    write(places().earlier, 'links');
    writeFileSync(join(root, 'file'), '');
    const own = join(places().earlier, 'job');
    assert.equal(states(join(root, 'file', 'below')).directory('job'), own);
    assert.deepEqual(told, [`cannotMove ${own}`]);
    assert.ok(existsSync(join(own, 'state.sqlite')));
  });
});
