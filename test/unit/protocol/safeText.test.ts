import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  escapeMarkdown,
  fencedBlock,
  inlineCode,
  jsonLine,
  plainLabel,
  shortened,
  terminalLines,
  visible,
} from '../../../src/protocol/safeText.ts';

/** What nobody may bring to a terminal: C0, DEL, C1, line separators, bidirectional controls, invisible ones, half a pair. */
const hostile = ['\u0000', '\u001b', '\r', '\n', '\u007f', '\u0085', '\u009b', '\u2028', '\u2029']
  .concat(['\u061c', '\u200e', '\u200f', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e'])
  .concat(['\u2066', '\u2067', '\u2068', '\u2069', '\u200b', '\u2060', '\ufeff', '\ud800', '\u{e0041}']);

describe('Text for a terminal', () => {
  test('shows what cannot be seen, and one line stays one', () => {
    for (const character of hostile) {
      assert.match(visible(`a${character}b`), /^a(?:\\u[0-9a-f]{4}){1,2}b$/, JSON.stringify(character));
    }
    assert.equal(visible('Zoë Ångström 李雷 👩‍💻 سارا'), 'Zoë Ångström 李雷 👩‍💻 سارا');
  });

  test('keeps lines and colours of our own, and nothing else that a caller forgot', () => {
    const ours = '\u001b[31merror:\u001b[39m one\n\ttwo';
    assert.equal(terminalLines(ours), ours);
    assert.equal(
      terminalLines('a\u001b]0;title\u0007b\u001b[2Jc\rd\u009b2Je'),
      'a\\u001b]0;title\\u0007b\\u001b[2Jc\\u000dd\\u009b2Je',
    );
  });

  test('in JSON means the same when it is parsed', () => {
    const value = { name: hostile.filter((each) => each !== '\ud800').join('x'), 'a\u202e': ['\u009b'] };
    const line = jsonLine(value);
    assert.match(line, /^[\x20-\x7e]+$/);
    assert.deepEqual(JSON.parse(line), value);
  });
});

describe('Text for Markdown', () => {
  test('starts no line, link, icon or markup', () => {
    assert.equal(
      escapeMarkdown('# a\r\n- b\rc\u2028d [x](command:y) $(zap) <img> **z** &amp;'),
      '\\# a \\- b c d \\[x\\]\\(command:y\\) \\$\\(zap\\) &lt;img&gt; \\*\\*z\\*\\* &amp;amp;',
    );
    assert.equal(escapeMarkdown('https://evil.example WWW.evil.example'), 'https\\://evil.example WWW\\.evil.example');
    assert.equal(escapeMarkdown('a\u202eb\u009b'), 'a\\\\u202eb\\\\u009b');
  });

  test('in a code span cannot end it, nor the line', () => {
    assert.equal(inlineCode('a\rb\r\nc\nd', '↵'), '`a↵b↵c↵d`');
    assert.equal(inlineCode('\u0085\u2028\u202e', ' '), '`\\u0085\\u2028\\u202e`');
    assert.equal(inlineCode('`` x `', '↵'), '``` `` x ` ```');
    assert.equal(inlineCode(' a ', '↵'), '`  a  `');
    assert.equal(inlineCode('', '↵'), '`  `');
  });

  test('in a fenced block keeps its lines and cannot end it', () => {
    assert.equal(fencedBlock('a\r\n\tb\rc\u009b\n````', 'json'), '`````json\na\n\tb\\u000dc\\u009b\n````\n`````');
    assert.equal(fencedBlock('`a'.repeat(300_000), '').length, 600_008);
  });
});

test('a label of VS Code has no icon and no link that it was not meant to have', () => {
  const label = plainLabel('$(zap) [click](https://evil.example)\nb\u202e');
  assert.ok(!label.includes('$(') && !label.includes(']('));
  assert.match(label, /b\\u202e$/);
});

test('a text is shortened between characters', () => {
  assert.equal(shortened('abc', 3), 'abc');
  assert.equal(shortened('abcd', 3), 'ab…');
  assert.equal(shortened('a👩bc', 3), 'a…');
});
