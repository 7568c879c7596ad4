import { findFunction } from '../functions/catalogue.ts';
import { isCallTo } from '../functions/logic.ts';
import type { ExpressionNode } from '../syntax/syntaxTree.ts';
import type { AttributeDefinitionLike } from './environment.ts';

/** What is known about a value before there is one; `Unknown` is compatible with everything. */
export interface StaticType {
  readonly kind: 'String' | 'Integer' | 'Boolean' | 'DateTime' | 'Reference' | 'Binary' | 'Roles' | 'Unknown';
  readonly multiple: boolean;
}

const unknown: StaticType = { kind: 'Unknown', multiple: false };
const kinds: ReadonlySet<string> = new Set(['String', 'Integer', 'Boolean', 'DateTime', 'Reference', 'Binary']);

type FindAttribute = (name: string) => AttributeDefinitionLike | null;

/** The type of a node's value; of a choice, use `resultsOf` first. */
export function typeOf(node: ExpressionNode, findAttribute: FindAttribute): StaticType {
  switch (node.kind) {
    case 'attribute':
      return typeOfAttribute(findAttribute(node.name));
    case 'string':
      return { kind: 'String', multiple: false };
    case 'number':
      return { kind: node.text.includes('.') ? 'String' : 'Integer', multiple: false };
    case 'comparison':
      return { kind: 'Boolean', multiple: false };
    case 'call':
      return typeOfCall(node.name);
    case 'blank':
    case 'constant':
    case 'macro':
      return unknown;
  }
}

/** The type that a schema's definition gives an attribute. */
export function typeOfAttribute(definition: AttributeDefinitionLike | null): StaticType {
  if (definition === null) return unknown;
  const multiple = definition.multivalued === true;
  return isKind(definition.type) ? { kind: definition.type, multiple } : { kind: 'Unknown', multiple };
}

function isKind(type: string | undefined): type is Exclude<StaticType['kind'], 'Roles' | 'Unknown'> {
  return type !== undefined && kinds.has(type);
}

function typeOfCall(name: string): StaticType {
  const returns = findFunction(name)?.returns;
  switch (returns) {
    case 'String':
    case 'Integer':
    case 'Boolean':
    case 'DateTime':
      return { kind: returns, multiple: false };
    case 'MultiValued':
      return { kind: name.toLowerCase().includes('roleassignments') ? 'Roles' : 'Unknown', multiple: true };
    case 'Argument':
    case undefined:
      return unknown;
  }
}

/** The nodes that a node may yield: the branches of IIF and Switch, what Coalesce and the wrappers pass on, else the node itself. */
export function resultsOf(root: ExpressionNode): readonly ExpressionNode[] {
  const results: ExpressionNode[] = [];
  const pending: ExpressionNode[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const passed = passedOn(node);
    if (passed === null) results.push(node);
    else pending.push(...passed.toReversed());
  }
  return results;
}

/** The arguments that a call may pass on as they are; null for a node that yields something of its own. */
export function passedOn(node: ExpressionNode): readonly ExpressionNode[] | null {
  if (!isCallTo(node, 'IIF', 'Switch', 'Coalesce', 'IgnoreFlowIfNullOrEmpty', 'Redact', 'SelectUniqueValue'))
    return null;
  const isSwitch = isCallTo(node, 'Switch');
  const skipped = isSwitch || isCallTo(node, 'IIF') ? 1 : 0;
  return node.arguments.filter((_, index) => index >= skipped && !(isSwitch && index > 1 && index % 2 === 0));
}
