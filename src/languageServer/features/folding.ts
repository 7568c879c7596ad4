import type { Node } from 'jsonc-parser';
import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import type { DocumentModel } from '../documents/documentModel.ts';

/** Folds every rule, object mapping, attribute mapping, directory, object and attribute definition that has several lines. */
export function foldingRanges(model: DocumentModel): FoldingRange[] {
  const nodes: Node[] = [];
  for (const rule of model.rules) {
    nodes.push(rule.node);
    for (const mapping of rule.objectMappings) {
      nodes.push(mapping.node, ...mapping.attributeMappings.map(({ node }) => node));
    }
  }
  for (const { node, objects } of model.directories) {
    nodes.push(node);
    for (const object of objects) {
      nodes.push(object.node, ...object.attributeList.map((attribute) => attribute.node));
    }
  }
  return nodes.flatMap((node) => folding(model, node));
}

/** The line with the closing bracket stays in sight, as with VS Code's own folding of JSON. */
function folding({ document }: DocumentModel, { offset, length }: Node): readonly FoldingRange[] {
  const startLine = document.positionAt(offset).line;
  const endLine = document.positionAt(offset + length).line - 1;
  return endLine > startLine ? [{ startLine, endLine, kind: FoldingRangeKind.Region }] : [];
}
