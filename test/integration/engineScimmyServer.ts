import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { createRequire, registerHooks } from 'node:module';
import type { TestContext } from 'node:test';
import SCIMMY from 'scimmy';
import { listenUntilEnd } from './loopbackServer.ts';

const require = createRequire(import.meta.url);

/** A resource as its server keeps it. */
export type ScimmyResource = Record<string, unknown> & { id: string };

/** A SCIM 2.0 server that this project did not write: scimmy and scimmy-routers, on Express 4 or 5. */
export interface ScimmyServer {
  readonly baseAddress: string;
  readonly token: string;
  readonly users: Map<string, ScimmyResource>;
  readonly groups: Map<string, ScimmyResource>;
  /** Method and path of every request so far, without its query. */
  readonly requests: string[];
}

/** What a handler is told of the request. */
interface Request {
  readonly id?: string | undefined;
  readonly filter?: { match(list: readonly object[]): ScimmyResource[] } | undefined;
}

/** How a resource type is given its store; scimmy's own types tie it to each type's schema, which is of no use here. */
interface Storable {
  ingress(handler: (request: Request, instance: ScimmyResource) => object): Storable;
  egress(handler: (request: Request) => object): Storable;
  degress(handler: (request: Request) => void): Storable;
}

/** The part of Express that is used; it brings no types of its own. */
type Express = () => RequestListener & { use(path: string, router: unknown): void };

/** The package of each Express; scimmy-routers works with both. */
const packages = { 4: 'express', 5: 'express5' } as const;

// Once in a process, too.
SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false);

/**
 * Starts the server; it ends with the test. scimmy keeps its resource types once in a process, so start one at a time.
 *
 * @param express on 5 its routers change a query that nobody reads, so that every page of a list is the first one.
 */
export async function startScimmyServer(test: TestContext, express: 4 | 5 = 4): Promise<ScimmyServer> {
  const token = randomUUID();
  const users = new Map<string, ScimmyResource>();
  const groups = new Map<string, ScimmyResource>();
  SCIMMY.Resources.declare(SCIMMY.Resources.User);
  allowAnyRoleType();
  store(SCIMMY.Resources.User, users);
  SCIMMY.Resources.declare(SCIMMY.Resources.Group);
  store(SCIMMY.Resources.Group, groups);
  const requests: string[] = [];
  const app = (require(packages[express]) as Express)();
  const handler = (request: { readonly headers: { readonly authorization?: string | undefined } }): string => {
    if (request.headers.authorization !== `Bearer ${token}`) throw new Error('The token is wrong.');
    return 'the engine';
  };
  const { SCIMMYRouters } = await routersOn(packages[express]);
  app.use('/scim', new SCIMMYRouters({ type: 'bearer', handler: handler as never }));
  const server = createServer(app);
  server.prependListener('request', ({ method = '', url = '' }) => {
    requests.push(`${method} ${url.replace(/^\/scim|\?.*$/g, '')}`);
  });
  const origin = await listenUntilEnd(test, server);
  return { baseAddress: `${origin}/scim`, token, users, groups, requests };
}

/** The routers with the Express that they are to run on: they import the one that is installed under its own name. */
async function routersOn(express: string): Promise<typeof import('scimmy-routers')> {
  const own = `${import.meta.resolve('scimmy-routers')}?${express}`;
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'express' && context.parentURL === own ? next(express, context) : next(specifier, context),
  });
  try {
    return (await import(own)) as typeof import('scimmy-routers');
  } finally {
    hooks.deregister();
  }
}

/** scimmy takes no type of a role at all (RFC 7643 section 8.7.1 names none); a server that is to take Entra's lifts that. */
function allowAnyRoleType(): void {
  const attribute = SCIMMY.Schemas.User.definition.attribute('roles.type');
  if ('config' in attribute) (attribute.config as { canonicalValues: unknown }).canonicalValues = false;
}

function store(type: unknown, resources: Map<string, ScimmyResource>): void {
  (type as Storable)
    .ingress(({ id = randomUUID() }, instance) => {
      const kept = { ...(JSON.parse(JSON.stringify(instance)) as object), id };
      resources.set(id, kept);
      return kept;
    })
    .egress(({ id, filter }) => {
      if (id === undefined) return filter?.match([...resources.values()]) ?? [...resources.values()];
      const found = resources.get(id);
      if (found === undefined) throw new SCIMMY.Types.Error(404, undefined as never, `There is no ${id}.`);
      return found;
    })
    .degress(({ id = '' }) => {
      resources.delete(id);
    });
}
