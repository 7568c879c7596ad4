import { createServer } from 'node:http';
import type { TestContext } from 'node:test';
import type { OpenJobParams } from '../../src/protocol/openJob.ts';
import { credential, sourceToken, type EngineTest } from './engineSetup.ts';
import { listenUntilEnd } from './loopbackServer.ts';

/** A server between the engine and the sandbox's Graph, which lies as it is told. */
export interface CannedGraph {
  /** What makes the job read through it. */
  readonly job: Partial<OpenJobParams>;
  /** Answers a delta query of a collection with these objects instead. */
  readonly lists: Map<'users' | 'groups', readonly object[]>;
  /** Objects that delta queries keep quiet about. */
  readonly withoutIds: Set<string>;
  withoutDeltaLink: boolean;
  /** Says of every delta query that its place is no longer known. */
  expired: boolean;
  /** Knows the assignments, and not the application that they are to. */
  withoutApplication: boolean;
  /** Makes delta queries go on at another server. */
  nextLinkOrigin: string | null;
  /** Responds in the source's place; undefined lets the request through. */
  instead: (path: string) => { readonly status: number; readonly body: Body } | undefined;
  /** Changes what the source responds. */
  bend: (path: string, body: Body) => Body;
}

type Body = Readonly<Record<string, unknown>>;

/** Starts it; it ends with the test. */
export async function startCannedGraph(test: TestContext, house: EngineTest): Promise<CannedGraph> {
  const realOrigin = house.params.sourceCredential?.origin ?? '';
  const graph = {
    lists: new Map<'users' | 'groups', readonly object[]>(),
    withoutIds: new Set<string>(),
    withoutDeltaLink: false,
    expired: false,
    withoutApplication: false,
    nextLinkOrigin: null as string | null,
    instead: (() => undefined) as CannedGraph['instead'],
    bend: ((_path, body) => body) as CannedGraph['bend'],
  };
  const server = createServer((request, response) => {
    void answer(request.url ?? '/', request.headers['prefer']).then(({ status, text }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    });
  });
  const answer = async (path: string, prefer: unknown): Promise<{ status: number; text: string }> => {
    const lie = graph.instead(path);
    if (lie !== undefined) return { status: lie.status, text: JSON.stringify(lie.body) };
    const headers: Record<string, string> = { authorization: `Bearer ${sourceToken}` };
    if (typeof prefer === 'string') headers['prefer'] = prefer;
    const real = await fetch(realOrigin + path, { headers });
    const body = (await real.json()) as Body;
    const unknown = graph.withoutApplication && /servicePrincipals\/[^/]+\?/.test(path);
    if (unknown) return { status: 404, text: '{"error":{"code":"Request_ResourceNotFound","message":"Not here."}}' };
    if (graph.expired && path.includes('/delta'))
      return { status: 410, text: '{"error":{"code":"syncStateNotFound","message":"Too long ago."}}' };
    const collection = /^\/v1\.0\/(users|groups)\/delta/.exec(path)?.[1];
    const bent =
      collection === 'users' || collection === 'groups' ? distort(graph, body, collection) : graph.bend(path, body);
    return { status: real.status, text: JSON.stringify(bent).replaceAll(realOrigin, own) };
  };
  const own = await listenUntilEnd(test, server);
  const job = { text: house.jobText.replace(realOrigin, own), sourceCredential: credential(sourceToken, own) };
  return Object.assign(graph, { job });
}

function distort(graph: Omit<CannedGraph, 'job'>, body: Body, collection: 'users' | 'groups'): Body {
  const value = (graph.lists.get(collection) ?? (body['value'] as readonly object[])).filter(
    (object) => !graph.withoutIds.has((object as { readonly id?: string } | null)?.id ?? ''),
  );
  const { '@odata.deltaLink': deltaLink, ...rest } = body;
  if (graph.nextLinkOrigin !== null)
    return { ...rest, value, '@odata.nextLink': `${graph.nextLinkOrigin}/v1.0/${collection}/delta?$skiptoken=x` };
  return graph.withoutDeltaLink ? { ...rest, value } : { ...body, '@odata.deltaLink': deltaLink, value };
}
