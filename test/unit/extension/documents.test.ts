import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectionDocument, failedStep } from '../../../src/extension/connection/connectionDocument.ts';
import { explainDocument } from '../../../src/extension/explain/explainDocument.ts';
import { eventDocument } from '../../../src/extension/logs/eventDocument.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import { escapeMarkdown, fencedBlock } from '../../../src/protocol/safeText.ts';
import { codeSpan } from '../../../src/extension/support/markdown.ts';
import type { ConnectionReport } from '../../../src/protocol/connectionReport.ts';
import type { HttpExchange } from '../../../src/protocol/provisioning.ts';
import { decision, event } from './samples.ts';

const exchange: HttpExchange = {
  request: { method: 'POST', url: 'https://www.dropbox.com/scim/v2/Users', headers: {}, body: '{"userName":"ada"}' },
  response: { status: 409, headers: {}, body: '{"detail":"uniqueness"}' },
  networkError: null,
};

describe('an event document', () => {
  it('holds steps, modified properties, reason and what to do', () => {
    const reason = { code: 'SeatLimit', message: 'No licence is left.', recommendedAction: 'Buy one.' };
    const text = eventDocument(event({ status: 'failure', reason }), inEnglish);
    for (const part of [
      '✗ Failure',
      'No licence is left',
      'Buy one',
      '1. ✓ **Export**',
      '| `userName` | – | `ada@contoso.com` |',
    ])
      assert.ok(text.includes(part), part);
    assert.ok(!text.includes('## Request'), 'nothing is shown of an exchange that is not there');
  });

  it('shows the request that failed and its answer', () => {
    const text = eventDocument(event({ status: 'failure', exchange }), inEnglish);
    assert.ok(text.includes('POST https://www.dropbox.com/scim/v2/Users'));
    assert.ok(text.includes('HTTP 409') && text.includes('"detail": "uniqueness"'));
  });

  it('says that no answer came', () => {
    const text = eventDocument(
      event({ exchange: { ...exchange, response: null, networkError: 'ECONNRESET' } }),
      inEnglish,
    );
    assert.match(text, /No response: ECONNRESET/);
  });
});

describe('an explanation', () => {
  it('says what the next sync does, and warns when it takes an account away', () => {
    assert.match(explainDocument(decision(), inEnglish), /The next sync will: \*\*Create\*\*/);
    const text = explainDocument(decision({ action: 'disable', destructive: true }), inEnglish);
    assert.match(text, /account is deleted permanently/);
    assert.match(explainDocument(decision({ action: 'skip', failed: true }), inEnglish), /cannot be provisioned/);
  });
});

describe('a connection report', () => {
  const report: ConnectionReport = {
    succeeded: false,
    steps: [
      {
        side: 'source',
        id: 'address',
        title: 'Address',
        status: 'passed',
        detail: 'Answers.',
        recommendedAction: null,
        exchange: null,
      },
      {
        side: 'target',
        id: 'authentication',
        title: 'Authentication',
        status: 'failed',
        detail: 'The token was refused.',
        recommendedAction: 'Enter a new token.',
        exchange,
      },
    ],
  };

  it('lists each step with what was found, what to do, and the exchange', () => {
    const text = connectionDocument('Dropbox', report, inEnglish);
    for (const part of [
      '| ✓\u00a0Address | Answers.',
      '| ✗\u00a0Authentication | The token was refused',
      '**What to do**: Enter a new token',
      'HTTP 409',
    ])
      assert.ok(text.includes(part), part);
  });

  it('names the first step that failed', () => {
    assert.equal(failedStep(report, inEnglish), 'Target, Authentication: The token was refused. Enter a new token.');
    assert.equal(failedStep({ succeeded: true, steps: [] }, inEnglish), null);
  });
});

describe('Markdown from values of a directory', () => {
  it('shows text as it is', () => {
    assert.equal(escapeMarkdown('a|b *c* <i> [x](y)\nz'), 'a\\|b \\*c\\* &lt;i&gt; \\[x\\]\\(y\\) z');
  });

  it('cannot be closed from within', () => {
    assert.equal(codeSpan('a`b'), '``a`b``');
    assert.equal(codeSpan('`'), '`` ` ``');
    assert.match(fencedBlock('x\n```\n# y', 'http'), /^````http\n[^]*\n````$/);
  });
});
