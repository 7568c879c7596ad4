import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import { after, before, describe, it } from '../support/hostTest.ts';
import type { SandboxProcess } from '../support/sandbox.ts';
import { jobText, jobWith } from '../unit/languageServer/jobText.ts';

const sandbox = JSON.parse(process.env['DROPBOX_PROVISIONING_TEST_SANDBOX'] ?? '{}') as SandboxProcess;
const sound = jobWith('Join(\\" \\", [givenName], ToLower([surname]))');

/** Asks VS Code for what its features answer at a document, as extensions and the editor do. */
function ask<T>(feature: string, uri: vscode.Uri, ...args: readonly unknown[]): Thenable<T> {
  return vscode.commands.executeCommand<T>(`vscode.execute${feature}`, uri, ...args);
}

/** Opens a text, or a file's bytes, as a file of the workspace. */
async function open(name: string, content: string | Uint8Array): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  const uri = vscode.Uri.joinPath(folder, name);
  await vscode.workspace.fs.writeFile(uri, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  return vscode.workspace.openTextDocument(uri);
}

async function replace(document: vscode.TextDocument, old: string, text: string): Promise<void> {
  const start = document.getText().indexOf(old);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + old.length));
  edit.replace(document.uri, range, text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

function ourProblems({ uri }: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Dropbox Provisioning');
}

describe('the language features of a job file', () => {
  let document: vscode.TextDocument;
  const at = (text: string, inside = 0): vscode.Position =>
    document.positionAt(document.getText().indexOf(text) + inside);
  const whole = (): vscode.Range => new vscode.Range(0, 0, document.lineCount, 0);

  before(async () => {
    document = await open('language.provisioning.json', sound);
    await eventually('the language server', async () => {
      const hovers = await ask<vscode.Hover[]>('HoverProvider', document.uri, at('ToLower', 2));
      const texts = hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]).map(({ value }) => value);
      return texts.some((text) => text.includes('ToLower(source'));
    });
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(document.uri);
  });

  it('find problems as they are typed, and a quick fix removes them', async () => {
    await replace(document, 'ToLower', 'ToLowr');
    const problem = await eventually('the problem', () => ourProblems(document)[0]);
    assert.equal(document.getText(problem.range), 'ToLowr');
    const actions = await ask<vscode.CodeAction[]>('CodeActionProvider', document.uri, problem.range);
    const fix = actions.find(({ title }) => title === 'Change to ToLower');
    assert.ok(fix?.edit, actions.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(document.getText(), sound);
    await eventually('no problems', () => ourProblems(document).length === 0);
  });

  it('complete functions and attributes inside the JSON string', async () => {
    const { items } = await ask<vscode.CompletionList>('CompletionItemProvider', document.uri, at('[surname]', 1));
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(labels.includes('mail'), labels.join());
    const inside = await ask<vscode.CompletionList>('CompletionItemProvider', document.uri, at('ToLower', 3));
    assert.ok(inside.items.some(({ label }) => label === 'ToUpper'));
  });

  it('complete target attributes and each fixed word once', async () => {
    await replace(document, '"displayName", "source"', '"title", "flowBehavior": "", "source"');
    const target = await ask<vscode.CompletionList>('CompletionItemProvider', document.uri, at('"title", "flow', 1));
    assert.ok(target.items.some(({ label }) => label === 'displayName'));
    const words = await ask<vscode.CompletionList>('CompletionItemProvider', document.uri, at('"flowBehavior": "', 17));
    const labels = words.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.equal(labels.filter((label) => label.includes('FlowAlways')).length, 1, labels.join());
    await replace(document, '"title", "flowBehavior": "", "source"', '"displayName", "source"');
    assert.equal(document.getText(), sound);
  });

  it('show the signature of the call at the cursor', async () => {
    const position = at('[givenName], ToLower', 3);
    const help = await ask<vscode.SignatureHelp>('SignatureHelpProvider', document.uri, position, '(');
    assert.match(help.signatures[0]?.label ?? '', /^Join\(separator/);
    assert.ok((help.signatures[0]?.activeParameter ?? help.activeParameter) > 0);
  });

  it('go to the definition of an attribute and find its uses', async () => {
    const position = at('[surname]', 3);
    const definitions = await ask<vscode.Location[]>('DefinitionProvider', document.uri, position);
    assert.equal(
      definitions[0] && document.lineAt(definitions[0].range.start.line).text.includes('"name": "surname"'),
      true,
    );
    const uses = await ask<vscode.Location[]>('ReferenceProvider', document.uri, position);
    assert.deepEqual(
      uses.map(({ range }) => document.getText(range)),
      ['surname', 'surname'],
    );
  });

  it('rename an attribute across mappings, filters and its definition', async () => {
    const edit = await ask<vscode.WorkspaceEdit>('DocumentRenameProvider', document.uri, at('[mail]', 2), 'email');
    assert.equal(edit.get(document.uri).length, 3);
  });

  it('outline, fold and colour the document', async () => {
    const symbols = await ask<vscode.DocumentSymbol[]>('DocumentSymbolProvider', document.uri);
    const rule = symbols.find(({ name }) => name === 'Users to Dropbox');
    assert.deepEqual(
      rule?.children[0]?.children.map(({ name }) => name),
      ['userName', 'displayName'],
    );
    const folds = await ask<vscode.FoldingRange[]>('FoldingRangeProvider', document.uri);
    assert.ok(folds.some(({ start }) => document.lineAt(start + 1).text.includes('"Users to Dropbox"')));
    const { tokenTypes } = await vscode.commands.executeCommand<vscode.SemanticTokensLegend>(
      'vscode.provideDocumentSemanticTokensLegend',
      document.uri,
    );
    const { data } = await vscode.commands.executeCommand<vscode.SemanticTokens>(
      'vscode.provideDocumentSemanticTokens',
      document.uri,
    );
    const types = Array.from({ length: data.length / 5 }, (_, index) => tokenTypes[data[index * 5 + 3] ?? -1]);
    assert.deepEqual([...new Set(types)].sort(), ['function', 'property', 'string']);
  });

  it('format expressions and nothing else', async () => {
    await replace(document, 'ToLower([surname])', 'ToLower( [surname] )');
    const edits = await ask<vscode.TextEdit[]>('FormatDocumentProvider', document.uri, {
      tabSize: 2,
      insertSpaces: true,
    });
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    await vscode.workspace.applyEdit(edit);
    assert.equal(document.getText(), sound);
  });

  it('mend mappings, and the letter case of a whole document', async () => {
    await replace(document, '"matchingPriority": 1', '"matchingPriority": 0');
    const problem = await eventually('the problem', () => ourProblems(document)[0]);
    const fixes = await ask<vscode.CodeAction[]>('CodeActionProvider', document.uri, problem.range);
    const match = fixes.find(({ title }) => title === 'Match on "userName"');
    assert.ok(match?.edit, fixes.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(match.edit);
    assert.equal(document.getText(), sound);

    await replace(document, 'ToLower([surname])', 'tolower([Surname])');
    const kind = vscode.CodeActionKind.SourceFixAll.value;
    const [all] = await ask<vscode.CodeAction[]>('CodeActionProvider', document.uri, whole(), kind);
    assert.ok(all?.edit);
    await vscode.workspace.applyEdit(all.edit);
    assert.equal(document.getText(), sound);
  });

  it('explain bare words and comparisons', async () => {
    await replace(document, 'ToLower([surname])', 'IIF([mail]=1, IgnoreAttributeFlow, 2)');
    for (const [text, meaning] of [
      ['=1', 'both sides are equal'],
      ['IgnoreAttribute', 'leaves the target attribute alone'],
    ] as const) {
      const hovers = await ask<vscode.Hover[]>('HoverProvider', document.uri, at(text));
      const texts = hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]).map(({ value }) => value);
      assert.ok(texts.join().includes(meaning), texts.join());
    }
    await replace(document, 'IIF([mail]=1, IgnoreAttributeFlow, 2)', 'ToLower([surname])');
  });

  it('show what expressions yield for the chosen sample user', async () => {
    assert.deepEqual(await ask('InlayHintProvider', document.uri, whole()), []);
    await vscode.commands.executeCommand('dropboxProvisioning.selectJob', vscode.Uri.file(sandbox.job));
    await vscode.commands.executeCommand('dropboxProvisioning.refresh');
    const id = await sandboxUser('Adele Vance');
    const job = { kind: 'job', id: 'job', uri: vscode.Uri.file(sandbox.job), parent: null };
    const node = { kind: 'object', id, parent: job, object: { id, displayName: 'Adele Vance' } };
    await vscode.commands.executeCommand('dropboxProvisioning.chooseSampleUser', node);
    const hints = await ask<vscode.InlayHint[]>('InlayHintProvider', document.uri, whole());
    assert.deepEqual(
      hints.map(({ label }) => label),
      ['→ "adele.vance@contoso.com"', '→ "Adele vance"'],
    );
    const lenses = await ask<vscode.CodeLens[]>('CodeLensProvider', document.uri, 10);
    assert.ok(lenses.some(({ command }) => command?.title === 'Evaluate on Adele Vance'));
  });

  it('come back, sample and all, when the server dies', async () => {
    const pids = serverPids();
    assert.equal(pids.length, 1, 'one server of its own process');
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await eventually('another server', () => serverPids().some((pid) => !pids.includes(pid)));
    const hints = await eventually('the hints', async () => {
      const found = await ask<vscode.InlayHint[]>('InlayHintProvider', document.uri, whole());
      return found.length > 0 ? found : null;
    });
    assert.equal(hints[1]?.label, '→ "Adele vance"');
  });
});

describe('the language features of an exported schema', () => {
  it('are there for any JSON file with rules and directories, in UTF-16 as the portal writes it, and for no other', async () => {
    const { schema } = JSON.parse(jobText()) as { schema: unknown };
    const text = JSON.stringify(schema).replace('[givenName]', '[givnName]');
    const exported = await open('exported.json', Buffer.from(`\uFEFF${text}`, 'utf16le'));
    const other = await open('other.json', '{ "name": "[givnName]" }');
    try {
      const problem = await eventually('the problem', () => ourProblems(exported)[0]);
      assert.equal(exported.getText(problem.range), '[givnName]');
      assert.deepEqual(ourProblems(other), []);
      const formatters = await ask<vscode.TextEdit[] | undefined>('FormatDocumentProvider', other.uri, { tabSize: 2 });
      assert.notEqual(formatters?.length, 0, 'VS Code still formats other JSON');
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      for (const { uri } of [exported, other]) await vscode.workspace.fs.delete(uri);
    }
  });
});

/** The language servers among this extension host's child processes, as Linux lists them. */
function serverPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const parent = /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
        const isOurs = parent === String(process.pid);
        return isOurs && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('languageServer.mjs');
      } catch {
        return false; // a process that ended meanwhile
      }
    })
    .map(Number);
}

/** The object id of a user of the sandbox's directory. */
async function sandboxUser(displayName: string): Promise<string> {
  const { baseAddress, token } = sandbox.source;
  const query = new URLSearchParams({ $filter: `displayName eq '${displayName}'`, $select: 'id' });
  const answer = await fetch(`${baseAddress}/users?${query.toString()}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { value } = (await answer.json()) as { value: readonly { id: string }[] };
  assert.ok(value[0], `${displayName} is in the sandbox`);
  return value[0].id;
}
