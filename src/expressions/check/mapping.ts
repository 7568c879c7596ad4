import type { Finding } from '../finding.ts';
import { isCallTo } from '../functions/logic.ts';
import { roleAttribute } from '../functions/roles.ts';
import type { ExpressionNode } from '../syntax/syntaxTree.ts';
import type { CheckSubject } from './environment.ts';
import { finding } from './findings.ts';
import { resultsOf, type StaticType, typeOf, typeOfAttribute } from './types.ts';
import { type Text, text } from '../../protocol/text.ts';

/** The longest expression that Entra saves. */
export const maximumLength = 10_000;

/** What stands against an expression in its mapping: matching, scope, uniqueness, and the target attribute's type. */
export function checkMapping(subject: CheckSubject): readonly Finding[] {
  return [...checkMatching(subject), ...checkUniqueness(subject), ...checkRoles(subject), ...checkTarget(subject)];
}

/** An expression of more characters than Entra saves; null when it is not. */
export function tooLong(expression: string): Finding | null {
  if (expression.length <= maximumLength) return null;
  const message = text`The expression has ${expression.length} characters, but Entra saves at most ${maximumLength}; shorten it, or split it over two attributes.`;
  return finding('error', 'expressionTooLong', { start: maximumLength, end: expression.length }, message);
}

/** A matching attribute may read one source attribute: Entra answers SchemaInvalid, "has more than one SourceName". */
function checkMatching({ environment, nodes, tree }: CheckSubject): readonly Finding[] {
  if (environment.matching !== true) return [];
  const attributes = nodes.filter((node) => node.kind === 'attribute');
  const second = attributes.find(({ name }) => name !== attributes[0]?.name);
  if (second !== undefined) {
    return [
      finding(
        'error',
        'matchingSeveralSources',
        second,
        text`A matching attribute must be built from a single source attribute; Entra refuses to save it otherwise. Match on another attribute, or use only one here.`,
      ),
    ];
  }
  if (attributes.length > 0 || !['call', 'string', 'number'].includes(tree.kind)) return [];
  return [
    finding(
      'warning',
      'matchingConstant',
      tree,
      text`A matching attribute that reads no source attribute matches the same object for everybody; use an attribute that identifies the object.`,
    ),
  ];
}

function checkUniqueness({ environment, nodes, tree }: CheckSubject): readonly Finding[] {
  return nodes.flatMap((node) => {
    if (!isCallTo(node, 'SelectUniqueValue')) return [];
    const at = { start: node.start, end: node.start + node.name.length };
    if (node !== tree)
      return [
        finding(
          'error',
          'selectUniqueNested',
          at,
          text`SelectUniqueValue must be the outermost function; put the other functions inside its arguments.`,
        ),
      ];
    if (environment.matching === true)
      return [
        finding(
          'error',
          'selectUniqueMatching',
          at,
          text`SelectUniqueValue cannot be used on a matching attribute; match on another attribute.`,
        ),
      ];
    return [];
  });
}

function checkRoles({ environment, nodes, tree }: CheckSubject): readonly Finding[] {
  if (tree.kind === 'attribute' && tree.name === roleAttribute) {
    return [
      finding(
        'error',
        'rolesDirect',
        tree,
        text`[${roleAttribute}] cannot be mapped directly; write SingleAppRoleAssignment([${roleAttribute}]) or AppRoleAssignmentsComplex([${roleAttribute}]).`,
        {
          title: text`Use SingleAppRoleAssignment`,
          edits: [
            {
              offset: tree.start,
              length: tree.end - tree.start,
              newText: `SingleAppRoleAssignment([${roleAttribute}])`,
            },
          ],
        },
      ),
    ];
  }
  if (environment.scope !== 'all') return [];
  return nodes.flatMap((node) =>
    isCallTo(node, 'SingleAppRoleAssignment', 'AppRoleAssignmentsComplex', 'AssertiveAppRoleAssignmentsComplex')
      ? [
          finding(
            'error',
            'rolesScope',
            { start: node.start, end: node.start + node.name.length },
            text`${node.name} does not work with the scope "Sync all users and groups"; set the scope to assigned users and groups.`,
          ),
        ]
      : [],
  );
}

function checkTarget({ environment, tree, sourceAttribute }: CheckSubject): readonly Finding[] {
  const { targetAttribute } = environment;
  if (targetAttribute === undefined) return [];
  const target = typeOfAttribute(targetAttribute);
  return resultsOf(tree).flatMap((result) =>
    checkResult(result, typeOf(result, sourceAttribute), target, targetAttribute.name),
  );
}

function checkResult(result: ExpressionNode, type: StaticType, target: StaticType, name: string): readonly Finding[] {
  if (result.kind === 'blank') return [];
  if (type.multiple && !target.multiple && target.kind !== 'Unknown') {
    return [
      finding(
        'warning',
        'multipleIntoSingle',
        result,
        text`${name} takes one value, but this yields several; pick one with Item(…, 1) or join them with Join(",", …).`,
      ),
    ];
  }
  if (type.kind === 'DateTime' && result.kind === 'call' && target.kind === 'DateTime') {
    return [
      finding(
        'warning',
        'dateTimeResult',
        result,
        text`This yields a date as M/d/yyyy h:mm:ss tt, which is no attribute type; print it with FormatDateTime(…, , , "yyyy-MM-ddTHH:mm:ssZ").`,
      ),
    ];
  }
  if (fits(result, type, target)) return [];
  return [
    finding(
      'error',
      'typeMismatch',
      result,
      text`${name} is ${article(target.kind)}, but this yields ${description(result, type)}; ${advice(target.kind)}`,
    ),
  ];
}

/** Whether a value can become the target's type: texts may hold anything unless they are constants. */
function fits(result: ExpressionNode, type: StaticType, target: StaticType): boolean {
  const constant = result.kind === 'string' ? result.value : result.kind === 'number' ? result.text : null;
  switch (target.kind) {
    case 'Boolean':
      if (constant !== null) return constant === '' || /^(?:true|false)$/iu.test(constant);
      return type.kind !== 'Integer' && type.kind !== 'DateTime' && type.kind !== 'Reference';
    case 'Integer':
      if (constant !== null) return constant === '' || /^\s*-?\d+\s*$/u.test(constant);
      return type.kind !== 'Boolean' && type.kind !== 'DateTime' && type.kind !== 'Reference';
    case 'DateTime':
      if (constant !== null) return constant === '' || /\d/u.test(constant);
      return type.kind !== 'Boolean' && type.kind !== 'Integer' && type.kind !== 'Reference';
    case 'Reference':
      return type.kind !== 'Boolean' && type.kind !== 'Integer' && type.kind !== 'DateTime';
    case 'String':
    case 'Binary':
    case 'Roles':
    case 'Unknown':
      return true;
  }
}

function description(result: ExpressionNode, type: StaticType): Text {
  if (result.kind === 'string') return text`the text "${result.value}"`;
  if (result.kind === 'number') return text`the number ${result.text}`;
  return article(type.kind);
}

function article(kind: StaticType['kind']): Text {
  switch (kind) {
    case 'Boolean':
      return text`a boolean`;
    case 'Integer':
      return text`a whole number`;
    case 'DateTime':
      return text`a date`;
    case 'Reference':
      return text`a reference to an object`;
    case 'String':
    case 'Binary':
    case 'Roles':
    case 'Unknown':
      return text`a text`;
  }
}

function advice(kind: StaticType['kind']): Text {
  switch (kind) {
    case 'Boolean':
      return text`yield "True" or "False".`;
    case 'Integer':
      return text`yield digits only.`;
    case 'DateTime':
      return text`yield a date printed with FormatDateTime.`;
    case 'Reference':
      return text`map a reference attribute such as [manager] directly.`;
    case 'String':
    case 'Binary':
    case 'Roles':
    case 'Unknown':
      return text`choose another source.`;
  }
}
