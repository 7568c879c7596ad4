import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import { applyTextEdits, type TextEdit } from '../job/editJob.ts';
import type { JobPath } from '../job/jobFinding.ts';
import { prettyJson } from '../job/prettyJson.ts';
import { type JsonEntry, type JsonList, printList, splitList } from './jsonList.ts';

/**
 * Changes to the text of a JSON document with comments. Each function yields the whole new text, in which all but the
 * change itself, comments included, is as it was; throws an Error when the path leads nowhere.
 */

/** Gives a member another value; a missing member is added at the end, missing objects on the way are made. */
export function setMember(text: string, path: JobPath, value: unknown): string {
  const name = path.at(-1);
  const found = nodeAt(text, path);
  if (found) return replace(text, found, valueText(text, value, marginAt(text, found.offset)));
  const parentPath = path.slice(0, -1);
  const parent = nodeAt(text, parentPath);
  if (typeof name !== 'string') throw new Error(`There is no item ${String(name)} to change.`);
  if (parent?.type !== 'object') return setMember(text, parentPath, { [name]: value });
  return withNewEntry(text, parent, parent.children?.length ?? 0, (margin) => {
    return `${JSON.stringify(name)}: ${valueText(text, value, margin)}`;
  });
}

/** Gives a member a value that is JSON text already, comments included. */
export function setMemberText(text: string, path: JobPath, json: string): string {
  const found = nodeAt(text, path);
  if (!found) throw new Error(`There is no ${path.join('.')} to replace.`);
  const margin = marginAt(text, found.offset);
  return replace(text, found, json.trim().replaceAll(/\r\n|\n|\r/g, eolOf(text) + margin));
}

/** The text of a node as it would be were its line not indented; what it holds is indented less by as much. */
export function outdented(text: string, node: Node): string {
  const margin = marginAt(text, node.offset);
  const body = text.slice(node.offset, node.offset + node.length);
  return margin === '' ? body : body.replaceAll(new RegExp(`(\\r\\n|\\n|\\r)${margin}`, 'g'), '$1');
}

/** Removes a member or an item with its own comments; nothing happens when it is not there. */
export function removeEntry(text: string, path: JobPath): string {
  const found = nodeAt(text, path);
  const container = nodeAt(text, path.slice(0, -1));
  if (!found || !container) return text;
  const entry = found.parent?.type === 'property' ? found.parent.offset : found.offset;
  const index = (container.children ?? []).findIndex(({ offset }) => offset === entry);
  return changeList(text, container, (list) => withoutEntry(list, index));
}

/** Inserts an item before the one at `index`. */
export function insertItem(text: string, path: JobPath, index: number, value: unknown): string {
  const list = nodeAt(text, path);
  if (list === undefined) return setMember(text, path, [value]);
  if (list.type !== 'array') return setMember(text, path, [value]);
  return withNewEntry(text, list, index, (margin) => valueText(text, value, margin));
}

/** Inserts a copy of an item, as it is written, behind it. */
export function duplicateItem(text: string, path: JobPath, index: number): string {
  const list = required(text, path);
  const body = splitList(text, list).entries[index]?.body;
  if (body === undefined) throw new Error(`There is no item ${index} to duplicate.`);
  return withNewEntry(text, list, index + 1, () => body);
}

/** Moves an item with its comments to another place in its array. */
export function moveItem(text: string, path: JobPath, from: number, to: number): string {
  return changeList(text, required(text, path), (list) => {
    const leads = list.entries.map(({ lead }) => lead);
    const entries = [...list.entries];
    entries.splice(to, 0, ...entries.splice(from, 1));
    return { ...list, entries: isOnOneLine(leads) ? withLeads(entries, leads) : entries };
  });
}

/** The part of one text that has to be replaced to get the other: one edit, empty on both sides when they are the same. */
export function differenceOf(before: string, after: string): TextEdit {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  while (start > 0 && !isBoundary(before, start)) start -= 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  while (end > 0 && !(isBoundary(before, before.length - end) && isBoundary(after, after.length - end))) end -= 1;
  return { offset: start, length: before.length - end - start, newText: after.slice(start, after.length - end) };
}

/** The node at a path, or undefined. */
export function nodeAt(text: string, path: JobPath): Node | undefined {
  const root = parseTree(text, [], { disallowComments: false, allowTrailingComma: false });
  return root && findNodeAtLocation(root, [...path]);
}

/** Neither between the halves of a surrogate pair nor inside CR LF, where editors know no position. */
function isBoundary(text: string, offset: number): boolean {
  const pair = text.slice(offset - 1, offset + 1);
  return pair !== '\r\n' && !/^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(pair);
}

function required(text: string, path: JobPath): Node {
  const node = nodeAt(text, path);
  if (!node) throw new Error(`There is no ${path.join('.')} in the document.`);
  return node;
}

function replace(text: string, node: Node, newText: string): string {
  return applyTextEdits(text, [{ offset: node.offset, length: node.length, newText }]);
}

function changeList(text: string, node: Node, change: (list: JsonList) => JsonList): string {
  return replace(text, node, printList(change(splitList(text, node)), eolOf(text)));
}

function withoutEntry(list: JsonList, index: number): JsonList {
  const entries = list.entries.filter((_, at) => at !== index);
  const first = list.entries[0];
  const [next] = entries;
  if (index !== 0 || !first || !next || !isOnOneLine([next.lead])) return { ...list, entries };
  return { ...list, entries: [{ ...next, lead: first.lead + next.lead.trimStart() }, ...entries.slice(1)] };
}

/** A list with one more entry, which looks like its neighbours: on their line, or on a line of its own. */
function withNewEntry(text: string, node: Node, index: number, bodyFor: (margin: string) => string): string {
  const eol = eolOf(text);
  return changeList(text, node, (list) => {
    const neighbour = list.entries[Math.min(index, list.entries.length - 1)];
    if (neighbour === undefined) return aloneIn(list, text, node, bodyFor);
    const oneLine = isOnOneLine(list.entries.map(({ lead }) => lead));
    const margin = oneLine ? marginAt(text, node.offset) : lastLineOf(neighbour.lead);
    const body = bodyFor(margin);
    if (!oneLine) return withEntry(list, index, { lead: eol + margin, body, gap: '', trail: '' });
    const leads = list.entries.map(({ lead }) => lead);
    const grown = withEntry(list, index, { lead: '', body, gap: '', trail: '' });
    return { ...grown, entries: withLeads(grown.entries, [...leads, leads.length > 1 ? (leads.at(-1) ?? ' ') : ' ']) };
  });
}

function withEntry(list: JsonList, index: number, entry: JsonEntry): JsonList {
  return { ...list, entries: [...list.entries.slice(0, index), entry, ...list.entries.slice(index)] };
}

function aloneIn(list: JsonList, text: string, node: Node, bodyFor: (margin: string) => string): JsonList {
  const outer = marginAt(text, node.offset);
  if (!/[\r\n]/.test(text)) return withEntry(list, 0, { lead: '', body: bodyFor(outer), gap: '', trail: '' });
  const margin = outer + indentationOf(text);
  const entry = { lead: eolOf(text) + margin, body: bodyFor(margin), gap: '', trail: '' };
  const tail = /^\s*[\]}]$/.test(list.tail) ? eolOf(text) + outer + list.tail.trim() : list.tail;
  return { ...list, entries: [entry], tail };
}

/** Items that share a line keep the blanks between them where they are, whichever item comes to stand there. */
function withLeads(entries: readonly JsonEntry[], leads: readonly string[]): readonly JsonEntry[] {
  return entries.map((entry, index) => ({ ...entry, lead: leads[index] ?? ' ' }));
}

function isOnOneLine(leads: readonly string[]): boolean {
  return leads.every((lead) => lead.trim() === '' && !/[\r\n]/.test(lead));
}

function lastLineOf(lead: string): string {
  return /[^\r\n]*$/.exec(lead)?.[0].match(/^[ \t]*/)?.[0] ?? '';
}

/** A value as JSON that fits its surroundings: the file's line endings and indentation, and a line for each value if it has that. */
function valueText(text: string, value: unknown, margin: string): string {
  if (!/[\r\n]/.test(text)) return JSON.stringify(value);
  const unit = indentationOf(text);
  const blanks = margin.replaceAll('\t', '    ');
  const printed = isSpreadOut(text)
    ? JSON.stringify(value, null, 2)
    : prettyJson(value, blanks, blanks.length + 16).replaceAll(`\n${blanks}`, '\n');
  const [first = '', ...lines] = printed.split('\n');
  return [first, ...lines.map((line) => margin + reindented(line, unit))].join(eolOf(text));
}

/** Whether no object or list of a file is written on one line, as in what the Entra portal and `JSON.stringify` write. */
function isSpreadOut(text: string): boolean {
  const within = (node: Node): boolean => {
    if (node.type !== 'object' && node.type !== 'array') return true;
    const children = (node.children ?? []).flatMap((child) =>
      child.type === 'property' ? (child.children ?? []) : child,
    );
    const isOpen = children.length === 0 || /[\r\n]/.test(text.slice(node.offset, children[0]?.offset));
    return isOpen && children.every(within);
  };
  const root = parseTree(text, [], { disallowComments: false, allowTrailingComma: false });
  return root !== undefined && within(root);
}

function reindented(line: string, unit: string): string {
  const blanks = /^ */.exec(line)?.[0].length ?? 0;
  return unit.repeat(blanks / 2) + line.slice(blanks);
}

/** The blanks that the line of an offset begins with. */
function marginAt(text: string, offset: number): string {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
}

function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function indentationOf(text: string): string {
  const first = /^[ \t]+(?=["{[}\]])/m.exec(text)?.[0] ?? '  ';
  return first.startsWith('\t') ? '\t' : first;
}
