import { findNodeAtOffset, getNodePath, type Node } from 'jsonc-parser';
import { type CodeAction, CodeActionKind, type Diagnostic, type TextEdit } from 'vscode-languageserver';
import { defaultSchema } from '../../job/defaultJob.ts';
import { setJobValue } from '../../job/editJob.ts';
import type { JobPath } from '../../job/jobFinding.ts';
import { objectMappingsOf as mappingsOfSchema } from '../../job/objectMappings.ts';
import { scopingOperators } from '../../job/scopingOperators.ts';
import { directoryTitle } from '../../protocol/directoryTitle.ts';
import {
  type DocumentModel,
  type LocatedObject,
  type LocatedObjectMapping,
  objectMappingsOf,
} from '../documents/documentModel.ts';
import { contains, memberOf, textOf } from '../documents/jsonNodes.ts';
import type { DiagnosticData } from './diagnostics.ts';
import { rangeOf, workspaceEdit } from './ranges.ts';
import { missingMembersAt, typesAt } from './schemaWords.ts';

/** A problem at its node. The path is that of the value, whether the problem is shown at the value or at its name. */
interface Problem {
  readonly model: DocumentModel;
  readonly node: Node;
  readonly path: JobPath;
  /** What the problem's message speaks of; empty where the place says it. */
  readonly about: string;
  /** The text that is underlined. */
  readonly marked: string;
}

/** What removes a problem: another value at a path, or a member or item that goes. */
type Change = {
  readonly title: string;
  /** Whether it is what nearly everybody wants. */
  readonly preferred?: true;
} & ({ readonly path: JobPath; readonly value: unknown } | { readonly removed: Node | null | undefined });

/** What can be done about problems of a document's structure, by their code (src/job/). */
const changesFor: Readonly<Record<string, (problem: Problem) => readonly Change[]>> = {
  attributeUnknown: (problem) => define(problem, problem.marked.slice(1, -1), mappingAt(problem)?.sourceObject),
  'duplicate-mapping': removeMapping,
  'duplicate-member': removeMember,
  'duplicate-matching-priority': nextPriority,
  'empty-source': ({ model: { t }, path }) => [{ title: t('Map nothing'), path, value: null }],
  'executor-needs-entra': ({ model: { t }, path }) => [
    { title: t('Change to {0}', quoted('local')), path, value: 'local', preferred: true },
  ],
  'forbidden-member': removeMember,
  'insecure-address': encrypt,
  'missing-member': addMember,
  'no-matching-attribute': matchOn,
  'nothing-enabled': enable,
  'operator-type-mismatch': fittingOperators,
  'read-only-target': removeMapping,
  'required-attribute-unmapped': mapRequired,
  'surplus-operand': ({ model: { t }, path }) => [
    { title: t('Remove the operand'), path, value: null, preferred: true },
  ],
  'unknown-member': removeMember,
  'unknown-source-attribute': (problem) => define(problem, textOf(problem.node), mappingAt(problem)?.sourceObject),
  'unknown-target-attribute': (problem) => define(problem, textOf(problem.node), mappingAt(problem)?.targetObject),
  'wrong-type': otherType,
};

/** The changes that remove problems of a document's structure; comments and formatting around them survive. */
export function structureFixes(model: DocumentModel, diagnostics: readonly Diagnostic[]): readonly CodeAction[] {
  return diagnostics.flatMap((diagnostic) => {
    const node = model.root && findNodeAtOffset(model.root, model.document.offsetAt(diagnostic.range.start), false);
    const changes = Object.hasOwn(changesFor, String(diagnostic.code))
      ? changesFor[String(diagnostic.code)]
      : undefined;
    if (!node || changes === undefined) return [];
    const marked = model.document.getText(diagnostic.range);
    const problem = { model, node, path: getNodePath(node), about: aboutOf(diagnostic), marked };
    return changes(problem).map((change) => action(model, diagnostic, change));
  });
}

function action(model: DocumentModel, diagnostic: Diagnostic, change: Change): CodeAction {
  const { title, preferred } = change;
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    ...(preferred && { isPreferred: true }),
    edit: workspaceEdit(model, textEdits(model, change)),
  };
}

function textEdits(model: DocumentModel, change: Change): readonly TextEdit[] {
  if ('removed' in change) return change.removed ? removal(model, change.removed) : [];
  return setJobValue(model.text, change.path, change.value).map(({ offset, length, newText }) => ({
    range: rangeOf(model, { start: offset, end: offset + length }),
    newText,
  }));
}

/** Removes a member or an item with the comma before it, of the first with the one behind it. */
function removal(model: DocumentModel, node: Node): readonly TextEdit[] {
  const siblings = node.parent?.children ?? [];
  const index = siblings.indexOf(node);
  const [before, behind] = [siblings[index - 1], siblings[index + 1]];
  const start = before ? before.offset + before.length : node.offset;
  const end = !before && behind ? behind.offset : node.offset + node.length;
  return [{ range: rangeOf(model, { start, end }), newText: '' }];
}

/** What a client hands back may be anything. */
function aboutOf({ data }: Diagnostic): string {
  const { about } = (data ?? {}) as Partial<Record<keyof DiagnosticData, unknown>>;
  return typeof about === 'string' ? about : '';
}

function quoted(value: unknown): string {
  return JSON.stringify(value);
}

function mappingAt({ model, node }: Problem): LocatedObjectMapping | undefined {
  return objectMappingsOf(model).find((mapping) => contains(mapping.node, node.offset));
}

function removeMapping(problem: Problem): readonly Change[] {
  const mappings = mappingAt(problem)?.attributeMappings ?? [];
  const removed = mappings.find(({ node }) => contains(node, problem.node.offset))?.node;
  return [{ title: problem.model.t('Remove this attribute mapping'), removed }];
}

function removeMember({ model, node }: Problem): readonly Change[] {
  return [{ title: model.t('Remove {0}', quoted(node.value)), removed: node.parent }];
}

function nextPriority(problem: Problem): readonly Change[] {
  const priorities = (mappingAt(problem)?.attributeMappings ?? []).map(({ node }) =>
    Number(memberOf(node, 'matchingPriority')?.value ?? 0),
  );
  const next = Math.max(0, ...priorities) + 1;
  return [
    { title: problem.model.t('Give it the priority {0}', next), path: problem.path, value: next, preferred: true },
  ];
}

function encrypt({ model, node, path }: Problem): readonly Change[] {
  const address = textOf(node)?.replace(/^http:/i, 'https:');
  return address === undefined ? [] : [{ title: model.t('Use https'), path, value: address, preferred: true }];
}

/** The member's example comes from job.schema.json. */
function addMember({ model, path, about }: Problem): readonly Change[] {
  return missingMembersAt(model.kind, path)
    .filter(({ name }) => name === about)
    .map(({ name, value }) => ({
      title: model.t('Add {0}', quoted(name)),
      path: [...path, name],
      value,
      preferred: true,
    }));
}

/** The attributes that people are recognised by, most certain first. */
const recognisable = ['userName', 'externalId', 'displayName'];

function matchOn(problem: Problem): readonly Change[] {
  const mappings = mappingAt(problem)?.attributeMappings ?? [];
  const targets = mappings.map(({ target, expression }) => expression && textOf(target ?? undefined));
  return recognisable
    .filter((name) => targets.includes(name))
    .map((name, index) => ({
      title: problem.model.t('Match on {0}', quoted(name)),
      path: [...problem.path, targets.indexOf(name), 'matchingPriority'],
      value: 1,
      ...(index === 0 && { preferred: true as const }),
    }));
}

function enable({ model }: Problem): readonly Change[] {
  return objectMappingsOf(model)
    .filter(({ enabled }) => !enabled)
    .map(({ node, name }) => ({
      title: name === '' ? model.t('Enable this object mapping') : model.t('Enable {0}', quoted(name)),
      path: [...getNodePath(node), 'enabled'],
      value: true,
    }));
}

function fittingOperators(problem: Problem): readonly Change[] {
  const { model, node, path } = problem;
  const type = mappingAt(problem)?.sourceObject?.attributes.get(textOf(node) ?? '')?.type;
  return scopingOperators
    .filter((each) => each.supportedAttributeTypes.some((supported) => supported === type))
    .map(({ name }) => ({
      title: model.t('Use {0}', name),
      path: [...path.slice(0, -1), 'operatorName'],
      value: name,
    }));
}

/** The mapping that a new job has for the attribute, else one from the source attribute of the same name. */
function mapRequired(problem: Problem): readonly Change[] {
  const mapping = mappingAt(problem);
  const usual = mappingsOfSchema(defaultSchema()).flatMap((each) => each.mapping.attributeMappings);
  const required = (mapping?.targetObject?.attributeList ?? []).filter(({ name }) => name === problem.about);
  return required.flatMap(({ name }) => {
    const source = usual.find((each) => each.targetAttributeName === name)?.source?.name ?? name;
    if (mapping?.sourceObject?.attributes.has(source) !== true) return [];
    const value = { targetAttributeName: name, source: { expression: `[${source}]` } };
    const title = problem.model.t('Map [{0}] to {1}', source, quoted(name));
    return [{ title, path: [...problem.path, mapping.attributeMappings.length], value, preferred: true as const }];
  });
}

/** An attribute that the directory has but the schema does not tell of, such as an extension's. */
function define({ model }: Problem, name = '', object: LocatedObject | null = null): readonly Change[] {
  const attributes = object && memberOf(object.node, 'attributes');
  if (!attributes || name === '') return [];
  const path = [...getNodePath(attributes), attributes.children?.length ?? 0];
  return [
    {
      title: model.t('Define {0} in {1}', quoted(name), directoryTitle(object.directory.name)),
      path,
      value: { name, type: 'String' },
    },
  ];
}

/** `"true"` for `true`, `"500"` for `500`, and the other way round. */
function otherType({ model, node, path }: Problem): readonly Change[] {
  const types = typesAt(model.kind, path);
  const text = textOf(node);
  if (text === undefined) {
    if (!types.includes('string') || !['number', 'boolean'].includes(node.type)) return [];
    return [
      { title: model.t('Write {0}', quoted(String(node.value))), path, value: String(node.value), preferred: true },
    ];
  }
  const value = types.includes('boolean') ? booleanOf(text) : types.includes('integer') ? integerOf(text) : undefined;
  return value === undefined ? [] : [{ title: model.t('Write {0}', value), path, value, preferred: true }];
}

function booleanOf(text: string): boolean | undefined {
  return /^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined;
}

function integerOf(text: string): number | undefined {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
