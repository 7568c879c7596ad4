import type { JobPath } from './jobFinding.ts';
import { type Text, text } from '../protocol/text.ts';

/** What a JSON document is, by its content. */
export type DocumentKind =
  | { readonly kind: 'job' }
  /** A synchronizationSchema, alone or inside of what Microsoft Graph answered. */
  | { readonly kind: 'schema'; readonly path: JobPath; readonly within: 'template' | null }
  /** Something else that belongs to a schema or to Microsoft Graph; the message says what it is and where a schema is had. */
  | {
      readonly kind: 'foreign';
      readonly code: string;
      readonly severity: 'error' | 'warning';
      readonly message: Text;
    };

/**
 * Tells a job file from an exported schema, and both from what people take for one: a template, another answer of Microsoft
 * Graph, a part of a schema, a part in Microsoft Entra's internal form. What is none of these is taken for a job file.
 * Sources: Microsoft Graph v1.0, resources synchronizationSchema, synchronizationTemplate and synchronizationJob.
 */
export function documentKindOf(value: unknown): DocumentKind {
  const own = ownKindOf(value);
  if (own.kind !== 'job' || (isRecord(value) && hasAny(value, jobMembers))) return own;
  return kindOfWrapped(value, []) ?? own;
}

/** The same but for a schema inside of something else, which any JSON may be: for documents that nobody has named as one. */
export function ownKindOf(value: unknown): DocumentKind {
  if (typeof value === 'string') return kindOfText(value);
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (!isRecord(first)) return { kind: 'job' };
  if (isInternal(first)) return internalForm;
  if (Array.isArray(value)) return kindOfPart(first) ?? { kind: 'job' };
  if (hasAny(first, jobMembers) && !Object.hasOwn(first, 'targetAttributeName')) return { kind: 'job' };
  if (!Object.hasOwn(first, 'schema') && hasAny(first, ['synchronizationRules', 'directories'])) return wholeSchema;
  return kindOfAnswer(first) ?? kindOfPart(first) ?? { kind: 'job' };
}

/** Members of a schema, and of its parts, in Microsoft Entra's internal form. */
const internalMembers = ['AttributeMappings', 'SynchronizationRules', 'Directories', 'ObjectMappings'];

function isInternal(value: Json): boolean {
  return hasAny(value, internalMembers) || typeof value['TargetAttributeName'] === 'string';
}

/** So far in, and among so many items of a list, a schema is looked for in what somebody has wrapped it in. */
const deepestWrapping = 4;
const mostItems = 20;

/** A schema inside of something else, such as a response of another tool. A job file's own stands in its `schema`. */
function kindOfWrapped(value: unknown, path: JobPath): DocumentKind | null {
  if (typeof value === 'string')
    return /"(?:s|S)ynchronizationRules"|"AttributeMappings"/.test(value) ? kindOfText(value) : null;
  if (typeof value !== 'object' || value === null) return null;
  if (isRecord(value) && isInternal(value)) return internalForm;
  if (isRecord(value) && Object.hasOwn(value, 'synchronizationRules')) {
    return path.length === 1 && path[0] === 'schema' ? null : wrappedAt(path);
  }
  if (path.length >= deepestWrapping) return null;
  for (const [name, member] of Object.entries(value).slice(0, mostItems)) {
    const found = kindOfWrapped(member, [...path, Array.isArray(value) ? Number(name) : name]);
    if (found !== null) return found;
  }
  return null;
}

function wrappedAt(path: JobPath): DocumentKind {
  const steps = path.map((segment) => (typeof segment === 'number' ? `[${segment}]` : `.${segment}`));
  const place = steps.join('').replace(/^\./, '').slice(0, 100);
  return foreign(
    'wrapped-schema',
    text`This holds a schema inside of something else (at "${place}"): save that object by itself, or ${download}`,
  );
}

/** Whether an object with these members is a synchronizationTemplate: it has a schema, what templates have, and nothing of a job. */
export function looksLikeTemplate(names: ReadonlySet<string>): boolean {
  if (!names.has('schema') || jobMembers.some((name) => names.has(name))) return false;
  return templateMembers.some((name) => names.has(name));
}

const jobMembers = ['source', 'target', 'executor', 'provisioning'];
const templateMembers = ['factoryTag', 'applicationId', 'discoverable', 'default', '@odata.context', '@odata.type'];
const wholeSchema: DocumentKind = { kind: 'schema', path: [], within: null };

const download = text`on the attribute mapping page of the portal show the advanced options, open "Review your schema here" and download the whole schema.`;

/** What its numbers mean is not documented, so it is not guessed. */
const internalForm: DocumentKind = {
  kind: 'foreign',
  code: 'internal-schema-form',
  severity: 'warning',
  message: text`This is a part of a schema in the internal form of Microsoft Entra (members such as "AttributeMappings"), which cannot be used by itself: ${download}`,
};

/** The internal form stands as a text inside the metadata of exported rules, and is copied with its quotation marks. */
function kindOfText(value: string): DocumentKind {
  if (!/^\s*[[{]/.test(value)) return { kind: 'job' };
  if (/"(?:AttributeMappings|SynchronizationRules|ObjectMappings)"/.test(value)) return internalForm;
  return foreign(
    'quoted-json',
    text`This is JSON inside a JSON text: save what stands between the quotation marks, without its escapes.`,
  );
}

function kindOfAnswer(answer: Json): DocumentKind | null {
  if (looksLikeTemplate(new Set(Object.keys(answer)))) return templateAt(answer, []);
  if (Array.isArray(answer['value'])) return kindOfList(answer['value']);
  if (isRecord(answer['error']) && typeof answer['error']['code'] === 'string') {
    return foreign(
      'graph-answer',
      text`This is an error response of Microsoft Graph (${JSON.stringify(answer['error']['code'].slice(0, 60))}), not a schema: request the schema again, or ${download}`,
    );
  }
  return isSynchronizationJob(answer) ? foreign('graph-answer', aJob) : null;
}

const aJob = text`This is a synchronization job from Microsoft Graph, which doesn’t hold its schema: read "…/jobs/{id}/schema", or ${download}`;

/** An answer that is a list, of templates or of jobs. */
function kindOfList(items: readonly unknown[]): DocumentKind | null {
  const templates = items.flatMap((item, index) =>
    isRecord(item) && Object.hasOwn(item, 'schema') ? [{ item, index }] : [],
  );
  const [only] = templates;
  if (only !== undefined && templates.length === 1) return templateAt(only.item, ['value', only.index]);
  if (only !== undefined) {
    const ids = templates.slice(0, 5).map(({ item }) => JSON.stringify(item['id'] ?? null));
    return foreign(
      'graph-answer',
      text`This is a list of ${templates.length} synchronization templates (${ids.join(', ')}), and nobody can say which of their schemas is meant: save the one.`,
    );
  }
  return items.some((item) => isRecord(item) && isSynchronizationJob(item)) ? foreign('graph-answer', aJob) : null;
}

function templateAt(template: Json, path: JobPath): DocumentKind {
  if (isRecord(template['schema'])) return { kind: 'schema', path: [...path, 'schema'], within: 'template' };
  return foreign(
    'graph-answer',
    text`This is a synchronization template from Microsoft Graph without its schema: read "…/templates/{id}/schema", or ${download}`,
  );
}

function isSynchronizationJob(answer: Json): boolean {
  return Object.hasOwn(answer, 'templateId') && hasAny(answer, ['schedule', 'status', 'synchronizationJobSettings']);
}

const parts: readonly (readonly [member: string, what: Text])[] = [
  ['objectMappings', text`a synchronization rule`],
  ['attributeMappings', text`an object mapping`],
  ['targetAttributeName', text`an attribute mapping`],
  ['objects', text`a directory definition`],
  ['attributes', text`an object definition`],
];

function kindOfPart(value: Json): DocumentKind | null {
  const part = parts.find(([member]) => Object.hasOwn(value, member));
  if (part === undefined || Object.hasOwn(value, 'schema')) return null;
  return foreign(
    'schema-part',
    text`This is ${part[1]}, a part of a schema that cannot be used by itself: ${download}`,
  );
}

function foreign(code: string, message: Text): DocumentKind {
  return { kind: 'foreign', code, severity: 'error', message };
}

type Json = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasAny(value: Json, names: readonly string[]): boolean {
  return names.some((name) => Object.hasOwn(value, name));
}
