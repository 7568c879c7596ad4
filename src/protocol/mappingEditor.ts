import { NotificationType, RequestType } from 'vscode-jsonrpc';
import {
  type Guarded,
  isBoolean,
  isCount,
  isListOf,
  isNullOr,
  isOneOf,
  isRecord,
  isShape,
  isText,
} from './mappingEditorGuards.ts';
import type { EditIntent } from './mappingEditorIntents.ts';
import { type EditorView, isFilterGroups } from './mappingEditorView.ts';
import { isTextOrTemplate } from './text.ts';

/**
 * The conversation between the mapping editor's page and its host, over `vscode-jsonrpc` and `postMessage`. The page asks
 * and the host answers; the host tells of its own accord only that the document changed. Both sides check what they get.
 */

const isObjectType = isOneOf('User', 'Group');
export type ObjectTypeName = Guarded<typeof isObjectType>;

/** Whether an edit was made; a refusal says why and what to do. */
export const isEditResult = isShape({
  applied: isBoolean,
  /** Version of the document that has the edit in it. */
  version: isCount,
  message: isNullOr(isTextOrTemplate),
});
export type EditResult = Guarded<typeof isEditResult>;

export const isSampleParams = isShape({ type: isObjectType });

/** Source objects as the last read left them, on which expressions are tried. */
export const isSamples = isShape({
  samples: isListOf(isShape({ id: isText, displayName: isText, attributes: isRecord })),
  /** Why there are none. */
  message: isNullOr(isTextOrTemplate),
});
export type Samples = Guarded<typeof isSamples>;

export const isSampleId = isShape({ type: isObjectType, id: isText });

/** All attributes of one sample, those that no mapping uses yet included; null when it is not known. */
export const isSampleAttributes = isNullOr(isRecord);
export type Sample = Samples['samples'][number];

export const isScopeParams = isShape({ type: isObjectType, groups: isFilterGroups });

/** How the known objects fare under a scoping filter, saved or not. */
export const isScopeCount = isShape({
  known: isCount,
  passed: isCount,
  failed: isCount,
  /** How many of the failed fail only because an attribute has no value. */
  becauseOfNull: isCount,
  /** The objects by what became of them, each list cut to a readable length. */
  objects: isListOf(isShape({ name: isText, outcome: isOneOf('passed', 'failed', 'becauseOfNull'), decisive: isText })),
  /** Attributes of the filter that the last read did not ask for, so that nobody is known to have one. */
  unread: isListOf(isText),
  /** Why nothing could be counted. */
  message: isNullOr(isTextOrTemplate),
});
export type ScopeCount = Guarded<typeof isScopeCount>;

const isActionCounts = isShape({
  create: isCount,
  /** Created with both files, with other values. */
  createOtherwise: isCount,
  update: isCount,
  disable: isCount,
  delete: isCount,
  skip: isCount,
  failure: isCount,
  none: isCount,
});
export type ActionNumbers = Guarded<typeof isActionCounts>;

/** What the next cycle does otherwise, because of what changed in the document since the last one. */
export const isConsequence = isShape({
  state: isOneOf('computed', 'nothingChanged', 'impossible'),
  /** Why it is impossible. */
  message: isNullOr(isTextOrTemplate),
  durationMs: isCount,
  /** Objects that get another decision than with what the last cycle ran with, by that decision. */
  counts: isShape({ User: isActionCounts, Group: isActionCounts }),
  /** How many of those that are disabled are deleted permanently by that. */
  permanent: isCount,
  /** What accidental-deletion prevention says of it; null when it holds nothing back. */
  held: isNullOr(isTextOrTemplate),
  /** Some of them, those that lose something first. */
  objects: isListOf(
    isShape({
      name: isText,
      type: isObjectType,
      action: isOneOf('create', 'update', 'disable', 'delete', 'skip', 'none', 'failure'),
      before: isOneOf('create', 'update', 'disable', 'delete', 'skip', 'none', 'failure', 'absent'),
      destructive: isBoolean,
      reason: isTextOrTemplate,
      /** What changes in the target, cut to a readable length; empty texts for what has no value. */
      changes: isListOf(isShape({ attribute: isText, old: isText, new: isText })),
    }),
  ),
  /** How many there are in all. */
  total: isCount,
});
export type Consequence = Guarded<typeof isConsequence>;
export type ConsequenceAction = Consequence['objects'][number]['action'];

/** A line of the text, from 1, and whether it is shown beside the page or in its place. */
export const isPlace = isShape({ line: isCount, beside: isBoolean });

/** The page is there and listens. Answered with what it shows. */
export const ready = new RequestType<Readonly<Record<string, never>>, EditorView, void>('mappingEditor/ready');
export const edit = new RequestType<EditIntent, EditResult, void>('mappingEditor/edit');
/** Saves the document; asked for by the page because what is being typed must get into the text first. */
export const save = new RequestType<Readonly<Record<string, never>>, EditResult, void>('mappingEditor/save');
export const samples = new RequestType<Guarded<typeof isSampleParams>, Samples, void>('mappingEditor/samples');
/** Cancellable. */
export const countScope = new RequestType<Guarded<typeof isScopeParams>, ScopeCount, void>('mappingEditor/countScope');
export const sampleAttributes = new RequestType<
  Guarded<typeof isSampleId>,
  Readonly<Record<string, unknown>> | null,
  void
>('mappingEditor/sampleAttributes');
/** Reads the directory again, with the attributes that the unsaved text uses. Nothing is written to the target. */
export const readDirectory = new RequestType<Readonly<Record<string, never>>, EditResult, void>(
  'mappingEditor/readDirectory',
);
/** Cancellable. */
export const consequence = new RequestType<Readonly<Record<string, never>>, Consequence, void>(
  'mappingEditor/consequence',
);
export const isConsequenceStep = isShape({
  /** What is under way: looking at everybody with both texts, or deciding whom the change affects. */
  step: isOneOf('before', 'after'),
  done: isCount,
  /** Null while it isn't known. */
  total: isNullOr(isCount),
});
/** How far the computation of a consequence is. */
export type ConsequenceStep = Guarded<typeof isConsequenceStep>;
export const consequenceProgress = new NotificationType<ConsequenceStep>('mappingEditor/consequenceProgress');
/** Opens the before and after of the objects of the last consequence in the diff editor. */
export const showConsequence = new NotificationType<Readonly<Record<string, never>>>('mappingEditor/showConsequence');
export const openAsText = new NotificationType<Guarded<typeof isPlace>>('mappingEditor/openAsText');
export const importSchema = new RequestType<Readonly<Record<string, never>>, EditResult, void>(
  'mappingEditor/importSchema',
);
export const exportSchema = new RequestType<Readonly<Record<string, never>>, EditResult, void>(
  'mappingEditor/exportSchema',
);

/** The document, or whether it has unsaved changes, is another one now. */
export const changed = new NotificationType<EditorView>('mappingEditor/changed');
