import { type Text, text } from '../../protocol/text.ts';

/** One operation of a PATCH request (RFC 7644 section 3.5.2). */
export interface PatchOperation {
  readonly op: string;
  readonly path?: string;
  readonly value?: unknown;
}

export type Dialect = 'rfc7644' | 'entra';

const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export function patchBody(operations: readonly PatchOperation[]): string {
  return JSON.stringify({ schemas: [patchSchema], Operations: operations });
}

/** A strict server refuses what Entra's own dialect sends, and its words do not name the setting. */
export function patchRefused(dialect: Dialect): Text {
  return dialect === 'entra'
    ? text`The update, in Entra’s own dialect ("compatibility": "entra"), was refused`
    : text`The update was refused`;
}

/** The operations of one request that adds or removes values of a multi-valued reference attribute. */
export function memberOperations(
  attribute: string,
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
  dialect: Dialect,
): PatchOperation[] {
  const operations: PatchOperation[] = remove.map((id) =>
    dialect === 'entra'
      ? { op: 'Remove', path: attribute, value: [{ $ref: null, value: id }] }
      : { op: 'remove', path: `${attribute}[value eq ${JSON.stringify(id)}]` },
  );
  if (add.length > 0) {
    const value = add.map((id) => (dialect === 'entra' ? { $ref: null, value: id } : { value: id }));
    operations.push({ op: dialect === 'entra' ? 'Add' : 'add', path: attribute, value });
  }
  return operations;
}
