import type { EditResult, Sample } from '../../src/protocol/mappingEditor.ts';
import type { EditIntent } from '../../src/protocol/mappingEditorIntents.ts';
import type { AttributeView, ObjectMappingView, ReadyView } from '../../src/protocol/mappingEditorView.ts';
import type { TypingRegister } from '../components/liveText.ts';
import type { HostClient } from './hostClient.ts';
import type { PageState } from './pageState.ts';

/** What the parts of the page show, computed once for each change. */
export interface EditorContext {
  readonly view: ReadyView;
  readonly objectMapping: ObjectMappingView | null;
  readonly sourceAttributes: readonly AttributeView[];
  readonly targetAttributes: readonly AttributeView[];
  /** Chosen sample objects, five at most. */
  readonly samples: readonly Sample[];
  /** All objects that may be chosen as samples, and why there are none. */
  readonly allSamples: readonly Sample[];
  readonly samplesMessage: string | null;
  readonly state: PageState;
}

/** An edit, or how to make it from what the page then shows; null when there is nothing left to edit. */
export type Intended = EditIntent | (() => EditIntent | null);

/** What the parts of the page can do. */
export interface EditorActions {
  readonly host: HostClient;
  readonly typing: TypingRegister;
  /**
   * Changes the file, after all that was asked for before: a function is called when its turn has come and the page shows
   * what the edits before it left. Resolves with why it was refused, or null; the caller shows it.
   */
  edit(intent: Intended): Promise<string | null>;
  /** Changes the file, and shows at the top of the page why it was refused. Resolves with whether it was made. */
  attempt(intent: Intended): Promise<boolean>;
  /** Runs a request that answers like an edit, and shows what it says. */
  run(request: () => Promise<EditResult>): void;
  /** Reads the directory again, with the attributes that the unsaved text uses. */
  readDirectory(): Promise<void>;
  /** Remembers where the person is and shows the page accordingly. */
  remember(change: Partial<PageState>): void;
  /** Remembers how far the table is scrolled; nothing has to be shown anew for that. */
  rememberScroll(top: number): void;
  /** Reads a message out to people who do not see it. */
  announce(message: string): void;
  current(): EditorContext | null;
}

/** A part of the page. */
export interface Section {
  readonly element: HTMLElement;
  update(context: EditorContext): void;
}

/** The attributes that a directory defines for an object; `User` and `user` are taken for each other. */
export function attributesOf(view: ReadyView, directory: string, object: string): readonly AttributeView[] {
  const objects = view.directories.find(({ name }) => name === directory)?.objects ?? [];
  const lower = object.toLowerCase();
  const found = objects.find(({ name }) => name === object) ?? objects.find(({ name }) => name.toLowerCase() === lower);
  return found?.attributes ?? [];
}

/** Whether an object mapping is about users or groups, by the name of its source object. */
export function objectTypeOf(mapping: ObjectMappingView): 'User' | 'Group' {
  return mapping.sourceObject.toLowerCase() === 'group' ? 'Group' : 'User';
}
