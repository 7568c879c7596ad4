import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defaultSettings } from '../../../src/job/completeJob.ts';
import { createJobText, defaultSchema } from '../../../src/job/defaultJob.ts';
import {
  definitionOf,
  matchingMappings,
  objectMappingsOf,
  sourceAttributesIn,
} from '../../../src/job/objectMappings.ts';
import { defaultProvisioning } from '../../../src/job/jobDefaults.ts';
import { readJob } from '../../../src/job/readJob.ts';
import { changeSettings } from '../../../src/mappingEditor/settingsEdits.ts';
import { viewOf } from '../../../src/mappingEditor/viewModel.ts';

const sandbox = {
  id: 'sandbox',
  displayName: 'Sandbox',
  source: { kind: 'sandbox' },
  target: { kind: 'sandbox' },
} as const;

describe('createJobText', () => {
  test('is read back as what was asked for, without a problem', () => {
    const guid = '11111111-2222-3333-4444-555555555555';
    const options = {
      id: 'a',
      displayName: 'Dropbox "production"\n// not a comment',
      source: { kind: 'entra', tenantId: guid, servicePrincipalId: guid },
      target: { kind: 'scim', baseAddress: 'https://www.dropbox.com/scim/v2' },
      provisioning: { scope: 'all', notification: { email: 'a@contoso.com' } },
      schemaAddress: 'https://example.com/job.schema.json',
    } as const;
    const { job, problems } = readJob(createJobText(options));
    assert.deepEqual(problems, []);
    assert.equal(job?.displayName, options.displayName);
    assert.deepEqual(job.source, { ...options.source, cloud: 'global' });
    assert.deepEqual(job.target, { ...options.target, compatibility: 'rfc7644' });
    assert.equal(job.provisioning.scope, 'all');
    assert.deepEqual(job.provisioning.notification, { ...defaultSettings.notification, email: 'a@contoso.com' });
    assert.deepEqual(job.schema, defaultSchema());
  });

  test('explains itself in comments and keeps its lines short', () => {
    const text = createJobText(sandbox);
    assert.match(text, /^ {2}\/\/ .*stored state/m);
    assert.match(text, /"interval": "PT40M"/);
    assert.ok(text.split('\n').every((line) => line.length <= 120));
    assert.equal(text, createJobText(sandbox));
  });
});

describe('what a job means that leaves its settings out', () => {
  const written = { ...sandbox, provisioning: defaultProvisioning };

  test('is what job.schema.json states, which a job may also write out', () => {
    const { job, problems } = readJob(JSON.stringify(written));
    assert.deepEqual(problems, []);
    assert.deepEqual(job?.provisioning, defaultSettings);
    assert.deepEqual(readJob(JSON.stringify(sandbox)).job?.provisioning, defaultSettings);
    assert.deepEqual(
      [defaultSettings.intervalMinutes, defaultSettings.accidentalDeletionPrevention.threshold, defaultSettings.scope],
      [40, 500, 'assigned'],
    );
  });

  test('is what a new job writes out, what the mapping editor shows, and what it doesn’t write', () => {
    const { provisioning } = JSON.parse(createJobText(sandbox).replaceAll(/^ *\/\/.*$/gm, '')) as typeof written;
    assert.partialDeepStrictEqual(defaultProvisioning, provisioning);
    const view = viewOf(JSON.stringify(sandbox), {
      version: 1,
      editable: true,
      unsaved: false,
      lastCycle: '',
      name: '',
    });
    assert.ok(view.state === 'ready' && view.settings !== null);
    const { interval, scope, status, threshold, onFailure, preventDeletions } = view.settings;
    assert.deepEqual(
      { interval, scope, status, threshold, onFailure, preventDeletions },
      {
        ...{ interval: 'PT40M', scope: 'assigned', status: 'off', threshold: 500 },
        ...{ onFailure: true, preventDeletions: true },
      },
    );
    const changes = Object.fromEntries(Object.entries(view.settings).filter(([name]) => name !== 'removal'));
    assert.equal(changeSettings(JSON.stringify(sandbox), changes), JSON.stringify(sandbox));
  });
});

describe('the default schema', () => {
  const [users, groups] = objectMappingsOf(defaultSchema());
  assert.ok(users && groups);

  test('maps users as Entra’s Dropbox connector does', () => {
    const expressions = users.mapping.attributeMappings.map((each) => [
      each.targetAttributeName,
      each.source?.expression,
    ]);
    assert.deepEqual(Object.fromEntries(expressions), {
      userName: '[userPrincipalName]',
      active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
      externalId: '[objectId]',
      'name.givenName': '[givenName]',
      'name.familyName': '[surname]',
    });
    assert.deepEqual(
      matchingMappings(users.mapping).map((each) => each.targetAttributeName),
      ['userName'],
    );
    assert.deepEqual([...sourceAttributesIn(users.mapping)].sort(), [
      'IsSoftDeleted',
      'givenName',
      'objectId',
      'surname',
      'userPrincipalName',
    ]);
  });

  test('maps groups with their members, matched by name', () => {
    assert.deepEqual(
      matchingMappings(groups.mapping).map((each) => each.targetAttributeName),
      ['displayName'],
    );
    const members = definitionOf(defaultSchema(), 'Dropbox', groups.mapping.targetObjectName, 'members');
    assert.equal(members?.type, 'Reference');
    assert.equal(members.multivalued, true);
  });

  test('requires what Dropbox refuses users without', () => {
    for (const name of ['userName', 'name.givenName', 'name.familyName']) {
      assert.equal(
        definitionOf(defaultSchema(), 'Dropbox', users.mapping.targetObjectName, name)?.required,
        true,
        name,
      );
    }
  });

  test('offers the attributes that administrators map next', () => {
    const { sourceObjectName, targetObjectName } = users.mapping;
    for (const name of ['mail', 'department', 'extensionAttribute15', 'manager', 'proxyAddresses']) {
      assert.ok(definitionOf(defaultSchema(), 'Azure Active Directory', sourceObjectName, name), name);
    }
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    for (const name of [
      'displayName',
      'emails[type eq "work"].value',
      `${enterprise}:department`,
      `${enterprise}:manager`,
    ]) {
      assert.ok(definitionOf(defaultSchema(), 'Dropbox', targetObjectName, name), name);
    }
  });
});
