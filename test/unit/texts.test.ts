import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../support/paths.ts';
import { bundleFile, exportedTexts } from '../support/texts/bundle.ts';
import { sentencesOutside } from '../support/texts/sentencesOutside.ts';
import { textsOf } from '../support/texts/textsOf.ts';

/** Where every sentence is one that can be translated. */
const complete = globSync(
  [
    'src/{extension,decision,engine,entraService,directories,authorization}/**/*.ts',
    'src/{expressions,job,languageServer,mappingEditor}/**/*.ts',
    'webview/**/*.ts',
  ],
  { cwd: root },
)
  .filter((file) => !file.startsWith(join('src', 'engine', 'store'))) // SQL, and what damage is called in details
  .filter((file) => file !== join('src', 'job', 'defaultJob.ts')) // comments in a file that people share
  .filter((file) => !file.startsWith(join('webview', 'mock'))) // plays VS Code for tests
  .sort();

/** What looks like a sentence and isn't translated. */
const known: readonly RegExp[] = [
  /^exit code …$/, // what an operating system tells of a process
  /^sign in with a Microsoft account$/, // stands for a token and is never shown
  /^<!doctype html>/i,
  /\b(SELECT|PRAGMA|DELETE FROM|INSERT INTO)\b/,
  /^(a snapshot file|the snapshot |the sandbox( …)?|…, by the Business API)$/, // stored, and compared with what the job file names
  /^(jobId eq |activityDateTime desc)/, // queries of Graph
  /^(object|attribute) mapping$/, // of a place in Graph's schema
  /^(user principal name|member name|app role)$/, // headings of a file that people bring
  /^(Input filter|Scoping filter …)$/, // what a filter is called where none has a name, in details
  /^… \(Microsoft Graph, from …\)$/, // an address
  /^icon icon-…$/, // classes of an element
  /^input, textarea, /, // elements of a page
  /^ResizeObserver loop$/, // how a browser's own message begins
  /^\w+\(.*"\)?.*\)$/, // an expression, as an example
  /^Hello world!$/, // what one yields
  /^(d{3,4}, dd|MMMM dd)/, // date formats of .NET
  /^\w+\[\w+ eq ".*"\]\./, // attributes of SCIM
  /^, files to …$/, // of the name of a staged delete, which people copy
  /^(entra application|dropbox authorization) $/, // names of stored secrets
  /^(id|applicationTemplateId) eq /, // filters of Graph
  /^(emails|…)\[(type|value) eq /, // SCIM paths
  /\{0,40\}/, // patterns for what a target says in its own words
  /^text\/html; /,
  /^…… \(… more characters\)$|^\(not shown: /, // in quoted requests and responses
  /^The (exchange was ended|target does not support PATCH)/, // errors that never leave their module
  /az ad app|New-MgServicePrincipal|Requires -Modules|--is-fallback/, // scripts that people run, as the commands' own documents have them
];

describe('the texts for translators', () => {
  it('are in l10n/bundle.l10n.json as the programs have them (npm run l10n writes it)', () => {
    const { bundle, unreadable } = exportedTexts();
    assert.deepEqual(unreadable, [], 'each text is written where it is said');
    assert.deepEqual(JSON.parse(readFileSync(bundleFile, 'utf8')), JSON.parse(bundle));
  });

  it('are all there are', () => {
    const outside = complete.flatMap((file) => sentencesOutside(file, readFileSync(join(root, file), 'utf8'), known));
    assert.deepEqual(outside, []);
  });
});

describe('what finds texts', () => {
  const program = [
    "t('One {0}.', 1);",
    "vscode.l10n.t(many ? 'Many.' : 'Few.');",
    "log(`${t('Inner text.')} and more`, 'Not translated.', new Error('Never shown to anybody.'));",
    'text`Left the scope: ${cause} (${count}).`;',
    't(chosen);',
    "t('Outer {0}', name(`and more`));",
    "h('p', { class: 'grid row', 'A name': '', title: 'Read aloud' });",
  ].join('\n');

  it('reads calls and tagged templates, and says where it can’t', () => {
    const { templates, unreadable } = textsOf('a.ts', program);
    const expected = ['One {0}.', 'Many.', 'Few.', 'Inner text.', 'Left the scope: {0} ({1}).', 'Outer {0}'];
    assert.deepEqual([...templates].sort(), expected.sort());
    assert.deepEqual(unreadable, ['a.ts:5']);
  });

  it('finds sentences beside them', () => {
    assert.deepEqual(sentencesOutside('a.ts', program, [/^… and/]), [
      'a.ts:3: Not translated.',
      'a.ts:6: and more',
      'a.ts:7: Read aloud',
    ]);
  });
});
