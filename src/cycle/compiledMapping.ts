import type { CompiledExpression } from '../expressions/compile.ts';
import type { AttributeDefinition } from '../job/schema.ts';
import type { ObjectType } from '../protocol/provisioning.ts';
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
  readonly filter: CompiledFilter;
  /** Target attributes whose mapping reads `[IsSoftDeleted]`: what a disable changes. */
  readonly softDeleteAttributes: ReadonlySet<string>;
  /** Target attributes without which an object cannot be created. */
  readonly requiredAttributes: readonly string[];
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
  readonly flow: AttributeFlow;
  /** `FlowAlways`: sent with every export, changed or not. */
  readonly flowAlways: boolean;
  /** Decision 6.3: a null clears the target attribute. */
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
}
