import {
  type Guarded,
  isBoolean,
  isCount,
  isEither,
  isListOf,
  isNullOr,
  isOneOf,
  isShape,
  isText,
} from './mappingEditorGuards.ts';
import { isTextOrTemplate } from './text.ts';

/**
 * What the mapping editor's page shows: computed by the host from the document's text, complete, and never changed by the
 * page. Names come from a file that anyone may have written; the page shows them as text.
 */
const isProblem = isShape({
  severity: isOneOf('error', 'warning'),
  /** Stable; for tests and links, not for people. */
  code: isText,
  message: isTextOrTemplate,
  /** From 1, in the file's text. */
  line: isCount,
});

const isFilterClause = isShape({ attribute: isText, operator: isText, values: isListOf(isText) });

const isFilterGroup = isShape({ name: isText, clauses: isListOf(isFilterClause) });

const isAttribute = isShape({
  name: isText,
  type: isText,
  required: isBoolean,
  multivalued: isBoolean,
  caseExact: isBoolean,
  anchor: isBoolean,
  readOnly: isBoolean,
});

const isObject = isShape({ name: isText, attributes: isListOf(isAttribute) });

const isDirectory = isShape({ name: isText, objects: isListOf(isObject) });

const isMapping = isShape({
  target: isText,
  kind: isOneOf('direct', 'constant', 'expression', 'none'),
  /** The expression's text; empty for `none`. */
  expression: isText,
  /** The source attribute of `direct`, the text of `constant`, else empty. */
  source: isText,
  /** Zero when it is no matching attribute. */
  matchingPriority: isCount,
  flowType: isText,
  flowBehavior: isText,
  defaultValue: isNullOr(isText),
  flowNullValues: isBoolean,
  problems: isListOf(isProblem),
});

const isObjectMapping = isShape({
  /** Index of the synchronization rule, and of the object mapping within it. */
  rule: isCount,
  index: isCount,
  name: isText,
  enabled: isBoolean,
  create: isBoolean,
  update: isBoolean,
  delete: isBoolean,
  sourceDirectory: isText,
  sourceObject: isText,
  targetDirectory: isText,
  targetObject: isText,
  /** Where expressions have more functions than app provisioning knows. */
  cloudSync: isBoolean,
  groups: isListOf(isFilterGroup),
  /** Filter groups of the experimental kinds, which this editor keeps and does not edit. */
  otherFilterGroups: isCount,
  mappings: isListOf(isMapping),
  /** What is wrong with it as a whole, or with its scoping filter. */
  problems: isListOf(isProblem),
});

const isSettings = isShape({
  displayName: isText,
  status: isOneOf('on', 'off'),
  scope: isOneOf('assigned', 'all'),
  interval: isText,
  email: isText,
  onFailure: isBoolean,
  digest: isOneOf('never', 'daily', 'cycle'),
  includeNames: isBoolean,
  preventDeletions: isBoolean,
  threshold: isCount,
  skipOutOfScopeDeletions: isBoolean,
  includeDefaultAccess: isBoolean,
  /** What becomes of the files of removed users; null of a target that takes no such instruction. */
  removal: isNullOr(
    isShape({
      transferFilesTo: isText,
      otherwiseTo: isText,
      transferAdmin: isText,
      keepAccount: isBoolean,
      retainTeamShares: isBoolean,
      removeEvenIfNobodyGetsTheFiles: isBoolean,
    }),
  ),
});

const isReadyView = isShape({
  state: isOneOf('ready'),
  /** Grows with each change of the document. */
  version: isCount,
  /** Whether the document can be changed. */
  editable: isBoolean,
  /** Whether there are changes that are not saved. */
  unsaved: isBoolean,
  /** The last cycle of the job, with which changes are compared; empty before it is known, and before the first. */
  lastCycle: isText,
  /** A job file, or a schema as the portal exports it. */
  form: isOneOf('job', 'schema'),
  title: isText,
  /** Null for an exported schema. */
  settings: isNullOr(isSettings),
  objectMappings: isListOf(isObjectMapping),
  directories: isListOf(isDirectory),
  /** What is wrong elsewhere in the file. */
  problems: isListOf(isProblem),
});

const isBrokenView = isShape({
  state: isOneOf('broken'),
  version: isCount,
  message: isTextOrTemplate,
  /** From 1. */
  line: isCount,
  column: isCount,
});

/** Lets pass what `EditorView` promises. */
export const isEditorView = isEither(isReadyView, isBrokenView);

export type EditorView = Guarded<typeof isEditorView>;
export type ReadyView = Guarded<typeof isReadyView>;
export type ObjectMappingView = Guarded<typeof isObjectMapping>;
export type MappingView = Guarded<typeof isMapping>;
export type MappingKind = MappingView['kind'];
export type ProblemView = Guarded<typeof isProblem>;
export type SettingsView = Guarded<typeof isSettings>;
export type DirectoryView = Guarded<typeof isDirectory>;
export type AttributeView = Guarded<typeof isAttribute>;
export type FilterGroupView = Guarded<typeof isFilterGroup>;
export type FilterClauseView = Guarded<typeof isFilterClause>;
/** Lets pass the groups of a scoping filter. */
export const isFilterGroups = isListOf(isFilterGroup);
