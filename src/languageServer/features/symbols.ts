import type { Node } from 'jsonc-parser';
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type {
  DocumentModel,
  LocatedAttributeMapping,
  LocatedDirectory,
  LocatedObject,
  LocatedObjectMapping,
  LocatedRule,
} from '../documents/documentModel.ts';
import { textMember, textOf } from '../documents/jsonNodes.ts';
import { nodeRange } from './ranges.ts';

/** The outline: rules with their object mappings with their attribute mappings, and directories with what they define. */
export function documentSymbols(model: DocumentModel): DocumentSymbol[] {
  const { t } = model;
  const symbol = symbolsIn(model);
  const attributeMapping = (mapping: LocatedAttributeMapping): DocumentSymbol =>
    symbol(mapping.node, mapping.target, SymbolKind.Field, {
      name: textOf(mapping.target ?? undefined) ?? '',
      detail: `← ${mapping.expression?.literal.value ?? t('nothing')}`,
    });
  const objectMapping = (mapping: LocatedObjectMapping): DocumentSymbol =>
    symbol(mapping.node, textMember(mapping.node, 'name'), SymbolKind.Class, {
      name: mapping.name || `${mapping.sourceObjectName} → ${mapping.targetObjectName}`,
      detail: mapping.enabled ? `${mapping.sourceObjectName} → ${mapping.targetObjectName}` : t('disabled'),
      children: mapping.attributeMappings.map(attributeMapping),
    });
  const rule = ({ node, name, objectMappings }: LocatedRule): DocumentSymbol =>
    symbol(node, textMember(node, 'name'), SymbolKind.Module, {
      name: name || t('Synchronization rule'),
      children: objectMappings.map(objectMapping),
    });
  const object = ({ node, name, nameNode, attributeList }: LocatedObject): DocumentSymbol =>
    symbol(node, nameNode, SymbolKind.Struct, {
      name,
      children: attributeList.map((attribute) =>
        symbol(attribute.node, attribute.nameNode, SymbolKind.Property, {
          name: attribute.name,
          detail: attribute.type,
        }),
      ),
    });
  const directory = ({ node, name, nameNode, objects }: LocatedDirectory): DocumentSymbol =>
    symbol(node, nameNode, SymbolKind.Namespace, { name, children: objects.map(object) });
  return [...model.rules.map(rule), ...model.directories.map(directory)];
}

interface Described {
  readonly name: string;
  readonly detail?: string;
  readonly children?: DocumentSymbol[];
}

function symbolsIn(model: DocumentModel) {
  return (node: Node, nameNode: Node | null | undefined, kind: SymbolKind, described: Described): DocumentSymbol => ({
    ...described,
    name: described.name || model.t('(no name yet)'),
    kind,
    range: nodeRange(model, node),
    selectionRange: nodeRange(model, nameNode ?? node),
  });
}
