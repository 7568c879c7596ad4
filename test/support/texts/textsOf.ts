import ts from 'typescript';

/** What a file has people read. */
export interface FoundTexts {
  /** The templates as they stand in a bundle, with `{0}`, `{1}`, … for values. */
  readonly templates: readonly string[];
  /** `FILE:LINE` of what is given to `t` but isn't written there, so that no translator would ever see it. */
  readonly unreadable: readonly string[];
}

/** Names under which a `Localize` is called: `t('…')`, `vscode.l10n.t('…')`, `this.#t('…')`. */
const localizers = new Set(['t', '#t']);
/** The tag of `src/protocol/text.ts`. */
const tag = 'text';

/**
 * Finds the texts of a program: what is given to a `Localize` by the name of `t`, and templates with the tag `text`.
 * `@vscode/l10n-dev` finds only what is given to `vscode.l10n.t` itself.
 */
export function textsOf(file: string, program: string): FoundTexts {
  const source = ts.createSourceFile(file, program, ts.ScriptTarget.Latest, true);
  const templates: string[] = [];
  const unreadable: string[] = [];
  const visit = (node: ts.Node): void => {
    const found = templatesOf(node);
    if (found === 'unreadable') {
      unreadable.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
    } else templates.push(...found);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { templates, unreadable };
}

/** Whether a node is a text that goes into the bundle. */
export function isLocalized(node: ts.Node): node is ts.CallExpression | ts.TaggedTemplateExpression {
  if (ts.isTaggedTemplateExpression(node)) return ts.isIdentifier(node.tag) && node.tag.text === tag;
  return ts.isCallExpression(node) && localizers.has(calleeName(node.expression));
}

function templatesOf(node: ts.Node): readonly string[] | 'unreadable' {
  if (!isLocalized(node)) return [];
  if (ts.isTaggedTemplateExpression(node)) return [numbered(node.template)];
  const [message] = node.arguments;
  return message === undefined ? [] : literalsOf(message);
}

function calleeName(callee: ts.Expression): string {
  if (ts.isIdentifier(callee)) return callee.text;
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : '';
}

/** What an expression yields when everything that it can yield is written in it. */
function literalsOf(expression: ts.Expression): readonly string[] | 'unreadable' {
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isParenthesizedExpression(expression)) return literalsOf(expression.expression);
  if (!ts.isConditionalExpression(expression)) return 'unreadable';
  const [whenTrue, whenFalse] = [literalsOf(expression.whenTrue), literalsOf(expression.whenFalse)];
  return whenTrue === 'unreadable' || whenFalse === 'unreadable' ? 'unreadable' : [...whenTrue, ...whenFalse];
}

function numbered(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return template.templateSpans.reduce(
    (text, { literal }, index) => `${text}{${index}}${literal.text}`,
    template.head.text,
  );
}
