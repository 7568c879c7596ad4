import 'vscode-jsonrpc/browser';
import { noConsequence } from '../src/mappingEditor/noConsequence.ts';
import { countScope } from '../src/mappingEditor/countScope.ts';
import { planEdit } from '../src/mappingEditor/edits.ts';
import { type PageServices, servePage } from '../src/mappingEditor/pageHost.ts';
import { exportedSchemaText } from '../src/mappingEditor/schemaText.ts';
import { viewOf } from '../src/mappingEditor/viewModel.ts';
import { createJobText } from '../src/job/defaultJob.ts';
import { applyTextEdits } from '../src/job/editJob.ts';
import type { Consequence, EditResult } from '../src/protocol/mappingEditor.ts';
import type { Text } from '../src/protocol/text.ts';
import { connectOver } from '../src/protocol/mappingEditorTransport.ts';
import { mockObjects } from './mockObjects.ts';

/**
 * A host for the mapping editor's page in a plain browser (`npm run webview`): the same view, edits and counting as in VS
 * Code over a text in memory, with a made-up consequence. Undo and redo are on the page's `mock` object; tests set texts there.
 */
class MockHost {
  #text: string;
  #saved: string;
  /** As a cycle would have run with it. */
  readonly #lastRun: string;
  #version = 1;
  /** When a consequence is computed; tests set one that waits. */
  consequenceReady: Promise<unknown> = Promise.resolve();
  readonly #undo: string[] = [];
  readonly #listeners = new Set<(message: unknown) => void>();
  readonly #page;

  constructor(text: string) {
    this.#text = text;
    this.#saved = text;
    this.#lastRun = text;
    const connection = connectOver({
      post: (message) => {
        window.postMessage(message, '*');
      },
      listen: (onMessage) => {
        this.#listeners.add(onMessage);
        return {
          dispose: () => {
            this.#listeners.delete(onMessage);
          },
        };
      },
    });
    this.#page = servePage(connection, this.#services());
  }

  get text(): string {
    return this.#text;
  }

  /** What the page's `acquireVsCodeApi().postMessage` calls. */
  receive(message: unknown): void {
    for (const listener of this.#listeners) listener(message);
  }

  /** The file changes from outside. */
  setText(text: string): void {
    this.#undo.push(this.#text);
    this.#show(text);
  }

  undo(): void {
    const before = this.#undo.pop();
    if (before !== undefined) this.#show(before);
  }

  #show(text: string): void {
    this.#text = text;
    this.#version += 1;
    this.#page.tell(this.#view());
  }

  #view() {
    const unsaved = this.#text !== this.#saved;
    return viewOf(this.#text, {
      version: this.#version,
      editable: !wanted.has('readonly'),
      unsaved,
      lastCycle: '',
      name: 'mock.provisioning.json',
    });
  }

  #services(): PageServices {
    const answer = (message: Text | null, applied = true): EditResult => ({
      applied,
      version: this.#version,
      message,
    });
    return {
      view: () => {
        if (fails('view')) throw new Error('The document could not be read.');
        return this.#view();
      },
      edit: (intent) => {
        if (fails('edit')) return Promise.reject(new Error('The extension host went away.'));
        const { edit, refusal } = planEdit(this.#text, intent);
        if (!edit) return Promise.resolve(answer(refusal, false));
        if (edit.length > 0 || edit.newText !== '') this.setText(applyTextEdits(this.#text, [edit]));
        return Promise.resolve(answer(null));
      },
      save: () => {
        this.#saved = this.#text;
        this.#page.tell(this.#view());
        return Promise.resolve(answer(null));
      },
      samples: (type) =>
        Promise.resolve({
          samples: mockObjects
            .filter((each) => each.type === type)
            .map(({ id, displayName, attributes }) => ({ id, displayName, attributes })),
          message: null,
        }),
      sampleAttributes: (_, id) => Promise.resolve(mockObjects.find((each) => each.id === id)?.attributes ?? null),
      readDirectory: () => Promise.resolve(answer('The directory was read.')),
      countScope: (type, groups) =>
        Promise.resolve(
          countScope(
            groups,
            mockObjects.filter((each) => each.type === type),
          ),
        ),
      consequence: (_, onProgress) => {
        onProgress({ step: 'after', done: 12_000, total: 100_000 });
        return this.consequenceReady.then(() => this.#consequence());
      },
      showConsequence: () => {
        console.info('The host would show the differences.');
      },
      openAsText: (line, beside) => {
        console.info(`The host would open the text at line ${line}${beside ? ' beside' : ''}.`);
      },
      importSchema: () => Promise.resolve(answer('A plain browser has no files to import.', false)),
      exportSchema: () =>
        Promise.resolve(answer(`The schema has ${exportedSchemaText(this.#text).length} characters.`)),
    };
  }

  #consequence(): Consequence {
    if (this.#text === this.#lastRun) return noConsequence('nothingChanged', null);
    const none = { create: 0, createOtherwise: 0, update: 0, disable: 0, delete: 0, skip: 0, failure: 0, none: 0 };
    const counts = { User: { ...none, update: 37, disable: 2 }, Group: none };
    const objects = mockObjects.slice(0, 4).map(({ displayName, type }, index) => ({
      name: displayName,
      type,
      action: index === 0 ? ('disable' as const) : ('update' as const),
      before: 'none' as const,
      destructive: index === 0,
      reason: index === 0 ? 'The user is out of scope: the scoping filter is not met.' : 'An attribute changes.',
      changes:
        index === 0
          ? [{ attribute: 'active', old: 'true', new: 'false' }]
          : [
              { attribute: 'name.givenName', old: displayName, new: displayName.toUpperCase() },
              { attribute: 'title', old: '', new: 'Staff' },
            ],
    }));
    return {
      state: 'computed',
      message: null,
      durationMs: 20,
      counts,
      permanent: 1,
      held: null,
      objects,
      total: 39,
    };
  }
}

/** What the address asks for after `#`; `#readonly` shows a file that can't be changed. */
const wanted = new URLSearchParams(location.hash.slice(1));

/** `#fails=view` or `#fails=edit` makes that request fail as a fault of the host does. */
function fails(request: string): boolean {
  return wanted.get('fails') === request;
}

/** `#mappings=1000&attributes=5000` makes the job that large. */
function jobText(): string {
  const text = createJobText({
    id: 'mock',
    displayName: 'Dropbox (mock)',
    source: { kind: 'sandbox' },
    target: { kind: 'sandbox' },
  });
  const [mappings, attributes] = [Number(wanted.get('mappings') ?? 0), Number(wanted.get('attributes') ?? 0)];
  return mappings + attributes === 0 ? text : largeJob(text, mappings, attributes);
}

/** `#theme=high-contrast-light`, or `light`, `dark`, `high-contrast`; without it the browser's own choice of light or dark. */
function showTheme(): void {
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset['theme'] = wanted.get('theme') ?? (isDark ? 'dark' : 'light');
}

function largeJob(text: string, mappings: number, attributes: number): string {
  const job = JSON.parse(text.replaceAll(/^ *\/\/.*$/gm, '')) as {
    schema: {
      synchronizationRules: { objectMappings: { attributeMappings: object[] }[] }[];
      directories: { objects: { attributes: object[] }[] }[];
    };
  };
  const users = job.schema.synchronizationRules[0]?.objectMappings[0];
  const target = job.schema.directories[1]?.objects[0];
  for (let index = 0; index < attributes; index += 1)
    target?.attributes.push({ name: `extension_${index}`, type: 'String' });
  for (let index = 0; index < mappings; index += 1) {
    const source = { expression: `Append(ToLower([mail]), "${index}")` };
    users?.attributeMappings.push({
      targetAttributeName: `extension_${index}`,
      source,
      flowType: 'Always',
      matchingPriority: 0,
    });
  }
  return JSON.stringify(job, null, 2);
}

/** What VS Code does with keys that a page lets through: later than the page, since it hears of them from another process. */
function playWorkbench(host: MockHost): void {
  window.addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey } = event;
    if (!ctrlKey && !metaKey) return;
    if (key === 'a') setTimeout(selectAll, 20);
    if (key === 'z') {
      event.preventDefault();
      setTimeout(() => {
        host.undo();
      }, 20);
    }
  });
}

/** Selects the text of the field that has the focus, or else of the page. */
function selectAll(): void {
  const field = document.activeElement;
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.select();
  else getSelection()?.selectAllChildren(field ?? document.body);
}

showTheme();
const mock = new MockHost(jobText());
playWorkbench(mock);
Object.assign(window, {
  mock,
  acquireVsCodeApi: () => ({
    postMessage: (message: unknown) => {
      mock.receive(structuredClone(message));
    },
    getState: (): unknown => JSON.parse(sessionStorage.getItem('state') ?? 'null'),
    setState: (state: unknown) => {
      sessionStorage.setItem('state', JSON.stringify(state));
    },
  }),
});
