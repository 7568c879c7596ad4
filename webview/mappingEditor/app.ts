import type { EditResult } from '../../src/protocol/mappingEditor.ts';
import type { EditIntent } from '../../src/protocol/mappingEditorIntents.ts';
import type { EditorView, ReadyView } from '../../src/protocol/mappingEditorView.ts';
import type { LiveText } from '../components/liveText.ts';
import { type Tabs, tabs } from '../components/tabs.ts';
import { h } from '../h.ts';
import { attributePanel } from './attributePanel.ts';
import { brokenState } from './brokenState.ts';
import { consequenceBar } from './consequenceBar.ts';
import {
  attributesOf,
  type EditorActions,
  type EditorContext,
  type Intended,
  objectTypeOf,
  type Section,
} from './editorContext.ts';
import { header } from './header.ts';
import type { HostClient } from './hostClient.ts';
import { mappingDetails } from './mappingDetails.ts';
import { type MappingTable, mappingTable } from './mappingTable.ts';
import { messageBanner } from './messageBanner.ts';
import type { PageState, Selection } from './pageState.ts';
import { SampleStore } from './sampleStore.ts';
import { scopePanel } from './scopePanel.ts';
import { settingsPanel } from './settingsPanel.ts';
import { figure, say, t } from '../language.ts';

/** The page: holds the view and the person's place in it, and brings the parts up to date when one of them changes. */
export class App implements EditorActions {
  readonly host: HostClient;
  readonly #keep: (state: PageState) => void;
  readonly #typing = new Map<string, LiveText>();
  readonly #message = messageBanner();
  readonly #announcement = h('p', { class: 'visually-hidden', role: 'status' });
  readonly #broken;
  readonly #editor = h('main', { hidden: true });
  readonly #sections: readonly Section[];
  readonly #table: MappingTable;
  readonly #tabs: Tabs;
  #state: PageState;
  #view: EditorView | null = null;
  /** The last view that came; not shown while it is older than what the person sees. */
  #latest: EditorView | null = null;
  #context: EditorContext | null = null;
  /** Edits that the host has not answered yet; views that come meanwhile are older than what the person sees. */
  #editing = 0;
  #minimumVersion = 0;
  #lastEdit: Promise<unknown> = Promise.resolve();
  readonly #waiting: (() => void)[] = [];
  readonly #samples: SampleStore;

  constructor(host: HostClient, state: PageState, keep: (state: PageState) => void) {
    this.host = host;
    this.#state = state;
    this.#keep = keep;
    this.#broken = brokenState(host);
    this.#samples = new SampleStore(
      host,
      () => {
        this.#render();
      },
      (failure) => {
        this.announce(failureText(failure));
      },
    );
    const top = header(this);
    const details = mappingDetails(this, () => {
      table.focus();
    });
    const table = mappingTable(this, (focus) => {
      details.focus(focus);
    });
    this.#table = table;
    const scope = scopePanel(this);
    const settings = settingsPanel(this);
    const attributes = attributePanel(this);
    const bottom = consequenceBar(this);
    this.#tabs = tabs(
      t('Parts of the job'),
      [
        {
          id: 'mappings',
          title: t('Attribute Mappings'),
          content: h('div', { class: 'split' }, table.element, details.element),
        },
        { id: 'scope', title: t('Scoping Filter'), content: scope.element },
        { id: 'settings', title: t('Settings'), content: settings.element },
        { id: 'attributes', title: t('Target Attributes'), content: attributes.element },
      ],
      (tab) => {
        const chosen = (['mappings', 'scope', 'settings', 'attributes'] as const).find((each) => each === tab);
        if (chosen) this.remember({ tab: chosen });
      },
    );
    this.#sections = [top, table, details, scope, settings, attributes, bottom];
    this.#editor.append(top.element, this.#message.element, this.#tabs.element, bottom.element);
  }

  /** What the page consists of. */
  get elements(): readonly HTMLElement[] {
    return [this.#editor, this.#broken.element, this.#announcement];
  }

  readonly typing = {
    add: (key: string, field: LiveText): void => {
      const typed = this.#typing.get(key)?.typed() ?? null;
      this.#typing.set(key, field);
      if (typed !== null) field.resume(typed);
    },
  };

  /** Shows what the document is now, unless the page knows a newer state of it. */
  show(view: EditorView): void {
    this.#latest = view;
    if (this.#editing > 0 || view.version < this.#minimumVersion) return;
    this.#view = view;
    this.#editor.hidden = view.state !== 'ready';
    this.#broken.element.hidden = view.state !== 'broken';
    if (view.state === 'broken') this.#broken.show(view);
    else this.#follow(view);
    this.#render();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  current(): EditorContext | null {
    return this.#context;
  }

  edit(intended: Intended): Promise<string | null> {
    const edited = this.#lastEdit.then(() => this.#editNow(intended));
    this.#lastEdit = edited.catch(() => null);
    return edited;
  }

  async #editNow(intended: Intended): Promise<string | null> {
    const intent = typeof intended === 'function' ? intended() : intended;
    if (intent === null) return null;
    const { applied, version, message } = await this.#send(intent);
    if (!applied) {
      this.#render(); // controls go back to what the file says
      return message === null ? t('The file could not be changed.') : say(message);
    }
    this.#message.hide();
    await this.#caughtUp(version);
    return null;
  }

  /** Sends an edit. Views that come before its answer wait: they are older than what the person sees. */
  async #send(intent: EditIntent): Promise<EditResult> {
    this.#editing += 1;
    try {
      const result = await this.host.edit(intent);
      this.#minimumVersion = Math.max(this.#minimumVersion, result.version);
      return result;
    } finally {
      this.#editing -= 1;
      if (this.#editing === 0 && this.#latest) this.show(this.#latest);
    }
  }

  /** Waits until the page shows this version of the document, so that what is done next is done on what it left. */
  async #caughtUp(version: number): Promise<void> {
    while ((this.#view?.version ?? 0) < version) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  async attempt(intended: Intended): Promise<boolean> {
    const refusal = await this.edit(intended);
    if (refusal !== null) this.#message.refuse(refusal);
    return refusal === null;
  }

  run(request: () => Promise<EditResult>): void {
    void this.flush()
      .then(request)
      .then(
        (result) => {
          this.#message.answer(result);
        },
        (failure: unknown) => {
          this.#message.refuse(failureText(failure));
        },
      );
  }

  async readDirectory(): Promise<void> {
    this.announce(t('The directory is being read.'));
    await this.flush();
    this.#message.answer(await this.host.readDirectory());
    this.#samples.clear();
    this.#render();
  }

  remember(change: Partial<PageState>): void {
    this.#state = { ...this.#state, ...change };
    this.#keep(this.#state);
    this.#render();
  }

  rememberScroll(scrollTop: number): void {
    this.#state = { ...this.#state, scrollTop };
    this.#keep(this.#state);
  }

  /** Goes to the filter of the table in view. */
  find(): void {
    if (this.#state.tab !== 'mappings') this.remember({ tab: 'mappings' });
    this.#table.focusFilter();
  }

  /** Says that something did not work, and why. */
  refuse(message: string): void {
    this.#message.refuse(message);
  }

  announce(message: string): void {
    this.#announcement.textContent = message;
  }

  /** Writes all that is being typed into the file. */
  async flush(): Promise<void> {
    await Promise.all([...this.#typing.values()].map((field) => field.flush()));
  }

  /** What is selected stays so when the file changes. */
  #follow(view: ReadyView): void {
    const isThere = view.objectMappings[this.#state.objectMapping] !== undefined;
    const objectMapping = view.objectMappings[isThere ? this.#state.objectMapping : 0];
    const attributes = objectMapping
      ? attributesOf(view, objectMapping.targetDirectory, objectMapping.targetObject)
      : [];
    this.#state = {
      ...this.#state,
      objectMapping: isThere ? this.#state.objectMapping : 0,
      selected: follow(this.#state.selected, objectMapping?.mappings.map(({ target }) => target) ?? []),
      selectedAttribute: follow(
        this.#state.selectedAttribute,
        attributes.map(({ name }) => name),
      ),
    };
  }

  #render(): void {
    const view = this.#view;
    if (view?.state !== 'ready') return;
    const focused = document.activeElement?.getAttribute('data-key') ?? null;
    const context = this.#contextOf(view);
    this.#context = context;
    this.#tabs.show('settings', view.form === 'job');
    this.#tabs.select(this.#state.tab);
    this.#tabs.count('scope', countText(context.objectMapping?.groups.length));
    for (const section of this.#sections) section.update(context);
    if (focused !== null && document.activeElement === document.body) {
      document.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  #contextOf(view: ReadyView): EditorContext {
    const objectMapping = view.objectMappings[this.#state.objectMapping] ?? null;
    const type = objectMapping ? objectTypeOf(objectMapping) : 'User';
    const { samples, message } = this.#samples.list(type);
    return {
      view,
      objectMapping,
      sourceAttributes: objectMapping
        ? attributesOf(view, objectMapping.sourceDirectory, objectMapping.sourceObject)
        : [],
      targetAttributes: objectMapping
        ? attributesOf(view, objectMapping.targetDirectory, objectMapping.targetObject)
        : [],
      samples: this.#samples.chosen(type, this.#state.samples),
      allSamples: samples,
      samplesMessage: message === null ? null : say(message),
      state: this.#state,
    };
  }
}

/** Finds a selection again: in its place, else by its name, else what took its place. */
function follow(selected: Selection | null, names: readonly string[]): Selection | null {
  if (!selected || names[selected.index] === selected.name) return selected;
  const moved = names.indexOf(selected.name);
  const index = moved < 0 ? Math.min(selected.index, names.length - 1) : moved;
  const name = names[index];
  return name === undefined ? null : { index, name };
}

function failureText(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}

function countText(number: number | undefined): string {
  return number === undefined || number === 0 ? '' : figure(number);
}
