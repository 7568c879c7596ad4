import type { ScimConnection } from './connection.ts';
import type { FormGroup, FormTarget } from './formGroup.ts';
import { member, type ScimResource } from './resource.ts';
import { sendOperations } from './sendOperations.ts';

/** What an extension held besides, and has lost by a replace without a path; null when it has lost nothing. */
export interface LostSiblings {
  readonly extension: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Compares an extension before and after a write to it: what was not written must still be there. */
export function siblingsLost(before: ScimResource | null, after: ScimResource, group: FormGroup): LostSiblings | null {
  const { extension } = group;
  if (before === null || extension === null) return null;
  const written = group.operations('pathless').map(({ operation }) => member(operation.value, extension));
  const isWritten = (name: string): boolean => written.some((value) => member(value, name) !== undefined);
  const now = member(after, extension);
  const values = Object.fromEntries(
    Object.entries((member(before, extension) ?? {}) as Record<string, unknown>).filter(
      ([name, value]) => value !== null && !isWritten(name) && (member(now, name) ?? null) === null,
    ),
  );
  return Object.keys(values).length === 0 ? null : { extension, values };
}

/** Puts back what was lost, each value by its path. What the target refuses stays lost: nothing better is to be had. */
export async function restoreSiblings(
  connection: ScimConnection,
  { type, id }: FormTarget,
  { extension, values }: LostSiblings,
  signal: AbortSignal,
): Promise<void> {
  const operations = Object.entries(values).map(([name, value]) => ({
    op: 'replace',
    path: `${extension}:${name}`,
    value,
  }));
  await sendOperations(connection, { type, id }, operations, signal);
}
