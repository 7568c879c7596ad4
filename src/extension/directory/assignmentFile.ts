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
 * else the first two columns. What separates is taken from the first line.
 */
export function readAssignmentFile(text: string): readonly FileEntry[] {
  const [head = ''] = text.split(/\r?\n/, 1);
  const separator = [';', '\t'].find((candidate) => head.includes(candidate)) ?? ',';
  const rows = readRows(text.replace(/^\uFEFF/, ''), separator);
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

interface Row {
  readonly fields: readonly string[];
  readonly line: number;
}

function readRows(text: string, separator: string): readonly Row[] {
  const rows: Row[] = [];
  let fields: string[] = [];
  let field = '';
  let quoted = false;
  let line = 1;
  let begun = 1;
  const endRow = (): void => {
    rows.push({ fields: [...fields, field].map((each) => each.trim()), line: begun });
    fields = [];
    field = '';
    begun = line;
  };
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character === '\n') line++;
    if (quoted && character === '"' && text[index + 1] === '"') field += text[++index] ?? '';
    else if (character === '"' && (quoted || field.trim() === '')) quoted = !quoted;
    else if (!quoted && character === separator) {
      fields.push(field);
      field = '';
    } else if (!quoted && character === '\n') endRow();
    else if (quoted || character !== '\r') field += character;
  }
  endRow();
  return rows;
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
    if (principal === undefined) return { entry, problem: t('Nobody is called so.') };
    if (others.length > 0)
      return { entry, problem: t('{0} users and groups are called so: use an ID.', others.length + 1) };
    const wanted = entry.role.toLowerCase();
    const role =
      wanted === '' ? roles[0] : roles.find(({ id, displayName }) => [id, displayName.toLowerCase()].includes(wanted));
    return role === undefined
      ? { entry, problem: t('The application has no role {0}.', entry.role) }
      : { entry, principal, role };
  });
}
