import { findNodeAtOffset, getNodePath, type Node } from 'jsonc-parser';
import type { Hover, MarkupContent } from 'vscode-languageserver';
import { type Meaning, wordAt } from '../../expressions/assist/meaning.ts';
import { attributesFromJson, toJsonValue } from '../../expressions/valueText.ts';
import { entraDirectoryName } from '../../job/entraDirectory.ts';
import { scopingOperatorOf } from '../../job/scopingOperators.ts';
import { sourceAttributesOf } from '../documents/catalogue.ts';
import {
  type DocumentModel,
  expressionAt,
  type LocatedExpression,
  type LocatedObjectMapping,
} from '../documents/documentModel.ts';
import { textOf } from '../documents/jsonNodes.ts';
import type { Sample } from '../sampleProtocol.ts';
import { type AttributeSite, attributeSiteAt } from './attributeSites.ts';
import {
  code,
  describeAttribute,
  describeFunction,
  describeOperator,
  describeParameter,
  markdown,
} from './describe.ts';
import { spanInDocument } from './expressionFindings.ts';
import { insideQuotes, rangeOf, type Span } from './ranges.ts';
import { meaningAt, wordsAt } from './schemaWords.ts';

/**
 * What there is to know about the function, attribute, word, operator or member at an offset; null about anything else.
 * `wordsKnown`: the editor explains the members of job files itself.
 */
export function hoverAt(model: DocumentModel, offset: number, sample: Sample | null, wordsKnown = false): Hover | null {
  const site = attributeSiteAt(model, offset);
  if (site !== null) return hover(model, site, describeSite(site, sample));
  const expression = expressionAt(model, offset);
  if (expression !== null) return hoverWord(model, expression, offset, sample);
  const node = model.root === null ? undefined : findNodeAtOffset(model.root, offset, false);
  return node === undefined ? null : hoverNode(model, node, wordsKnown && model.kind === 'job');
}

function hover(model: DocumentModel, span: Span, contents: MarkupContent): Hover {
  return { contents, range: rangeOf(model, span) };
}

function describeSite(
  { object, name, role }: Pick<AttributeSite, 'object' | 'name' | 'role'>,
  sample: Sample | null,
): MarkupContent {
  const attribute = object.attributes.get(name);
  if (attribute === undefined)
    return markdown(
      `${code(object.name)} in ${code(object.directory.name)} defines no attribute ${code(name)}. Letter case counts.`,
    );
  const reads = role === 'source' || role === 'clause';
  const isSampled = reads && sample?.type.toLowerCase() === object.name.toLowerCase();
  return markdown(
    describeAttribute(attribute, object.name, object.directory.name),
    isSampled ? sampleValue(sample, name) : '',
  );
}

function sampleValue({ displayName, attributes }: Sample, name: string): string {
  const value = attributesFromJson(attributes)[name] ?? null;
  return `${code(displayName)} has ${value === null ? 'no value' : code(JSON.stringify(toJsonValue(value)))}`;
}

/** A function by its name, a word or operator by what it does, an argument by the parameter that it is given for. */
function hoverWord(
  model: DocumentModel,
  expression: LocatedExpression,
  offset: number,
  sample: Sample | null,
): Hover | null {
  const { literal, mapping } = expression;
  const word = wordAt(literal.value, literal.toValue(offset));
  if (word === null) return null;
  const contents = describeMeaning(word.meaning, mapping.objectMapping, sample);
  return contents && hover(model, spanInDocument(expression, word.from, word.to), contents);
}

function describeMeaning(meaning: Meaning, mapping: LocatedObjectMapping, sample: Sample | null): MarkupContent | null {
  switch (meaning.kind) {
    case 'attribute': {
      const { sourceObject: object } = mapping;
      return object === null
        ? describeCatalogued(meaning.name, mapping)
        : describeSite({ object, name: meaning.name, role: 'source' }, sample);
    }
    case 'operator':
      return markdown(`${code(meaning.operator)} ${meaning.meaning}`);
    case 'function':
      return describeFunction(meaning.definition);
    case 'word':
      return markdown(
        meaning.constant === null ? '' : `${code(meaning.name)} ${meaning.constant}`,
        meaning.parameter === null ? '' : describeParameter(meaning.parameter),
      );
  }
}

/** An attribute that the document does not define, as Microsoft Entra ID has it. */
function describeCatalogued(name: string, mapping: LocatedObjectMapping): MarkupContent | null {
  const attribute = sourceAttributesOf(mapping).find((each) => each.name === name);
  if (attribute === undefined) return null;
  return markdown(describeAttribute(attribute, mapping.sourceObjectName || 'User', entraDirectoryName));
}

/** A member by its name, its fixed words too; a filter's operator. */
function hoverNode(model: DocumentModel, node: Node, membersKnown: boolean): Hover | null {
  const path = getNodePath(node);
  const isName = node.parent?.type === 'property' && node.parent.children?.[0] === node;
  const span = node.type === 'string' ? insideQuotes(node) : { start: node.offset, end: node.offset + node.length };
  const operator = !isName && path.at(-1) === 'operatorName' ? scopingOperatorOf(textOf(node) ?? '') : null;
  if (operator !== null) return hover(model, span, markdown(describeOperator(operator)));
  const isWord = wordsAt(model.kind, path).some(({ word }) => word === node.value);
  if (membersKnown || !(isName || isWord)) return null;
  const meaning = meaningAt(model.kind, path);
  return meaning === '' ? null : hover(model, span, markdown(meaning));
}
