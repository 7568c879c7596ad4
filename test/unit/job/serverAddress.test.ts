import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkServerAddress } from '../../../src/job/serverAddress.ts';
import { english } from '../../../src/protocol/text.ts';

function assertRefused(text: string, code: string, message: RegExp): void {
  const problem = checkServerAddress(text);
  assert.equal(problem?.code, code, text);
  assert.match(english(problem.message), message, text);
}

test('https is fine anywhere, http on loopback', () => {
  const fine = [
    'https://www.dropbox.com/scim/v2',
    'https://example.com',
    'https://example.com:8443/a/b/',
    'http://127.0.0.1:4711/scim/v2',
    'http://127.255.0.9/',
    'http://localhost:8080/v1.0',
    'http://LOCALHOST/',
    'http://[::1]:80/scim',
  ];
  for (const text of fine) assert.equal(checkServerAddress(text), null, text);
});

test('http elsewhere is refused, also where it only looks like loopback', () => {
  const elsewhere = [
    'http://example.com/scim',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://128.0.0.1',
    'http://0.0.0.0:80',
    'http://[::2]',
    'http://[::ffff:127.0.0.1]',
    'http://192.168.0.1',
  ];
  for (const text of elsewhere) assertRefused(text, 'insecure-address', /write "https:\/\//);
});

test('credentials are refused and never quoted', () => {
  for (const text of [
    'https://user:hunter2@example.com/scim',
    'http://hunter2@localhost',
    'https://user:hunter2@exa mple',
  ]) {
    const problem = checkServerAddress(text);
    assert.ok(problem, text);
    assert.doesNotMatch(english(problem.message), /hunter2/, text);
  }
  assertRefused('https://user:x@example.com/scim', 'address-with-credentials', /"https:\/\/example\.com\/scim"/);
});

test('queries and fragments are refused with the address that remains', () => {
  assertRefused('https://example.com/scim?', 'invalid-address', /query.*write "https:\/\/example\.com\/scim"/);
  assertRefused('https://example.com/scim#top', 'invalid-address', /fragment.*write "https:\/\/example\.com\/scim"/);
  assertRefused('https://example.com/scim?aadOptscim062020', 'invalid-address', /"compatibility" is "entra"/);
});

test('what is no absolute address is refused', () => {
  const wrong = [
    '',
    'example.com/scim',
    '/scim',
    'https:',
    'https://',
    'https:///scim',
    'https://exa mple.com',
    ' https://a.b',
    'https:\\\\a.b',
    'https://a\tb.c',
  ];
  for (const text of wrong) assertRefused(text, 'invalid-address', /write an absolute one/);
  for (const text of ['ftp://example.com', 'file://host/etc'])
    assertRefused(text, 'invalid-address', /begins with https:\/\//);
});
