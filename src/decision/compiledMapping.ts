import type { CompiledExpression } from '../expressions/compile.ts';
import type { AttributeDefinition } from '../job/schema.ts';
import type { ObjectType } from '../protocol/provisioning.ts';
import type { RemovalPolicy } from './removal.ts';
import type { CompiledFilter } from './scopingFilter.ts';

/** An object mapping of the schema, made ready to decide thousands of objects. */
export interface CompiledObjectMapping {
  readonly type: ObjectType;
  readonly name: string;
  readonly sourceObjectName: string;
  readonly targetObjectName: string;
  readonly flow: FlowActions;
  /** Every mapping of a plain value. */
  readonly attributes: readonly CompiledAttributeMapping[];
  /** Mappings of references (manager, members), written in a pass of their own. */
  readonly references: readonly CompiledReferenceMapping[];
  /** The matching attributes, in ascending priority. */
  readonly matching: readonly CompiledAttributeMapping[];
  /** What else tells the account of an object: `externalId` (RFC 7643 section 3.1), where it's mapped. */
  readonly externalId: CompiledAttributeMapping | null;
  /** The mapping that copies the source's object id, which no other object has; null when nothing does. */
  readonly anchor: CompiledAttributeMapping | null;
  /** Attributes whose value belongs to one account at a time: the matching attributes, and a user's `userName`. */
  readonly keys: readonly CompiledAttributeMapping[];
  /** Falling out of it deprovisions. */
  readonly filter: CompiledFilter;
  /** `inputFilterGroups`: an object that doesn't pass isn't read, and is left as it is. */
  readonly inputFilter: CompiledFilter;
  /** `categoryFilterGroups`: which object mapping an object belongs to. */
  readonly categoryFilter: CompiledFilter;
  /** Target attributes whose mapping reads `[IsSoftDeleted]`: what a disable changes. */
  readonly softDeleteAttributes: ReadonlySet<string>;
  /** Target attributes without which an object cannot be created. */
  readonly requiredAttributes: readonly string[];
}

/** The object mappings of one type, in the order in which they're tried. */
export interface MappingSet {
  readonly type: ObjectType;
  readonly mappings: readonly [CompiledObjectMapping, ...CompiledObjectMapping[]];
  /** Names of the mappings of this type that are switched off (`enabled: false`): what they provisioned is left as it is. */
  readonly switchedOff: ReadonlySet<string>;
}

/** The object actions of a mapping: its `flowTypes`. */
export interface FlowActions {
  readonly add: boolean;
  readonly update: boolean;
  readonly delete: boolean;
}

/**
 * When an attribute is written (Graph's `attributeFlowType`):
 *
 * - `always`: at creation and whenever it differs;
 * - `atCreation` (`ObjectAddOnly`): at creation and never again;
 * - `whenEmpty` (`AttributeAddOnly`, and `ValueAddOnly` of a single value): only where the target has none;
 * - `additions` (`MultiValueAddOnly`, `ValueAddOnly`): values are added and none is taken away.
 */
export type AttributeFlow = 'always' | 'atCreation' | 'whenEmpty' | 'additions';

export interface CompiledAttributeMapping {
  readonly target: string;
  readonly definition: AttributeDefinition;
  /** Null is the "None" type: only the default is ever written. */
  readonly expression: CompiledExpression | null;
  readonly defaultValue: string | null;
  /** True when the expression asks for `[Redact]` in place of its value in logs. */
  readonly confidential: boolean;
  readonly flow: AttributeFlow;
  /** `FlowAlways`: sent with every export, changed or not. */
  readonly flowAlways: boolean;
  /** A null clears the target attribute. */
  readonly flowNullValues: boolean;
}

export interface CompiledReferenceMapping {
  readonly target: string;
  /** The source's reference attribute: `manager`, `members`. */
  readonly source: string;
  readonly multivalued: boolean;
  readonly flow: AttributeFlow;
}

/** The job's settings that bear on decisions. */
export interface DecisionSettings {
  readonly scope: 'assigned' | 'all';
  readonly includeDefaultAccess: boolean;
  readonly skipOutOfScopeDeletions: boolean;
  /** True when the target is Dropbox (or the sandbox): its life-cycle rules are then spoken of. */
  readonly targetIsDropbox: boolean;
  /** What becomes of the files of removed members; null where the target takes no such instruction. */
  readonly removal: RemovalPolicy | null;
}
