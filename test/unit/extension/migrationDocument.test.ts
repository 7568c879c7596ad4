import assert from 'node:assert/strict';
import { it } from 'node:test';
import { migrationDocument } from '../../../src/extension/migration/migrationDocument.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import type { Migration } from '../../../src/protocol/migration/migration.ts';

const migration: Migration = {
  old: { servicePrincipalId: 'old', application: 'Old <b>', job: null, on: true },
  new: { servicePrincipalId: 'new', application: 'New', job: null, on: false },
  rows: [
    {
      area: 'mapping',
      name: 'User › member_email → userName',
      old: 'Join("|", [mail])',
      new: '[userPrincipalName]',
      verdict: 'unfit',
      reason: { code: 'functionUnknown', names: ['Frobnicate'] },
    },
    { area: 'assignment', name: 'Ada [x](y)', old: 'User', new: null, verdict: 'carry', reason: null },
  ],
  steps: [
    { id: 'createJob', state: 'yours', for: [], why: [{ code: 'noTemplate' }] },
    { id: 'startNew', state: 'waiting', for: ['pauseOld'], why: [] },
  ],
  bothOn: false,
  switched: false,
};

it('the document of a migration has both sides, the steps with what to check, and what becomes of each line', () => {
  const text = migrationDocument(migration, inEnglish);
  assert.match(text, /\*\*The old job is on, and the new one is off\.\*\*/);
  assert.match(text, /1\. \*\*Create the new job\*\* \(for you\)/);
  assert.match(text, /Run Create Job and add Dropbox from the gallery/);
  assert.match(
    text,
    /2\. \*\*Start the new job\*\* \(waiting\) {2}\n {3}Another step comes first\. First: Pause the old job\./,
  );
  assert.match(text, /Not carried over: there is no function Frobnicate\./);
  // What comes from a tenant is shown, and neither formats nor links.
  assert.ok(!text.includes('<b>') && !text.includes('[x](y)'), text);
  assert.match(text, /Join\("\\\|", \[mail\]\)/);
});
