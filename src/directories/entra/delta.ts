import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import { text } from '../../protocol/text.ts';
import { WatermarkExpired, type ChangePage } from '../sourceDirectory.ts';
import { selectFor } from './attributeNames.ts';
import { readChange } from './changes.ts';
import type { GraphClient, GraphPage } from './graphClient.ts';
import { GraphRefusal } from './graphRefusal.ts';
import { collections } from './objects.ts';

const largestPages = { prefer: 'odata.maxpagesize=999' };

/** The changes of a type since a watermark, which is a delta link: see `SourceDirectory.readChanges`. */
export async function* readChanges(
  graph: GraphClient,
  type: ObjectType,
  attributes: ReadonlySet<string>,
  watermark: string | null,
  signal: AbortSignal,
): AsyncGenerator<ChangePage> {
  for await (const page of deltaPages(graph, startOf(graph, type, attributes, watermark), watermark !== null, signal)) {
    if (page.nextLink === null && page.deltaLink === null) throw endedEarly();
    yield {
      changes: page.value.flatMap((entry) => readChange(type, entry, attributes) ?? []),
      watermark: page.deltaLink,
    };
  }
}

function startOf(
  graph: GraphClient,
  type: ObjectType,
  attributes: ReadonlySet<string>,
  watermark: string | null,
): string {
  if (watermark === null) {
    const select = selectFor(type, attributes);
    if (attributes.has('manager') && type === 'User') select.push('manager');
    if (type === 'Group') select.push('members');
    return `${collections[type]}/delta?$select=${select.join(',')}`;
  }
  if (!graph.isLink(watermark) || !leadsTo(type, watermark))
    throw new WatermarkExpired(text`The stored watermark is no link of this directory.`);
  return watermark;
}

/** Whether a link is one of this type's delta query: a link to the other's would make users of groups. */
function leadsTo(type: ObjectType, link: string): boolean {
  const path = URL.parse(link)?.pathname.toLowerCase() ?? '';
  return path.includes(`${collections[type]}/`.toLowerCase()) && path.includes('delta');
}

/**
 * The pages of a delta query. Graph says 410 when it no longer knows the place (Microsoft Graph, "delta-query-overview"); a
 * stored link that it does not understand or does not find leads nowhere either.
 *
 * @throws WatermarkExpired
 */
async function* deltaPages(
  graph: GraphClient,
  start: string,
  isStored: boolean,
  signal: AbortSignal,
): AsyncGenerator<GraphPage> {
  let isFirst = true;
  try {
    for await (const page of graph.pages(start, signal, largestPages)) {
      if (isStored && isFirst && page.nextLink === null && page.deltaLink === null)
        throw new WatermarkExpired(text`The stored watermark leads to something else than a delta query.`);
      isFirst = false;
      yield page;
    }
  } catch (error) {
    if (!(error instanceof GraphRefusal)) throw error;
    const isLost = error.status === 410 || /syncStateNotFound|resyncRequired/i.test(error.code);
    const leadsNowhere = isStored && isFirst && (error.status === 400 || error.status === 404);
    throw isLost || leadsNowhere ? new WatermarkExpired(error.text) : error;
  }
}

/** Without the link that ends a delta query nobody can tell whether all of it came (Microsoft Graph, "delta-query-overview"). */
function endedEarly(): ProvisioningFailure {
  return new ProvisioningFailure(
    'source',
    text`Microsoft Graph ended a delta query with neither @odata.nextLink nor @odata.deltaLink, so that part of the response may be missing; nothing was changed.`,
    { recommendedAction: text`Run the cycle again later.` },
  );
}
