import type { Seats } from './lifeCycle.ts';
import type { Profile } from './profiles/profile.ts';
import type { ResourceKind } from './schemas/resourceType.ts';
import type { TargetStore } from './store.ts';
import type { View } from './view.ts';

/** What the endpoints of one server work with. */
export interface TargetContext {
  readonly store: TargetStore;
  readonly view: View;
  readonly seats: Seats;
  /** The profile in force; it can be switched while the server runs. */
  readonly profile: () => Profile;
  readonly now: () => Date;
  readonly newId: (kind: ResourceKind) => string;
}

/** A request to the SCIM service, by HTTP or inside a bulk request. */
export interface ScimRequest {
  readonly method: string;
  /** Below the base address, starting with `/`; decoded segment by segment where it is used. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  /** Parses the body. Throws 400 `invalidSyntax`. */
  readonly body: () => unknown;
}

/** An answer; `body` is JSON, or text that is JSON already. */
export interface ScimResponse {
  readonly status: number;
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}
