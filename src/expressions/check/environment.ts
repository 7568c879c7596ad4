import type { Dialect } from '../functions/definition.ts';
import type { ExpressionNode } from '../syntax/syntaxTree.ts';

/** An attribute as a schema's directory defines it; Graph's `attributeDefinition`, as far as the checker reads it. */
export interface AttributeDefinitionLike {
  readonly name: string;
  readonly type?: string;
  readonly multivalued?: boolean;
}

/** What the checker knows about the place of an expression; what is absent is not checked. */
export interface CheckEnvironment {
  /** The attributes of the source object. */
  readonly sourceAttributes?: readonly AttributeDefinitionLike[];
  /** The definition of the attribute that the expression is mapped to. */
  readonly targetAttribute?: AttributeDefinitionLike;
  /** Whether the mapping has a matching priority. */
  readonly matching?: boolean;
  /** The job's scope: assigned users and groups, or all. */
  readonly scope?: 'assigned' | 'all';
}

/** What every rule of the checker sees. */
export interface CheckSubject {
  readonly text: string;
  readonly tree: ExpressionNode;
  /** All nodes, parents first. */
  readonly nodes: readonly ExpressionNode[];
  readonly dialect: Dialect;
  /** Where the syntax is broken; arguments around such a place are not counted. */
  readonly syntaxErrors: readonly number[];
  readonly environment: CheckEnvironment;
  /** The source attribute of a name, by its exact case; null without a definition. */
  readonly sourceAttribute: (name: string) => AttributeDefinitionLike | null;
}
