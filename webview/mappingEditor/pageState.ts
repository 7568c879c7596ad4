import {
  isCount,
  isListOf,
  isNullOr,
  isOneOf,
  isBoolean,
  isShape,
  isText,
  type Guarded,
} from '../../src/protocol/mappingEditorGuards.ts';

const isSorting = isNullOr(isShape({ column: isText, descending: isBoolean }));

/** Something selected in a list: where it was, and its name, by which it is found again when it moved. */
const isSelection = isShape({ index: isCount, name: isText });

const isPageState = isShape({
  tab: isOneOf('mappings', 'scope', 'settings', 'attributes'),
  /** Index of the object mapping among all. */
  objectMapping: isCount,
  filter: isText,
  sorting: isSorting,
  scrollTop: isCount,
  /** The selected mapping, by its target attribute. */
  selected: isNullOr(isSelection),
  attributeFilter: isText,
  attributeSorting: isSorting,
  selectedAttribute: isNullOr(isSelection),
  /** Ids of the chosen sample users and groups; none means the first ones. */
  samples: isListOf(isText),
});

/** Where the person is in the page. It outlives the page: VS Code drops a hidden one and makes it anew. */
export type PageState = Guarded<typeof isPageState>;

export type Selection = Guarded<typeof isSelection>;

export const initialState: PageState = {
  tab: 'mappings',
  objectMapping: 0,
  filter: '',
  sorting: null,
  scrollTop: 0,
  selected: null,
  attributeFilter: '',
  attributeSorting: null,
  selectedAttribute: null,
  samples: [],
};

/** What VS Code kept for the page, or the beginning when it kept nothing that fits. */
export function stateFrom(kept: unknown): PageState {
  return isPageState(kept) ? kept : initialState;
}
