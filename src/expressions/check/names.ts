import type { Finding } from '../finding.ts';
import { firstByName } from '../firstByName.ts';
import { functionsOf, findFunction, isKnownTo } from '../functions/catalogue.ts';
import { constantMeaning, constantNames, unknownConstantMessage } from '../syntax/literals.ts';
import type { AttributeNode, CallNode, ConstantNode } from '../syntax/syntaxTree.ts';
import type { CheckSubject } from './environment.ts';
import { finding, replaceBy } from './findings.ts';
import { functionElsewhere, nearestName } from './suggestions.ts';
import { text } from '../../protocol/text.ts';

/** Functions, attributes and bare words that do not exist, or exist in another letter case. */
export function checkNames(subject: CheckSubject): readonly Finding[] {
  return subject.nodes.flatMap((node) => {
    if (node.kind === 'call') return checkFunction(node, subject);
    if (node.kind === 'attribute') return checkAttribute(node, subject);
    return node.kind === 'constant' ? checkConstant(node, subject) : [];
  });
}

function checkFunction(node: CallNode, { dialect }: CheckSubject): readonly Finding[] {
  const definition = findFunction(node.name);
  const at = { start: node.start, end: node.start + node.name.length };
  if (definition === undefined) {
    const names = functionsOf(dialect).map(({ name }) => name);
    const elsewhere = functionElsewhere(node.name);
    const nearest = elsewhere?.name ?? nearestName(node.name, names);
    const isRenamed = nearest !== null && elsewhere?.sameArguments !== false;
    const fix = isRenamed ? replaceBy(text`Change to ${nearest}`, at, nearest) : undefined;
    const message =
      nearest === null
        ? text`There is no function ${node.name}; check its spelling.`
        : text`There is no function ${node.name}; did you mean ${nearest}?`;
    return [finding('error', 'functionUnknown', at, message, fix)];
  }
  if (!isKnownTo(definition, dialect)) {
    return [
      finding(
        'error',
        'functionDialect',
        at,
        text`${definition.name} exists only in AD to Entra cloud sync, not in app provisioning; write the mapping without it.`,
      ),
    ];
  }
  if (definition.name === node.name) return [];
  const message = text`The function is written ${definition.name}; Entra calls the language case-sensitive.`;
  return [
    finding('warning', 'functionCase', at, message, replaceBy(text`Write ${definition.name}`, at, definition.name)),
  ];
}

function checkAttribute(node: AttributeNode, { environment, sourceAttribute }: CheckSubject): readonly Finding[] {
  const known = environment.sourceAttributes;
  if (known === undefined || node.name.trim() === '' || sourceAttribute(node.name) !== null) return [];
  const sameLetters = firstByName(known).lower.get(node.name.toLowerCase())?.name;
  if (sameLetters !== undefined) {
    const message = text`The attribute is written [${sameLetters}]; attribute names are case-sensitive, and Entra refuses to save this one.`;
    return [
      finding(
        'error',
        'attributeCase',
        node,
        message,
        replaceBy(text`Write [${sameLetters}]`, node, `[${sameLetters}]`),
      ),
    ];
  }
  const nearest = nearestName(node.name, firstByName(known).exact.keys());
  const message =
    nearest === null
      ? text`The source object has no attribute ${node.name}; add it to the schema, or choose another.`
      : text`The source object has no attribute ${node.name}; did you mean [${nearest}]?`;
  const fix = nearest === null ? undefined : replaceBy(text`Change to [${nearest}]`, node, `[${nearest}]`);
  return [finding('error', 'attributeUnknown', node, message, fix)];
}

function checkConstant(node: ConstantNode, { sourceAttribute }: CheckSubject): readonly Finding[] {
  if (constantMeaning(node.name) !== undefined) return [];
  const isAttribute = sourceAttribute(node.name) !== null;
  if (findFunction(node.name) !== undefined && !isAttribute) {
    const message = text`The function ${node.name} needs its parentheses: ${node.name}(…).`;
    return [
      finding('error', 'constantUnknown', node, message, replaceBy(text`Add parentheses`, node, `${node.name}()`)),
    ];
  }
  const sameLetters = constantNames.find((name) => name.toLowerCase() === node.name.toLowerCase());
  const written = sameLetters ?? writtenFor(node.name, isAttribute);
  const fix = replaceBy(text`Write ${written}`, node, written);
  return [finding('error', 'constantUnknown', node, unknownConstantMessage(node.name), fix)];
}

function writtenFor(word: string, isAttribute: boolean): string {
  if (isAttribute) return `[${word}]`;
  return word.toLowerCase() === 'null' ? '""' : `"${word}"`;
}
