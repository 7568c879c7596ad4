import { findNodeAtOffset, getNodePath, type Node } from 'jsonc-parser';
import type { Hover, MarkupContent } from 'vscode-languageserver';
import { type Meaning, wordAt } from '../../expressions/assist/meaning.ts';
import { attributesFromJson, toJsonValue } from '../../expressions/valueText.ts';
import { entraDirectoryName } from '../../job/entraDirectory.ts';
import { directoryTitle } from '../../protocol/directoryTitle.ts';
import { scopingOperatorOf } from '../../job/scopingOperators.ts';
import type { Localize } from '../../protocol/localize.ts';
import { render } from '../../protocol/text.ts';
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
  if (site !== null) return hover(model, site, describeSite(site, sample, model.t));
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
  t: Localize,
): MarkupContent {
  const attribute = object.attributes.get(name);
  if (attribute === undefined)
    return markdown(
      t(
        '{0} in {1} defines no attribute {2}. Letter case counts.',
        code(object.name),
        code(directoryTitle(object.directory.name)),
        code(name),
      ),
    );
  const reads = role === 'source' || role === 'clause';
  const isSampled = reads && sample?.type.toLowerCase() === object.name.toLowerCase();
  return markdown(
    describeAttribute(attribute, object.name, directoryTitle(object.directory.name), t),
    isSampled ? sampleValue(sample, name, t) : '',
  );
}

function sampleValue({ displayName, attributes }: Sample, name: string, t: Localize): string {
  const value = attributesFromJson(attributes)[name] ?? null;
  return value === null
    ? t('{0} has no value', code(displayName))
    : t('{0} has {1}', code(displayName), code(JSON.stringify(toJsonValue(value))));
}

/** A function by its name, a word or operator by what it does, an argument by the parameter that it is given for. */
function hoverWord(
  model: DocumentModel,
  expression: LocatedExpression,
  offset: number,
  sample: Sample | null,
): Hover | null {
  const { literal } = expression;
  const word = wordAt(literal.value, literal.toValue(offset));
  if (word === null) return null;
  const contents = describeMeaning(word.meaning, expression.mapping.objectMapping, sample, model.t);
  return contents && hover(model, spanInDocument(expression, word.from, word.to), contents);
}

function describeMeaning(
  meaning: Meaning,
  mapping: LocatedObjectMapping,
  sample: Sample | null,
  t: Localize,
): MarkupContent | null {
  switch (meaning.kind) {
    case 'attribute': {
      const { sourceObject: object } = mapping;
      return object === null
        ? describeCatalogued(meaning.name, mapping, t)
        : describeSite({ object, name: meaning.name, role: 'source' }, sample, t);
    }
    case 'operator':
      return markdown(`${code(meaning.operator)} ${render(meaning.meaning, t)}`);
    case 'function':
      return describeFunction(meaning.definition, t);
    case 'word':
      return markdown(
        meaning.constant === null ? '' : `${code(meaning.name)} ${render(meaning.constant, t)}`,
        meaning.parameter === null ? '' : describeParameter(meaning.parameter, t),
      );
  }
}

/** An attribute that the document does not define, as Microsoft Entra ID has it. */
function describeCatalogued(name: string, mapping: LocatedObjectMapping, t: Localize): MarkupContent | null {
  const attribute = sourceAttributesOf(mapping).find((each) => each.name === name);
  if (attribute === undefined) return null;
  return markdown(
    describeAttribute(attribute, mapping.sourceObjectName || 'User', directoryTitle(entraDirectoryName), t),
  );
}

/** A member by its name, its fixed words too; a filter's operator. */
function hoverNode(model: DocumentModel, node: Node, membersKnown: boolean): Hover | null {
  const path = getNodePath(node);
  const isName = node.parent?.type === 'property' && node.parent.children?.[0] === node;
  const span = node.type === 'string' ? insideQuotes(node) : { start: node.offset, end: node.offset + node.length };
  const operator = !isName && path.at(-1) === 'operatorName' ? scopingOperatorOf(textOf(node) ?? '') : null;
  if (operator !== null) return hover(model, span, markdown(describeOperator(operator, model.t)));
  const isWord = wordsAt(model.kind, path).some(({ word }) => word === node.value);
  if (membersKnown || !(isName || isWord)) return null;
  const meaning = meaningAt(model.kind, path);
  return meaning === '' ? null : hover(model, span, markdown(meaning));
}
