import {
  type Guarded,
  isBoolean,
  isCount,
  isEither,
  isNullOr,
  isOneOf,
  isOptional,
  isShape,
  isText,
} from './mappingEditorGuards.ts';
import { isFilterGroups } from './mappingEditorView.ts';

/**
 * What a person wants changed, as the mapping editor's page tells the host. The host turns an intent into edits of the
 * text. Where an intent names something by index, it also says what it expects there, so that a file that changed
 * meanwhile is never edited in the wrong place.
 */
const isObjectMappingPlace = isShape({ rule: isCount, index: isCount });

const isMappingPlace = isShape({
  rule: isCount,
  index: isCount,
  mapping: isCount,
  /** The target attribute that the mapping at this index is expected to have. */
  target: isText,
});

const mappingChanges = {
  target: isOptional(isText),
  /** Null maps nothing; a text is an expression. */
  expression: isOptional(isNullOr(isText)),
  matchingPriority: isOptional(isCount),
  flowType: isOptional(isOneOf('Always', 'ObjectAddOnly', 'MultiValueAddOnly', 'ValueAddOnly', 'AttributeAddOnly')),
  flowBehavior: isOptional(isOneOf('FlowWhenChanged', 'FlowAlways')),
  defaultValue: isOptional(isNullOr(isText)),
  flowNullValues: isOptional(isBoolean),
} as const;

const isMappingChanges = isShape(mappingChanges);

const isObjectMappingChanges = isShape({
  enabled: isOptional(isBoolean),
  create: isOptional(isBoolean),
  update: isOptional(isBoolean),
  delete: isOptional(isBoolean),
  sourceObject: isOptional(isText),
  targetObject: isOptional(isText),
});

const isAttributePlace = isShape({
  directory: isText,
  object: isText,
  index: isCount,
  /** The name that the definition at this index is expected to have. */
  name: isText,
});

const isAttributeChanges = isShape({
  name: isOptional(isText),
  type: isOptional(isOneOf('String', 'Integer', 'Reference', 'Binary', 'Boolean', 'DateTime')),
  required: isOptional(isBoolean),
  multivalued: isOptional(isBoolean),
  caseExact: isOptional(isBoolean),
});

const isSettingsChanges = isShape({
  displayName: isOptional(isText),
  status: isOptional(isOneOf('on', 'off')),
  scope: isOptional(isOneOf('assigned', 'all')),
  interval: isOptional(isText),
  email: isOptional(isText),
  onFailure: isOptional(isBoolean),
  digest: isOptional(isOneOf('never', 'daily', 'cycle')),
  includeNames: isOptional(isBoolean),
  preventDeletions: isOptional(isBoolean),
  threshold: isOptional(isCount),
  skipOutOfScopeDeletions: isOptional(isBoolean),
  includeDefaultAccess: isOptional(isBoolean),
  /** Of a target that can transfer files; an empty text takes the member away. */
  transferFilesTo: isOptional(isText),
  otherwiseTo: isOptional(isText),
  transferAdmin: isOptional(isText),
  keepAccount: isOptional(isBoolean),
  retainTeamShares: isOptional(isBoolean),
  removeEvenIfNobodyGetsTheFiles: isOptional(isBoolean),
});

/** Lets pass what `EditIntent` promises. */
export const isEditIntent = isEither(
  isShape({ kind: isOneOf('changeObjectMapping'), at: isObjectMappingPlace, changes: isObjectMappingChanges }),
  isShape({ kind: isOneOf('addMapping'), at: isObjectMappingPlace, mapping: isMappingChanges }),
  isShape({ kind: isOneOf('changeMapping'), at: isMappingPlace, changes: isMappingChanges }),
  isShape({ kind: isOneOf('duplicateMapping', 'removeMapping'), at: isMappingPlace }),
  isShape({ kind: isOneOf('moveMapping'), at: isMappingPlace, to: isCount }),
  isShape({ kind: isOneOf('setScope'), at: isObjectMappingPlace, groups: isFilterGroups }),
  isShape({ kind: isOneOf('changeSettings'), changes: isSettingsChanges }),
  isShape({ kind: isOneOf('addAttribute'), directory: isText, object: isText, attribute: isAttributeChanges }),
  isShape({ kind: isOneOf('changeAttribute'), at: isAttributePlace, changes: isAttributeChanges }),
  isShape({ kind: isOneOf('removeAttribute'), at: isAttributePlace }),
  isShape({ kind: isOneOf('restoreDefaults'), at: isObjectMappingPlace }),
);

export type EditIntent = Guarded<typeof isEditIntent>;
export type ObjectMappingPlace = Guarded<typeof isObjectMappingPlace>;
export type MappingPlace = Guarded<typeof isMappingPlace>;
export type MappingChanges = Guarded<typeof isMappingChanges>;
export type ObjectMappingChanges = Guarded<typeof isObjectMappingChanges>;
export type AttributePlace = Guarded<typeof isAttributePlace>;
export type AttributeChanges = Guarded<typeof isAttributeChanges>;
export type SettingsChanges = Guarded<typeof isSettingsChanges>;
