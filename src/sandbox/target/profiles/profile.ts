import type { Filter } from 'scim2-parse-filter';
import type { Tolerance } from '../accept.ts';
import type { PatchRules } from '../patch/applyPatch.ts';
import type { ResourceKind, ResourceType } from '../schemas/resourceType.ts';
import type { ScimObject } from '../scimObject.ts';

/** The behaviours that the server can take on. */
export type ProfileName =
  | 'rfc7644'
  | 'dropbox'
  | 'dropbox-strict'
  | 'scimgateway'
  | 'scimserver'
  | 'scimmy'
  | 'scimmy-express5'
  | 'better-auth';

/** What a server does with a filter that it does not handle as RFC 7644 wants; undefined for “handles it well”. */
export type FilterFault = 'findsNothing' | 'refused' | undefined;

/** Where real servers deviate from RFC 7643 and 7644. */
export interface Quirks {
  readonly entityTags: 'version' | 'contentHash' | 'none';
  /** Whether If-Match and If-None-Match are looked at. */
  readonly preconditions: boolean;
  readonly bulk: boolean;
  readonly sort: boolean;
  /** What `/ServiceProviderConfig` says about sorting; not every server tells the truth. */
  readonly advertisesSort: boolean;
  readonly locationHeader: boolean;
  readonly relativeLocations: boolean;
  /** Answer a PATCH of a group with 204 and no body. */
  readonly emptyGroupPatch: boolean;
  readonly groupIdIsExternalId: boolean;
  /** Deleting what is not there is a 500 instead of a 404. */
  readonly deleteTwiceFails: boolean;
  /** A deleted user stays in the member lists. */
  readonly keepsDeletedMembers: boolean;
  /** A `meta` member in list responses, which strict parsers refuse. */
  readonly listResponseMeta: boolean;
  /** A further schema URN and member in error bodies, which strict parsers refuse. */
  readonly errorExtension: boolean;
  /** Answer 200 with an empty list to a filter that cannot be parsed. */
  readonly acceptsBadFilters: boolean;
  readonly ignoresPaging: boolean;
  /** `text` is the filter as it was sent. */
  readonly filterFault: (kind: ResourceKind, filter: Filter, text: string) => FilterFault;
}

/** One behaviour of the server: RFC 7644 itself, Dropbox's rules on top of it, or the faults of another server. */
export interface Profile {
  readonly name: ProfileName;
  readonly types: Readonly<Record<ResourceKind, ResourceType>>;
  readonly newId: (kind: ResourceKind) => string;
  /** Whether users go through Dropbox's life cycle: invited, active, suspended, removed. */
  readonly lifeCycle: boolean;
  /** Rules beyond the schemas. Throws 400 `invalidValue`. */
  readonly validate: (kind: ResourceKind, attributes: ScimObject) => void;
  /** How the bodies of POST and PUT are read. */
  readonly tolerance: Tolerance;
  readonly patch: PatchRules;
  readonly pageSize: { readonly default: number; readonly maximum: number };
  readonly quirks: Quirks;
}
