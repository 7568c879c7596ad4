/**
 * Microsoft Graph's `synchronizationSchema`, as exported from the Entra portal and as held by a job file.
 *
 * Only the members that this product reads are typed; unknown members, metadata and order are kept because edits are
 * made on the text of the file, never by printing these objects again.
 * Source: Microsoft Graph v1.0, resources/synchronization-synchronizationschema and its parts.
 */
export interface SynchronizationSchema {
  readonly id?: string;
  readonly version?: string;
  readonly synchronizationRules: readonly SynchronizationRule[];
  readonly directories: readonly DirectoryDefinition[];
}

export interface SynchronizationRule {
  readonly id?: string;
  readonly name: string;
  readonly priority?: number;
  readonly editable?: boolean;
  readonly sourceDirectoryName: string;
  readonly targetDirectoryName: string;
  readonly objectMappings: readonly ObjectMapping[];
}

export interface ObjectMapping {
  readonly name: string;
  readonly enabled: boolean;
  /** A comma-separated subset of `Add`, `Update`, `Delete`, with or without blanks. */
  readonly flowTypes: string;
  readonly sourceObjectName: string;
  readonly targetObjectName: string;
  readonly scope?: ScopingFilter | null;
  readonly attributeMappings: readonly AttributeMapping[];
}

/** Groups are ORed, the clauses of a group are ANDed, no group means that everything passes. */
export interface ScopingFilter {
  readonly groups?: readonly FilterGroup[] | null;
  readonly inputFilterGroups?: readonly FilterGroup[] | null;
  readonly categoryFilterGroups?: readonly FilterGroup[] | null;
}

export interface FilterGroup {
  readonly name?: string | null;
  readonly clauses: readonly FilterClause[];
}

export interface FilterClause {
  readonly operatorName: string;
  readonly sourceOperandName: string;
  /** Null for unary operators. Values are strings whatever the attribute's type. */
  readonly targetOperand?: { readonly values: readonly string[] } | null;
}

export interface AttributeMapping {
  readonly targetAttributeName: string;
  /** Null is the "None" type: the target is left alone but for the default at creation. */
  readonly source: AttributeMappingSource | null;
  readonly defaultValue?: string | null;
  /** Above zero marks a matching attribute; the lowest is tried first. */
  readonly matchingPriority?: number;
  readonly flowBehavior?: 'FlowWhenChanged' | 'FlowAlways';
  readonly flowType?: 'Always' | 'ObjectAddOnly' | 'MultiValueAddOnly' | 'ValueAddOnly' | 'AttributeAddOnly';
  readonly exportMissingReferences?: boolean;
  /** This product's extension: a null clears the target attribute. */
  readonly flowNullValues?: boolean;
}

export interface AttributeMappingSource {
  readonly expression?: string | null;
  readonly name?: string | null;
  readonly type?: 'Attribute' | 'Constant' | 'Function';
  readonly parameters?: readonly { readonly key: string; readonly value: AttributeMappingSource }[] | null;
}

export interface DirectoryDefinition {
  readonly id?: string;
  readonly name: string;
  readonly objects: readonly ObjectDefinition[];
}

export interface ObjectDefinition {
  readonly name: string;
  readonly attributes: readonly AttributeDefinition[];
}

export interface AttributeDefinition {
  readonly name: string;
  readonly type?: 'String' | 'Integer' | 'Reference' | 'Binary' | 'Boolean' | 'DateTime';
  readonly anchor?: boolean;
  readonly caseExact?: boolean;
  readonly required?: boolean;
  readonly multivalued?: boolean;
  readonly flowNullValues?: boolean;
  readonly mutability?: 'ReadWrite' | 'ReadOnly' | 'Immutable' | 'WriteOnly';
  readonly defaultValue?: string | null;
  readonly referencedObjects?: readonly {
    readonly referencedObjectName: string;
    readonly referencedProperty?: string | null;
  }[];
}
