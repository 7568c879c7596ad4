import { toSource } from '../expressions/graph/writeSource.ts';
import { parse } from '../expressions/syntax/parser.ts';
import { currentSource } from '../job/currentSource.ts';
import { completeSchema } from '../job/completeJob.ts';
import { readSchemaShape } from '../job/jobDocument.ts';
import { formatProblem } from '../job/jobProblems.ts';
import { readExportedSchema } from '../job/readExportedSchema.ts';
import type { AttributeMappingSource, SynchronizationSchema } from '../job/schema.ts';
import { openDocument, Refusal } from './documentPaths.ts';
import { setMember, setMemberText } from './jsonText.ts';
import { withWrittenSchema } from './writtenSchema.ts';

/**
 * Replaces a document's schema by an exported one, as it is written: its comments, order and unknown members come along.
 * Refuses one that has errors, with the first of them.
 */
export function withImportedSchema(text: string, fileName: string, imported: string): string {
  const { form, schema } = openDocument(text);
  if (form === 'schema') throw new Refusal('This file is an exported schema itself: open the other one instead.');
  const { schema: read, problems } = readExportedSchema(imported);
  if (read === null) {
    const first = problems.find(({ severity }) => severity === 'error') ?? problems[0];
    throw new Refusal(`Nothing was imported. ${first ? formatProblem(fileName, first) : ''}`);
  }
  const source = imported.startsWith('\uFEFF') ? imported.slice(1) : imported;
  const target = schema === undefined ? setMember(text, ['schema'], {}) : text;
  return setMemberText(target, ['schema'], source);
}

/**
 * A document's schema as the portal and Graph take it: JSON without comments, every source with its parsed form.
 * Refuses a schema that is not sound enough to be one.
 */
export function exportedSchemaText(text: string): string {
  const { schema } = openDocument(withWrittenSchema(text));
  const shape = readSchemaShape(schema);
  if (shape.document === null) {
    throw new Refusal('The schema has errors, so it was not exported: mend what Problems lists first.');
  }
  return `${JSON.stringify(withParsedForms(completeSchema(shape.document)), null, 2)}\n`;
}

function withParsedForms(schema: SynchronizationSchema): SynchronizationSchema {
  return {
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((mapping) => ({
        ...mapping,
        attributeMappings: mapping.attributeMappings.map((each) => ({
          ...each,
          source: each.source && withParsedForm(currentSource(each.source)),
        })),
      })),
    })),
  };
}

function withParsedForm(source: AttributeMappingSource): AttributeMappingSource {
  if (source.type !== undefined || typeof source.expression !== 'string') return source;
  const { tree, diagnostics } = parse(source.expression);
  if (diagnostics.some(({ severity }) => severity === 'error')) return source;
  return { ...source, ...toSource(tree) };
}
