import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookAlikeWarning } from '../../../src/job/lookAlikeHost.ts';
import { readJob } from '../../../src/job/readJob.ts';
import { smallJob } from './support.ts';
import { english } from '../../../src/protocol/text.ts';

test('a host with letters that look like others is shown in Punycode', () => {
  for (const address of [
    'https://www.dropbоx.com/scim/v2', // Cyrillic о
    'https://www.xn--dropbx-8nf.com/scim/v2',
    'https://DROPBОX.com',
    'https://bücher.example:8443/',
  ]) {
    const warning = english(lookAlikeWarning(address) ?? '');
    assert.match(warning, /^The host of this address is "[a-z0-9.-]*xn--[a-z0-9.-]+"/, address);
    assert.match(warning, /the token is sent there/);
  }
});

test('a host that is not the one that it is written as is told', () => {
  assert.match(
    english(lookAlikeWarning('https://ｗｗｗ.dropbox.com/scim') ?? ''),
    /is "www\.dropbox\.com", though it is written otherwise/,
  );
  assert.match(english(lookAlikeWarning('https://www.dr%6fpbox.com/scim') ?? ''), /is "www\.dropbox\.com"/);
  assert.match(english(lookAlikeWarning('http://2130706433/') ?? ''), /is "127\.0\.0\.1"/);
});

test('a host in plain ASCII needs no warning', () => {
  for (const address of [
    'https://WWW.Dropbox.com/scim/v2',
    'http://127.0.0.1:8080',
    'http://[0:0::1]:1/',
    'https://a-b.example',
  ]) {
    assert.equal(lookAlikeWarning(address), null, address);
  }
});

test('the job file’s problems name the host, at its address', () => {
  const job = { ...smallJob(), target: { kind: 'scim', baseAddress: 'https://www.dropbоx.com/scim/v2' } };
  const text = JSON.stringify(job);
  const { job: read, problems } = readJob(text);
  assert.notEqual(read, null);
  const [problem] = problems.filter(({ code }) => code === 'look-alike-host');
  assert.equal(problem?.severity, 'warning');
  assert.equal(text.slice(problem.offset, problem.offset + problem.length), '"https://www.dropbоx.com/scim/v2"');
});
