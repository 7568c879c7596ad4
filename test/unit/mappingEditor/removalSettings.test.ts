import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readJob } from '../../../src/job/readJob.ts';
import { changeSettings } from '../../../src/mappingEditor/settingsEdits.ts';
import type { SettingsChanges } from '../../../src/protocol/mappingEditorIntents.ts';
import { livedInJob, readyView, shortJob } from './documents.ts';

const business = shortJob.replace('"target": { "kind": "sandbox" }', '"target": { "kind": "dropboxBusiness" }');
const wanted = { transferFilesTo: 'manager', otherwiseTo: 'a@b.example', transferAdmin: 'c@b.example' };

describe('the files of removed users, in the settings of the mapping editor', () => {
  it('are shown and edited where the target takes that', () => {
    const after = changeSettings(business, wanted);
    const { job } = readJob(after);
    assert.ok(job?.target.kind === 'dropboxBusiness');
    assert.deepEqual({ ...job.target.removal, ...wanted }, job.target.removal);
    assert.equal(readyView(after).settings?.removal?.transferFilesTo, 'manager');
    assert.equal(readyView(livedInJob).settings?.removal, null);
  });

  it('leave no empty member behind', () => {
    const without = changeSettings(changeSettings(business, wanted), { otherwiseTo: '' });
    assert.ok(!without.includes('otherwiseTo'));
    assert.ok(without.includes('"transferFilesTo": "manager"'));
  });

  it('are refused with what to write', () => {
    const refuse =
      (text: string, changes: SettingsChanges): (() => string) =>
      () =>
        changeSettings(text, changes);
    assert.throws(refuse(business, { transferFilesTo: 'boss' }), /write "manager" or an email address/);
    assert.throws(refuse(business, { transferAdmin: 'manager' }), /write an email address/);
    assert.throws(refuse(livedInJob, wanted), /target is "dropboxBusiness"/);
  });
});
