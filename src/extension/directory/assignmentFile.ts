import { parse } from 'csv-parse/sync';
import type { ApplicationRole, Principal } from '../../protocol/graphProtocol.ts';
import type { Localize } from '../../protocol/localize.ts';

/** A line of a file of assignments: whom, and with which role; empty for the application's first one. */
export interface FileEntry {
  readonly line: number;
  readonly name: string;
  readonly role: string;
}

/** Names of columns that a file from a portal or a directory has for people and groups, in lower case. */
const nameColumns = [
  'userprincipalname',
  'user principal name',
  'upn',
  'mail',
  'email',
  'id',
  'objectid',
  'displayname',
  'name',
  'member name',
];
const roleColumns = ['role', 'approle', 'app role'];

/**
 * Reads assignments from CSV (RFC 4180; semicolons and tabs separate, too): with a header the columns for name and role,
 * else the first two columns.
 *
 * @param bytes UTF-8, or UTF-16 with a byte order mark, as Excel writes it.
 * @throws CsvError naming the line when a quotation isn't closed, or goes on after its end.
 */
export function readAssignmentFile(bytes: Uint8Array): readonly FileEntry[] {
  const rows = readRows(decoded(bytes));
  const titles = (rows[0]?.fields ?? []).map((title) => title.toLowerCase());
  const nameColumn = nameColumns.map((name) => titles.indexOf(name)).find((index) => index >= 0);
  const roleColumn = roleColumns.map((name) => titles.indexOf(name)).find((index) => index >= 0);
  const hasHeader = nameColumn !== undefined;
  return rows.slice(hasHeader ? 1 : 0).flatMap(({ fields, line }) => {
    const name = fields[nameColumn ?? 0] ?? '';
    const role = fields[hasHeader ? (roleColumn ?? -1) : 1] ?? '';
    return name === '' ? [] : [{ line, name, role }];
  });
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes);
}

interface Row {
  readonly fields: readonly string[];
  /** The line it begins on. */
  readonly line: number;
}

/** Every row, empty ones too, so that each begins after the line on which the one before ends. */
function readRows(text: string): readonly Row[] {
  const rows: Row[] = [];
  let line = 1;
  parse(text, {
    delimiter: delimiterOf(text),
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    trim: true,
    on_record: (fields: readonly string[], { lines }) => {
      rows.push({ fields, line });
      line = lines + 1;
      return null;
    },
  });
  return rows;
}

/** What separates the fields of the first line. */
function delimiterOf(text: string): string {
  const [head = ''] = text.split(/\r?\n/, 1);
  return [';', '\t'].find((candidate) => head.includes(candidate)) ?? ',';
}

/** What becomes of a line: somebody with a role, or why not. */
export type ReadEntry =
  | { readonly entry: FileEntry; readonly principal: Principal; readonly role: ApplicationRole }
  | { readonly entry: FileEntry; readonly problem: string };

/**
 * Puts names and roles of a file beside what the tenant has. A name that is nobody's, or of several, assigns nobody.
 *
 * @param found for each entry in its order, who is called so.
 */
export function resolveEntries(
  entries: readonly FileEntry[],
  found: readonly (readonly Principal[])[],
  roles: readonly ApplicationRole[],
  t: Localize,
): readonly ReadEntry[] {
  return entries.map((entry, index) => {
    const [principal, ...others] = found[index] ?? [];
    if (principal === undefined) return { entry, problem: t('No user or group has this name.') };
    if (others.length > 0)
      return { entry, problem: t('{0} users and groups have this name. Use an ID instead.', others.length + 1) };
    const wanted = entry.role.toLowerCase();
    const role =
      wanted === '' ? roles[0] : roles.find(({ id, displayName }) => [id, displayName.toLowerCase()].includes(wanted));
    return role === undefined
      ? { entry, problem: t('The application has no role {0}.', entry.role) }
      : { entry, principal, role };
  });
}
