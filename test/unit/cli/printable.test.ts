import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printable, valueText } from '../../../src/cli/printable.ts';

test('a name cannot move the cursor, start a line or turn the writing round', () => {
  assert.equal(printable('Ad\u001b[2Jele\r\nVance\u009b'), 'Ad\\u001b[2Jele\\u000d\\u000aVance\\u009b');
  assert.equal(printable('Vance\u202eeledA\u2066'), 'Vance\\u202eeledA\\u2066');
  assert.equal(printable('Zoë Ångström 李雷 👩‍💻'), 'Zoë Ångström 李雷 👩‍💻');
});

test('values are told apart from having none', () => {
  assert.equal(valueText(null), '(none)');
  assert.equal(valueText(''), '""');
  assert.equal(valueText(['a', 'b']), '["a","b"]');
  assert.equal(valueText(false), 'false');
});
