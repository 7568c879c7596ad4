import type { Range, WorkspaceEdit } from 'vscode-languageserver';
import type { DocumentModel } from '../documents/documentModel.ts';
import { jsonEscaped } from '../documents/stringLiteral.ts';
import type { Localize } from '../../protocol/localize.ts';
import { parse } from '../../expressions/syntax/parser.ts';
import { attributeSiteAt, type AttributeSite, sitesOfSame } from './attributeSites.ts';
import { rangeOf, workspaceEdit } from './ranges.ts';

/** A rename that cannot be done; the message is for the person. */
export class RenameRefused extends Error {}

/** The name that can be renamed at an offset; null where none stands. */
export function renameTargetAt(model: DocumentModel, offset: number): { range: Range; placeholder: string } | null {
  const site = attributeSiteAt(model, offset);
  return site && { range: rangeOf(model, site), placeholder: site.name };
}

/**
 * Renames an attribute in its definition, in every mapping and in every filter clause. Throws RenameRefused when nothing
 * can be renamed here, when the new name cannot stand in an expression, or when the object has such an attribute already.
 */
export function renameAt(model: DocumentModel, offset: number, newName: string): WorkspaceEdit {
  const site = attributeSiteAt(model, offset);
  if (site === null) throw new RenameRefused(model.t('Only an attribute can be renamed: put the cursor on its name.'));
  refuseUnfit(site, newName, model.t);
  const edits = sitesOfSame(model, site).map((each) => ({
    range: rangeOf(model, each),
    newText: jsonEscaped(newName),
  }));
  return workspaceEdit(model, edits);
}

function refuseUnfit({ object, name }: AttributeSite, newName: string, t: Localize): void {
  const { tree, diagnostics } = parse(`[${newName}]`);
  if (newName.trim() === '' || diagnostics.length > 0 || tree.kind !== 'attribute' || tree.name !== newName) {
    throw new RenameRefused(
      t(
        "{0} cannot be an attribute's name: write it without quotation marks, line breaks and unpaired brackets.",
        JSON.stringify(newName),
      ),
    );
  }
  if (newName !== name && object.attributes.has(newName)) {
    throw new RenameRefused(
      t(
        '{0} already has an attribute {1}: choose another name, or change the mappings one by one.',
        object.name,
        JSON.stringify(newName),
      ),
    );
  }
}
