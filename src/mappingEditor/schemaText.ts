import { findNodeAtLocation, type Node } from 'jsonc-parser';
import { toSource } from '../expressions/graph/writeSource.ts';
import { parse } from '../expressions/syntax/parser.ts';
import { currentSource } from '../job/currentSource.ts';
import { documentKindOf } from '../job/documentKind.ts';
import { readSchemaShape, type SchemaDocument } from '../job/jobDocument.ts';
import { problemLine } from '../job/jobProblems.ts';
import { parseJsonDocument } from '../job/jsonDocument.ts';
import { readExportedDocument } from '../job/readExportedSchema.ts';
import type { AttributeMappingSource } from '../job/schema.ts';
import { formOf, schemaIn } from './documentForm.ts';
import { openDocument } from './documentPaths.ts';
import { outdented, setMember, setMemberText } from './jsonText.ts';
import { printNode } from './printNode.ts';
import { importIntoSchema, notExportedWithErrors, notExportedWithoutJson, notImported } from './schemaRefusal.ts';
import { withWrittenSchema } from './writtenSchema.ts';

/**
 * Replaces a document's schema by an exported one, as it is written: its comments, order and unknown members come along. Of a template
 * that Microsoft Graph answered only its schema is taken. Refuses one that has errors, with the first of them.
 */
export function withImportedSchema(text: string, fileName: string, imported: string): string {
  const { form, schema } = openDocument(text);
  if (form === 'schema') throw importIntoSchema();
  const document = parseJsonDocument(imported);
  const { schema: read, problems } = readExportedDocument(document);
  const kind = documentKindOf(document.value);
  const path = kind.kind === 'schema' ? kind.path : [];
  const node = document.root && findNodeAtLocation(document.root, [...path]);
  if (read === null || !node) {
    const first = problems.find(({ severity }) => severity === 'error') ?? problems[0];
    throw notImported(first ? problemLine(fileName, first) : '');
  }
  const source = path.length === 0 ? document.text : outdented(document.text, node);
  const target = schema === undefined ? setMember(text, ['schema'], {}) : text;
  return setMemberText(target, ['schema'], source);
}

/**
 * A document's schema as the portal and Graph take it: JSON without comments, every source with its parsed form. Everything else is
 * as it is written, in its order. Refuses a schema that is not sound enough to be one.
 */
export function exportedSchemaText(text: string): string {
  const document = parseJsonDocument(withWrittenSchema(text));
  const root = document.value;
  if (document.root === null || typeof root !== 'object' || root === null) {
    throw notExportedWithoutJson();
  }
  const form = formOf(root);
  const shape = readSchemaShape(schemaIn(root, form));
  const node = findNodeAtLocation(document.root, [...form.schemaPath]);
  if (shape.document === null || node === undefined) {
    throw notExportedWithErrors();
  }
  return `${printNode(document.text, node, parsedForms(shape.document, node))}\n`;
}

/** The sources that lack their parsed form, or have that of another expression, with it, by the offset of their nodes. */
function parsedForms(schema: SchemaDocument, node: Node): ReadonlyMap<number, AttributeMappingSource> {
  const forms = new Map<number, AttributeMappingSource>();
  for (const [ruleIndex, rule] of schema.synchronizationRules.entries()) {
    for (const [index, mapping] of rule.objectMappings.entries()) {
      const path = ['synchronizationRules', ruleIndex, 'objectMappings', index, 'attributeMappings'];
      const nodes = findNodeAtLocation(node, path)?.children ?? [];
      for (const [at, { source }] of mapping.attributeMappings.entries()) {
        const written = nodes[at] && findNodeAtLocation(nodes[at], ['source']);
        if (!source || !written) continue;
        const form = withParsedForm(currentSource(source));
        if (form !== source) forms.set(written.offset, form);
      }
    }
  }
  return forms;
}

function withParsedForm(source: AttributeMappingSource): AttributeMappingSource {
  if (source.type !== undefined || typeof source.expression !== 'string') return source;
  const { tree, diagnostics } = parse(source.expression);
  if (diagnostics.some(({ severity }) => severity === 'error')) return source;
  return { ...source, ...toSource(tree) };
}
