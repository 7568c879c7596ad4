/** An attribute's data type (RFC 7643 section 2.3). */
export type AttributeType =
  'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex';

/** An attribute as `/Schemas` publishes it (RFC 7643 section 7). */
export interface AttributeDefinition {
  readonly name: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  readonly returned: 'always' | 'never' | 'default' | 'request';
  readonly uniqueness: 'none' | 'server' | 'global';
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly AttributeDefinition[];
}

/** A schema as `/Schemas` publishes it (RFC 7643 section 7). */
export interface SchemaDefinition {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly AttributeDefinition[];
}

type Traits = Partial<Omit<AttributeDefinition, 'name' | 'description'>>;

/** Defines an attribute; what `traits` leaves out has the default of RFC 7643 section 2.2. */
export function attribute(name: string, description: string, traits: Traits = {}): AttributeDefinition {
  return {
    name,
    type: 'string',
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...traits,
  };
}

/** Defines a single-valued complex attribute. */
export function complex(
  name: string,
  description: string,
  subAttributes: readonly AttributeDefinition[],
  traits: Traits = {},
): AttributeDefinition {
  return attribute(name, description, { type: 'complex', subAttributes, ...traits });
}

/** Defines a multi-valued complex attribute with the usual sub-attributes value, display, type and primary (RFC 7643 section 2.4). */
export function plural(
  name: string,
  description: string,
  valueTraits: Traits = {},
  types: readonly string[] = [],
): AttributeDefinition {
  const type = attribute('type', `A label for the kind of value.`, types.length > 0 ? { canonicalValues: types } : {});
  return complex(
    name,
    description,
    [
      attribute('value', 'The value itself.', valueTraits),
      attribute('display', 'A human-readable name, for display only.'),
      type,
      attribute('primary', 'True for the preferred value; at most one value is.', { type: 'boolean' }),
    ],
    { multiValued: true },
  );
}
