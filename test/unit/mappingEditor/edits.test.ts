import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createScanner } from 'jsonc-parser';
import { planEdit } from '../../../src/mappingEditor/edits.ts';
import { exportedSchemaText } from '../../../src/mappingEditor/schemaText.ts';
import { viewOf } from '../../../src/mappingEditor/viewModel.ts';
import { decodeDocument } from '../../../src/job/decodeDocument.ts';
import { applyTextEdits, type TextEdit } from '../../../src/job/editJob.ts';
import { readJob } from '../../../src/job/readJob.ts';
import { type EditIntent, isEditIntent } from '../../../src/protocol/mappingEditorIntents.ts';
import { english } from '../../../src/protocol/text.ts';
import { anyState, livedInJob, newJob, readyView, shortJob } from './documents.ts';

const users = { rule: 0, index: 0 };

function edited(text: string, intent: EditIntent): string {
  const { edit, refusal } = planEdit(text, intent);
  assert.ok(edit, english(refusal ?? ''));
  return applyTextEdits(text, [edit]);
}

function refusalOf(text: string, intent: EditIntent): string {
  const { refusal } = planEdit(text, intent);
  assert.ok(refusal !== null, 'the intent is refused');
  return english(refusal);
}

function targets(text: string): readonly string[] {
  return readyView(text).objectMappings[0]?.mappings.map(({ target }) => target) ?? [];
}

function commentsIn(text: string): readonly string[] {
  const scanner = createScanner(text, false);
  const comments: string[] = [];
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const token = text.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + scanner.getTokenLength());
    if (token.startsWith('//') || token.startsWith('/*')) comments.push(token);
  }
  return comments;
}

describe('Edits of the mapping editor', () => {
  it('changes one member and nothing else', () => {
    const after = edited(livedInJob, {
      kind: 'changeMapping',
      at: { ...users, mapping: 0, target: 'userName' },
      changes: { matchingPriority: 2 },
    });
    assert.equal(after, livedInJob.replace('"matchingPriority": 1', '"matchingPriority": 2'));
  });

  it('writes the default schema out with the first change of a job file that leaves it out', () => {
    const intent: EditIntent = {
      kind: 'changeMapping',
      at: { ...users, mapping: 0, target: 'userName' },
      changes: { expression: 'ToLower([userPrincipalName])' },
    };
    const after = edited(shortJob, intent);
    assert.ok(after.startsWith(shortJob.slice(0, shortJob.indexOf('"target"'))));
    assert.deepEqual(commentsIn(after), commentsIn(shortJob));
    const { job } = readJob(after);
    const { job: expected } = readJob(edited(newJob, intent));
    assert.deepEqual(job?.schema, expected?.schema);

    const renamed = edited(shortJob, { kind: 'changeSettings', changes: { displayName: 'Short' } });
    assert.ok(!renamed.includes('"schema"'), 'other settings leave the schema to the default');
    assert.deepEqual(JSON.parse(exportedSchemaText(shortJob)), JSON.parse(exportedSchemaText(newJob)));
  });

  it('derives the parsed form anew when the file has one', () => {
    const after = edited(livedInJob, {
      kind: 'changeMapping',
      at: { ...users, mapping: 1, target: 'active' },
      changes: { expression: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")' },
    });
    const { problems, job } = readJob(after);
    assert.ok(job, JSON.stringify(problems));
    assert.ok(!problems.some(({ code }) => code === 'stale-parsed-form'));
    const source = job.schema.synchronizationRules[0]?.objectMappings[0]?.attributeMappings[1]?.source;
    assert.equal(source?.name, 'Switch');
    assert.equal(source.parameters?.length, 5);
  });

  it('drops the parsed form when the new expression has none', () => {
    const after = edited(livedInJob, {
      kind: 'changeMapping',
      at: { ...users, mapping: 1, target: 'active' },
      changes: { expression: 'Not([IsSoftDeleted]' },
    });
    assert.ok(after.includes('"source": { "expression": "Not([IsSoftDeleted]" }'), after);
  });

  it('adds a mapping on a line of its own, in the indentation and with the line ends of the file', () => {
    const after = edited(livedInJob, {
      kind: 'addMapping',
      at: users,
      mapping: { target: 'displayName', expression: '[mail]' },
    });
    assert.match(after, /"defaultValue": "none" },?[^]*"targetAttributeName": "displayName"/);
    assert.ok(!/[^\r]\n/.test(after), 'every line ends with CR LF');
    assert.deepEqual(targets(after), ['userName', 'active', 'externalId', 'title', 'displayName']);
    assert.deepEqual(commentsIn(after), commentsIn(livedInJob));
  });

  it('moves a mapping with the comments that belong to it', () => {
    const after = edited(livedInJob, { kind: 'moveMapping', at: { ...users, mapping: 0, target: 'userName' }, to: 2 });
    assert.deepEqual(targets(after), ['active', 'externalId', 'userName', 'title']);
    assert.match(after, /\/\/ who they are\r\n[^\r]*"userName"[^\r]*\/\/ matched/);
    assert.deepEqual(commentsIn(after).toSorted(), commentsIn(livedInJob).toSorted());
  });

  it('removes a mapping with its comments and leaves those of the others', () => {
    const after = edited(livedInJob, { kind: 'removeMapping', at: { ...users, mapping: 1, target: 'active' } });
    assert.deepEqual(targets(after), ['userName', 'externalId', 'title']);
    const gone = commentsIn(livedInJob).filter((comment) => !commentsIn(after).includes(comment));
    assert.deepEqual(gone, ['/* see above */']);
  });

  it('duplicates a mapping as it is written, without its matching priority', () => {
    const after = edited(livedInJob, { kind: 'duplicateMapping', at: { ...users, mapping: 0, target: 'userName' } });
    assert.deepEqual(targets(after), ['userName', 'userName', 'active', 'externalId', 'title']);
    assert.deepEqual(
      readyView(after).objectMappings[0]?.mappings.map(({ matchingPriority }) => matchingPriority),
      [1, 0, 0, 0, 0],
    );
  });

  it('refuses to lose the last matching attribute, in every way there is', () => {
    const at = { ...users, mapping: 0, target: 'userName' };
    const intents: readonly EditIntent[] = [
      { kind: 'removeMapping', at },
      { kind: 'changeMapping', at, changes: { matchingPriority: 0 } },
      { kind: 'changeMapping', at, changes: { expression: null } },
    ];
    for (const intent of intents) assert.match(refusalOf(livedInJob, intent), /last matching attribute.*created again/);
  });

  it('refuses an intent that was meant for another text', () => {
    const at = { ...users, mapping: 1, target: 'userName' };
    assert.match(refusalOf(livedInJob, { kind: 'removeMapping', at }), /changed meanwhile/);
    assert.match(refusalOf('{ "a": ', { kind: 'changeSettings', changes: { scope: 'all' } }), /not valid JSON/);
  });

  it('writes clauses without touching the groups and clauses that stay', () => {
    const clause = { attribute: 'department', operator: 'EQUALS', values: ['Sales'] };
    const grown = edited(livedInJob, {
      kind: 'setScope',
      at: users,
      groups: [{ name: 'sales', clauses: [clause, { attribute: 'mail', operator: 'IS NOT NULL', values: [] }] }],
    });
    assert.deepEqual(commentsIn(grown), commentsIn(livedInJob));
    assert.ok(grown.includes('"x": 1'));
    assert.ok(grown.includes('"targetOperand": null'));
    const back = edited(grown, { kind: 'setScope', at: users, groups: [{ name: 'sales', clauses: [clause] }] });
    assert.equal(back, livedInJob);
  });

  it('makes the scope and the settings that the file leaves out', () => {
    const withScope = edited(newJob, {
      kind: 'setScope',
      at: users,
      groups: [{ name: 'g', clauses: [{ attribute: 'department', operator: 'EQUALS', values: ['x'] }] }],
    });
    assert.equal(readJob(withScope).job?.schema.synchronizationRules[0]?.objectMappings[0]?.scope?.groups?.length, 1);
    const [status, digest, email] = ['on', 'daily', 'a@b.example'] as const;
    const settings = { status, email, threshold: 7, preventDeletions: false, digest, includeNames: true };
    const after = edited(livedInJob, { kind: 'changeSettings', changes: settings });
    const { job } = readJob(after);
    assert.equal(job?.provisioning.status, 'on');
    const { notification } = job.provisioning;
    assert.deepEqual([notification.email, notification.digest, notification.includeNames], [email, digest, true]);
    assert.equal(job.provisioning.accidentalDeletionPrevention.enabled, false);
    assert.equal(job.provisioning.accidentalDeletionPrevention.threshold, 7);
    assert.match(
      refusalOf(livedInJob, { kind: 'changeSettings', changes: { interval: 'P1M' } }),
      /counts years, months/,
    );
    assert.match(
      refusalOf(livedInJob, { kind: 'changeSettings', changes: { email: 'iam' } }),
      /is not an email address/,
    );
  });

  it('keeps what it writes when a setting is already so', () => {
    assert.equal(
      edited(livedInJob, { kind: 'changeSettings', changes: { status: 'off', scope: 'assigned' } }),
      livedInJob,
    );
    assert.equal(
      edited(livedInJob, { kind: 'changeObjectMapping', at: users, changes: { create: true, enabled: true } }),
      livedInJob,
    );
  });

  it('writes flow types as the file does', () => {
    const after = edited(livedInJob, { kind: 'changeObjectMapping', at: users, changes: { delete: true } });
    assert.ok(after.includes('"flowTypes": "Add, Update, Delete"'));
    const none = edited(livedInJob, {
      kind: 'changeObjectMapping',
      at: users,
      changes: { create: false, update: false },
    });
    assert.ok(none.includes('"flowTypes": "None"'));
  });

  it('defines, renames and removes target attributes', () => {
    const place = { directory: 'Dropbox', object: 'User' };
    const grown = edited(livedInJob, {
      kind: 'addAttribute',
      ...place,
      attribute: { name: 'nickName', type: 'String', multivalued: false, required: false, caseExact: true },
    });
    assert.ok(grown.includes('{ "name": "nickName", "type": "String", "caseExact": true }'));
    const renamed = edited(livedInJob, {
      kind: 'changeAttribute',
      at: { ...place, index: 4, name: 'title' },
      changes: { name: 'jobTitle' },
    });
    assert.deepEqual(targets(renamed), ['userName', 'active', 'externalId', 'jobTitle']);
    assert.match(
      refusalOf(livedInJob, { kind: 'removeAttribute', at: { ...place, index: 4, name: 'title' } }),
      /is mapped/,
    );
    assert.equal(edited(grown, { kind: 'removeAttribute', at: { ...place, index: 5, name: 'nickName' } }), livedInJob);
  });

  it('restores the mappings of a new job', () => {
    const at = { ...users, mapping: 3, target: 'name.givenName' };
    const changed = edited(newJob, { kind: 'removeMapping', at });
    const restored = edited(changed, { kind: 'restoreDefaults', at: users });
    assert.deepEqual(targets(restored), targets(newJob));
    assert.match(refusalOf(livedInJob, { kind: 'restoreDefaults', at: users }), /no default mappings for "User"/);
  });

  it('changes nothing else in a schema as the portal exports it', () => {
    for (const file of exportedSchemas()) {
      const { rule, index, mappings } = readyView(file).objectMappings[0] ?? assert.fail('there are mappings');
      for (const mapping of [0, Math.floor(mappings.length / 2), mappings.length - 1]) {
        const target = mappings[mapping]?.target ?? '';
        const at = { rule, index, mapping, target };
        const after = edited(file, { kind: 'changeMapping', at, changes: { defaultValue: 'only this' } });
        const expected = parsedSchema(file);
        const changed = expected.synchronizationRules[rule]?.objectMappings[index]?.attributeMappings[mapping];
        assert.ok(changed);
        changed.defaultValue = 'only this';
        assert.deepEqual(parsedSchema(after), expected);
      }
    }
  });

  it('gives the file back byte for byte when every edit of a sequence is undone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(newJob, livedInJob, shortJob, compact(newJob), exportedSchemaText(livedInJob)),
        fc.array(anyMove, { maxLength: 12 }),
        (file, moves) => {
          let text = file;
          const undo: TextEdit[] = [];
          for (const move of moves) {
            const intent = move(text);
            assert.ok(intent === null || isEditIntent(JSON.parse(JSON.stringify(intent))), 'intents pass the border');
            const plan = intent && planEdit(text, intent);
            if (!plan?.edit) continue;
            undo.push(inverse(text, plan.edit));
            text = applyTextEdits(text, [plan.edit]);
            assert.equal(readyView(text).state, 'ready');
            assert.ok(text.includes('"x-owner"') === file.includes('"x-owner"'), 'unknown members survive');
          }
          for (const edit of undo.toReversed()) text = applyTextEdits(text, [edit]);
          assert.equal(text, file);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('loses no comment in any sequence of edits that removes nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(change, add, move, settings), { maxLength: 12 }), (moves) => {
        let text = livedInJob;
        for (const next of moves) {
          const intent = next(text);
          const plan = intent && planEdit(text, intent);
          if (plan?.edit) text = applyTextEdits(text, [plan.edit]);
        }
        assert.deepEqual(commentsIn(text).toSorted(), commentsIn(livedInJob).toSorted());
      }),
      { numRuns: 60 },
    );
  });
});

/** Schemas as the portal exports them: one of our own, and real ones where they are beside this checkout. */
function exportedSchemas(): readonly string[] {
  const folder = new URL('../../../../shared/reference/exported-schemas/', import.meta.url);
  const real = existsSync(folder) ? globSync('*.json', { cwd: folder }) : [];
  const texts = real.map((name) => decodeDocument(readFileSync(new URL(name, folder))));
  return [exportedSchemaText(newJob), ...texts.filter((text) => viewOf(text, anyState).state === 'ready')];
}

interface ParsedSchema {
  readonly synchronizationRules: readonly {
    readonly objectMappings: readonly { readonly attributeMappings: { defaultValue: unknown }[] }[];
  }[];
}

function parsedSchema(text: string): ParsedSchema {
  return JSON.parse(text) as ParsedSchema;
}

type Move = (text: string) => EditIntent | null;

/** A text with a random mapping of it, chosen by a number. */
function atMapping(text: string, seed: number) {
  const { mappings } = readyView(text).objectMappings[0] ?? { mappings: [] };
  const mapping = seed % Math.max(mappings.length, 1);
  const target = mappings[mapping]?.target;
  return target === undefined ? null : { ...users, mapping, target };
}

function onMapping(seed: number, make: (at: NonNullable<ReturnType<typeof atMapping>>) => EditIntent): Move {
  return (text) => {
    const at = atMapping(text, seed);
    return at && make(at);
  };
}

const anyText = fc.oneof(
  fc.constantFrom('[mail]', '"a // b"', 'ToLower([mail])', 'Append(', ''),
  fc.string({ unit: 'binary' }),
);
const change = fc
  .tuple(
    fc.nat(50),
    fc.record(
      {
        target: anyText,
        expression: fc.option(anyText),
        matchingPriority: fc.nat(3),
        defaultValue: fc.option(anyText),
        flowNullValues: fc.boolean(),
        flowType: fc.constantFrom('Always' as const, 'ObjectAddOnly' as const),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([seed, changes]) => onMapping(seed, (at) => ({ kind: 'changeMapping', at, changes })));
const add = fc
  .record({ target: anyText, expression: fc.option(anyText) })
  .map((mapping): Move => () => ({ kind: 'addMapping', at: users, mapping }));
const move = fc
  .tuple(fc.nat(50), fc.nat(8))
  .map(([seed, to]) => onMapping(seed, (at) => ({ kind: 'moveMapping', at, to })));
const settings = fc
  .record({ email: anyText, threshold: fc.nat(1000), status: fc.constantFrom('on' as const, 'off' as const) })
  .map((changes): Move => () => ({ kind: 'changeSettings', changes }));
const remove = fc.nat(50).map((seed) => onMapping(seed, (at) => ({ kind: 'removeMapping', at })));
const duplicate = fc.nat(50).map((seed) => onMapping(seed, (at) => ({ kind: 'duplicateMapping', at })));
const scope = fc
  .array(
    fc.record({
      name: anyText,
      clauses: fc.array(
        fc.record({
          attribute: anyText,
          operator: fc.constantFrom('EQUALS', 'IS NULL', 'REGEX MATCH'),
          values: fc.array(anyText, { maxLength: 2 }),
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 3 },
  )
  .map((groups): Move => () => ({ kind: 'setScope', at: users, groups }));
const restore = fc.constant<Move>(() => ({ kind: 'restoreDefaults', at: users }));
const anyMove = fc.oneof(change, add, move, settings, remove, duplicate, scope, restore);

function inverse(text: string, { offset, length, newText }: TextEdit): TextEdit {
  return { offset, length: newText.length, newText: text.slice(offset, offset + length) };
}

function compact(text: string): string {
  return JSON.stringify(JSON.parse(text.replaceAll(/^ *\/\/.*$/gm, '')));
}
