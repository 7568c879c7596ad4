import type { Directory } from '../directory.ts';
import { badRequest, GraphError } from '../graphError.ts';
import type { Json } from '../model.ts';
import { compileFilter, memberOf } from '../odata/filterEvaluation.ts';
import type { FilterSubject } from '../odata/filterEvaluation.ts';
import type { FilterTest } from '../odata/filterSyntax.ts';
import { nextLink, openSkipToken, readPage } from '../paging.ts';
import type { Sequence } from '../paging.ts';
import type { GraphAnswer, GraphRequest, RouteTable } from '../router.ts';
import { ok } from '../routes/lookups.ts';
import type { LoggedSummary } from './loggedSummary.ts';

/** So long is it kept with Microsoft Entra ID P1, in milliseconds. */
const retention = 30 * 24 * 60 * 60 * 1000;
const mostEntries = 50_000;
const defaultPageSize = 100;

/** Adds to the provisioning log, whose oldest entries go when it's full. */
export function keepSummary(directory: Directory, summary: LoggedSummary['summary']): void {
  const { records } = directory;
  const sequence = 1 + (latest.get(directory) ?? records.list('provisioningSummary').at(-1)?.sequence ?? 0);
  latest.set(directory, sequence);
  records.set('provisioningSummary', summary.id, { sequence, summary });
  const oldest = records.oldestBeyond('provisioningSummary', mostEntries);
  if (oldest !== undefined) records.delete('provisioningSummary', oldest);
}

/** The place of the last entry, so that a long log isn't walked through for each one. */
const latest = new WeakMap<Directory, number>();

/** The provisioning log (Microsoft Graph v1.0, "List provisioningObjectSummary"). */
export const provisioningLogRoutes: RouteTable = { 'GET /auditLogs/provisioning': listLog };

function listLog(request: GraphRequest): GraphAnswer {
  const { directory, tenant, options, tokens, url } = request;
  if (!tenant.premium) {
    throw new GraphError(
      403,
      'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
      "Neither tenant is B2C or tenant doesn't have premium license",
    );
  }
  const { property, descending } = options.orderBy ?? { property: 'activityDateTime', descending: true };
  if (property !== 'activityDateTime') throw badRequest(`Provisioning logs are not sorted by '${property}'.`);
  const oldest = directory.now().getTime() - retention;
  const passes = options.filter === null ? () => true : compileFilter(options.filter, summarySubject);
  const accepts = ({ summary }: LoggedSummary): boolean =>
    Date.parse(summary.activityDateTime ?? '') >= oldest && passes(summary as unknown as Json);
  const start = openSkipToken(tokens, options.skipToken);
  const page = readPage(ordered(directory, descending), accepts, start, options.top ?? defaultPageSize);
  return ok(request, 'auditLogs/provisioning', {
    ...(page.next === null ? {} : { '@odata.nextLink': nextLink(tokens, url, page.next) }),
    value: page.items.map(({ summary }) => summary as unknown as Json),
  });
}

/** Entries come in the order of their time. */
function ordered({ records }: Directory, descending: boolean): Sequence<LoggedSummary> {
  const entries = records.list('provisioningSummary');
  const inOrder = descending ? entries.toReversed() : entries;
  return (start) => {
    const first = typeof start === 'number' ? start : null;
    return inOrder
      .filter(({ sequence }) => first === null || (descending ? sequence <= first : sequence >= first))
      .map((entry) => [entry.sequence, entry] as const);
  };
}

/** What is filterable, by its path: dates by eq, gt and lt, the others by eq and contains. */
const filterable = new Set(
  (
    'id tenantId jobId cycleId changeId provisioningAction provisioningStatusInfo/status ' +
    'initiatedBy/id initiatedBy/displayName servicePrincipal/id servicePrincipal/displayName ' +
    'sourceIdentity/id sourceIdentity/displayName sourceIdentity/identityType ' +
    'targetIdentity/id targetIdentity/displayName targetIdentity/identityType ' +
    'sourceSystem/displayName targetSystem/displayName'
  ).split(' '),
);

const summarySubject: FilterSubject<Json> = {
  caseSensitive: true,
  reader: (test) => {
    const { path } = test;
    const isDate = path === 'activityDateTime';
    if (!isDate && !filterable.has(path)) throw badRequest(`Invalid filter clause: '${path}' cannot be filtered.`);
    if (!isTaken(test, isDate)) throw badRequest(`Invalid filter clause: unsupported operator for property '${path}'.`);
    const names = path.split('/');
    return (summary) => names.reduce<Json>((value, name) => memberOf(value, name), summary);
  },
};

function isTaken(test: FilterTest, isDate: boolean): boolean {
  if (test.kind === 'call') return !isDate && test.name === 'contains';
  if (test.kind !== 'compare') return false;
  return isDate ? ['eq', 'gt', 'lt'].includes(test.operator) && test.value instanceof Date : test.operator === 'eq';
}
