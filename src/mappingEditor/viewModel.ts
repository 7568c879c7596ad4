import { findNodeAtLocation, type Node } from 'jsonc-parser';
import { nameBetween } from '../job/completeJob.ts';
import { defaultProvisioning, defaultRemoval } from '../job/jobDefaults.ts';
import type { JobPath } from '../job/jobFinding.ts';
import { textPositions } from '../job/jobProblems.ts';
import type { JobProblem } from '../job/job.ts';
import { parseJsonDocument } from '../job/jsonDocument.ts';
import { parseFlowTypes } from '../job/objectMappings.ts';
import { readExportedDocument } from '../job/readExportedSchema.ts';
import { readJobDocument } from '../job/readJob.ts';
import type {
  AttributeView,
  DirectoryView,
  EditorView,
  FilterGroupView,
  MappingView,
  ObjectMappingView,
  ProblemView,
  SettingsView,
} from '../protocol/mappingEditorView.ts';
import { type Text, text } from '../protocol/text.ts';
import { formOf, schemaIn } from './documentForm.ts';
import { countIn, flagIn, listIn, memberOf, textIn, wordIn } from './lenientReading.ts';
import { type LocatedProblems, locateInMappings } from './problemPlaces.ts';
import { shownSource } from './shownSource.ts';
import { withWrittenSchema } from './writtenSchema.ts';

const notAnObject = text`A job file is a JSON object, which begins with "{"; this is something else.`;
const unreadable = text`The document cannot be read.`;

/** What the view says about the document beside its text. */
export interface DocumentState {
  readonly version: number;
  readonly editable: boolean;
  readonly unsaved: boolean;
  /** The last cycle's id, as far as it is known; else empty. */
  readonly lastCycle: string;
  /** The file's name, for a document that has no name in it. */
  readonly name: string;
}

/**
 * What the mapping editor shows of a job file or an exported schema: of a job file without a schema, the default one that
 * it means. Never throws, whatever the text.
 */
export function viewOf(written: string, state: DocumentState): EditorView {
  const text = withWrittenSchema(written);
  const document = parseJsonDocument(text);
  if (document.root === null || document.value === undefined) return broken(text, document.problems[0], state.version);
  const root = document.value;
  if (typeof root !== 'object' || root === null || Array.isArray(root)) {
    return broken(text, { message: notAnObject, offset: 0 }, state.version);
  }
  const documentForm = formOf(root);
  const { form, schemaPath: path } = documentForm;
  const schema = schemaIn(root, documentForm);
  const { problems } = form === 'job' ? readJobDocument(document) : readExportedDocument(document);
  const located = locateInMappings(problems, objectMappingNodes(document.root, path));
  return {
    state: 'ready',
    version: state.version,
    editable: state.editable,
    unsaved: state.unsaved,
    lastCycle: state.lastCycle,
    form,
    title: form === 'job' ? textIn(root, 'displayName', state.name) : state.name,
    settings: form === 'job' ? settingsOf(root) : null,
    objectMappings: objectMappingsOf(schema, located),
    directories: listIn(schema, 'directories').map(directoryView),
    problems: located.elsewhere.map(problemView),
  };
}

function broken(text: string, problem: { message: Text; offset: number } | undefined, version: number): EditorView {
  const offset = problem?.offset ?? 0;
  const place = textPositions(text)(offset);
  return { state: 'broken', version, message: problem?.message ?? unreadable, ...place };
}

/** The nodes of all object mappings, in the order of the rules. */
function objectMappingNodes(root: Node, path: JobPath): readonly (readonly Node[])[] {
  const rules = findNodeAtLocation(root, [...path, 'synchronizationRules'])?.children ?? [];
  return rules.map((rule) => findNodeAtLocation(rule, ['objectMappings'])?.children ?? []);
}

function objectMappingsOf(schema: unknown, located: LocatedProblems): readonly ObjectMappingView[] {
  return listIn(schema, 'synchronizationRules').flatMap((rule, ruleIndex) =>
    listIn(rule, 'objectMappings').map((mapping, index) => {
      const problems = located.at(ruleIndex, index);
      const flow = parseFlowTypes(textIn(mapping, 'flowTypes', 'Add,Update,Delete'));
      const sourceDirectory = textIn(rule, 'sourceDirectoryName');
      const sourceObject = textIn(mapping, 'sourceObjectName');
      const targetObject = textIn(mapping, 'targetObjectName');
      const scope = memberOf(mapping, 'scope');
      return {
        rule: ruleIndex,
        index,
        name: textIn(mapping, 'name') || nameBetween(sourceObject, targetObject),
        enabled: flagIn(mapping, 'enabled', true),
        create: flow.add,
        update: flow.update,
        delete: flow.delete,
        sourceDirectory,
        sourceObject,
        targetDirectory: textIn(rule, 'targetDirectoryName'),
        targetObject,
        cloudSync: sourceDirectory === 'Active Directory',
        groups: listIn(scope, 'groups').map(groupView),
        otherFilterGroups: listIn(scope, 'inputFilterGroups').length + listIn(scope, 'categoryFilterGroups').length,
        mappings: listIn(mapping, 'attributeMappings').map((each, at) =>
          mappingView(each, (problems?.mappings.get(at) ?? []).map(problemView)),
        ),
        problems: (problems?.own ?? []).map(problemView),
      };
    }),
  );
}

function groupView(group: unknown): FilterGroupView {
  return {
    name: textIn(group, 'name'),
    clauses: listIn(group, 'clauses').map((clause) => ({
      attribute: textIn(clause, 'sourceOperandName'),
      operator: textIn(clause, 'operatorName'),
      values: listIn(memberOf(clause, 'targetOperand'), 'values').filter((value) => typeof value === 'string'),
    })),
  };
}

function mappingView(mapping: unknown, problems: readonly ProblemView[]): MappingView {
  const defaultValue = memberOf(mapping, 'defaultValue');
  return {
    target: textIn(mapping, 'targetAttributeName'),
    ...sourceView(memberOf(mapping, 'source')),
    matchingPriority: countIn(mapping, 'matchingPriority'),
    flowType: textIn(mapping, 'flowType', 'Always'),
    flowBehavior: textIn(mapping, 'flowBehavior', 'FlowWhenChanged'),
    defaultValue: typeof defaultValue === 'string' && defaultValue !== '' ? defaultValue : null,
    flowNullValues: flagIn(mapping, 'flowNullValues'),
    problems,
  };
}

/** Which of the portal's mapping types a source is: told by its expression, as the portal does. */
function sourceView(source: unknown): Pick<MappingView, 'kind' | 'expression' | 'source'> {
  if (typeof source !== 'object' || source === null) return { kind: 'none', expression: '', source: '' };
  const { text, tree } = shownSource(source);
  if (tree.kind === 'attribute') return { kind: 'direct', expression: text, source: tree.name };
  if (tree.kind === 'string') return { kind: 'constant', expression: text, source: tree.value };
  return { kind: 'expression', expression: text, source: '' };
}

/** Settings of the portal's page; what isn't written is shown as what it means. */
function settingsOf(root: object): SettingsView {
  const usual = defaultProvisioning;
  const provisioning = memberOf(root, 'provisioning');
  const notification = memberOf(provisioning, 'notification');
  const prevention = memberOf(provisioning, 'accidentalDeletionPrevention');
  return {
    displayName: textIn(root, 'displayName'),
    status: wordIn(provisioning, 'status', ['on', 'off'], usual.status),
    scope: wordIn(provisioning, 'scope', ['assigned', 'all'], usual.scope),
    interval: textIn(provisioning, 'interval', usual.interval),
    email: textIn(notification, 'email'),
    onFailure: flagIn(notification, 'onFailure', usual.notification.onFailure),
    digest: wordIn(notification, 'digest', ['never', 'daily', 'cycle'], usual.notification.digest),
    includeNames: flagIn(notification, 'includeNames', usual.notification.includeNames),
    preventDeletions: flagIn(prevention, 'enabled', usual.accidentalDeletionPrevention.enabled),
    threshold: countIn(prevention, 'threshold', usual.accidentalDeletionPrevention.threshold),
    skipOutOfScopeDeletions: flagIn(provisioning, 'skipOutOfScopeDeletions', usual.skipOutOfScopeDeletions),
    includeDefaultAccess: flagIn(provisioning, 'includeDefaultAccess', usual.includeDefaultAccess),
    removal: removalOf(memberOf(root, 'target')),
  };
}

function removalOf(target: unknown): SettingsView['removal'] {
  if (memberOf(target, 'kind') !== 'dropboxBusiness') return null;
  const removal = memberOf(target, 'removal');
  return {
    transferFilesTo: textIn(removal, 'transferFilesTo'),
    otherwiseTo: textIn(removal, 'otherwiseTo'),
    transferAdmin: textIn(removal, 'transferAdmin'),
    keepAccount: flagIn(removal, 'keepAccount', defaultRemoval.keepAccount),
    retainTeamShares: flagIn(removal, 'retainTeamShares', defaultRemoval.retainTeamShares),
    removeEvenIfNobodyGetsTheFiles: flagIn(
      removal,
      'removeEvenIfNobodyGetsTheFiles',
      defaultRemoval.removeEvenIfNobodyGetsTheFiles,
    ),
  };
}

function directoryView(directory: unknown): DirectoryView {
  return {
    name: textIn(directory, 'name'),
    objects: listIn(directory, 'objects').map((object) => ({
      name: textIn(object, 'name'),
      attributes: listIn(object, 'attributes').map(attributeView),
    })),
  };
}

function attributeView(attribute: unknown): AttributeView {
  return {
    name: textIn(attribute, 'name'),
    type: textIn(attribute, 'type', 'String'),
    required: flagIn(attribute, 'required'),
    multivalued: flagIn(attribute, 'multivalued'),
    caseExact: flagIn(attribute, 'caseExact'),
    anchor: flagIn(attribute, 'anchor'),
    readOnly: textIn(attribute, 'mutability') === 'ReadOnly',
  };
}

function problemView({ severity, code, message, line }: JobProblem): ProblemView {
  return { severity, code, message, line };
}
