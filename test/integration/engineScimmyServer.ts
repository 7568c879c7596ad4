import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import SCIMMY from 'scimmy';
import { SCIMMYRouters } from 'scimmy-routers';

const require = createRequire(import.meta.url);

/** A resource as its server keeps it. */
export type ScimmyResource = Record<string, unknown> & { id: string };

/** A SCIM 2.0 server that this project did not write: scimmy and scimmy-routers on Express 4. */
export interface ScimmyServer {
  readonly baseAddress: string;
  readonly token: string;
  readonly users: Map<string, ScimmyResource>;
  readonly groups: Map<string, ScimmyResource>;
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

/** Starts the server; it ends with the test. scimmy keeps its resource types once in a process, so start one at a time. */
export async function startScimmyServer(test: TestContext): Promise<ScimmyServer> {
  const token = randomUUID();
  const users = new Map<string, ScimmyResource>();
  const groups = new Map<string, ScimmyResource>();
  SCIMMY.Resources.declare(SCIMMY.Resources.User);
  allowAnyRoleType();
  store(SCIMMY.Resources.User, users);
  SCIMMY.Resources.declare(SCIMMY.Resources.Group);
  store(SCIMMY.Resources.Group, groups);
  const app = (require('express') as Express)();
  const handler = (request: { readonly headers: { readonly authorization?: string | undefined } }): string => {
    if (request.headers.authorization !== `Bearer ${token}`) throw new Error('The token is wrong.');
    return 'the engine';
  };
  app.use('/scim', new SCIMMYRouters({ type: 'bearer', handler: handler as never }));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { baseAddress: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`, token, users, groups };
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
