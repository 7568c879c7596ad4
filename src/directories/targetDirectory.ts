import type { AttributeJson, ConnectionStep, HttpExchange, ObjectType } from '../protocol/provisioning.ts';

/**
 * The port through which the engine reads and writes the directory that it provisions to.
 *
 * Attributes are addressed by the paths that mappings use: `userName`, `name.givenName`,
 * `emails[type eq "work"].value`, `urn:…:User:department`.
 */
export interface TargetDirectory {
  /** Every object of a type, page by page, with the given attributes. The first page says how many there are. */
  list(type: ObjectType, attributes: readonly string[], signal: AbortSignal): AsyncIterable<TargetPage>;

  /** Objects whose attribute equals the value; the target decides on letter case. */
  query(
    type: ObjectType,
    attribute: string,
    value: string,
    attributes: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly TargetObject[]>;

  /** One object, or null when it is not there (any more). */
  read(type: ObjectType, id: string, attributes: readonly string[], signal: AbortSignal): Promise<TargetObject | null>;

  /**
   * @returns the new object's id.
   * @throws TargetError
   */
  create(type: ObjectType, values: TargetValues, signal: AbortSignal): Promise<string>;

  /**
   * Changes single attributes. A null clears.
   *
   * @param held what else the target is known to hold, so that a part of a complex value joins its other parts.
   * @throws TargetError, of kind `notFound` when the object is gone.
   */
  update(
    type: ObjectType,
    id: string,
    changes: readonly TargetChange[],
    held: TargetValues,
    signal: AbortSignal,
  ): Promise<void>;

  /** @throws TargetError; an object that is already gone is no error. */
  delete(type: ObjectType, id: string, signal: AbortSignal): Promise<void>;

  /** Target ids that a reference attribute holds now. */
  readReferences(type: ObjectType, id: string, attribute: string, signal: AbortSignal): Promise<readonly string[]>;

  /** Adds and removes values of a reference attribute, in as many requests as the target's limits ask for. */
  updateReferences(
    type: ObjectType,
    id: string,
    attribute: string,
    change: ReferenceUpdate,
    signal: AbortSignal,
  ): Promise<void>;

  testConnection(probe: MatchingProbe, signal: AbortSignal): Promise<readonly ConnectionStep[]>;

  requestCounts(): { readonly all: number; readonly writes: number };
  /** How many requests may usefully be under way at once. */
  readonly concurrency: number;
  close(): Promise<void>;
}

/** Values by attribute path. */
export type TargetValues = Readonly<Record<string, AttributeJson>>;

export interface TargetObject {
  readonly id: string;
  readonly values: TargetValues;
  /** Dropbox's life cycle, where the target tells it. */
  readonly lifeCycle: 'invited' | 'active' | 'suspended' | null;
}

export interface TargetPage {
  readonly objects: readonly TargetObject[];
  /** Null when the target does not say. */
  readonly totalResults: number | null;
}

export interface TargetChange {
  readonly attribute: string;
  /** What the target is believed to hold; null when nothing. */
  readonly old: AttributeJson;
  readonly new: AttributeJson;
  /** True where values are added to a multi-valued attribute, and those that the engine does not know of stay. */
  readonly addsOnly?: boolean;
}

export interface ReferenceUpdate {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** False for an attribute that holds one reference, such as manager. */
  readonly multivalued: boolean;
}

/** What Test Connection looks for: a user that cannot exist, by the configured matching attribute. */
export interface MatchingProbe {
  readonly type: ObjectType;
  readonly attribute: string;
}

export type TargetErrorKind =
  | 'notFound'
  | 'conflict'
  | 'licenseLimit'
  | 'rejected'
  | 'unauthorized'
  | 'forbidden'
  | 'throttled'
  | 'serverError'
  | 'unreadable'
  | 'network'
  | 'timeout'
  | 'notImplemented'
  | 'redirected';

/** The target refused, failed or did not answer; the exchange is quoted without secrets. */
export class TargetError extends Error {
  readonly kind: TargetErrorKind;
  readonly exchange: HttpExchange | null;
  /** True when the write may have taken effect although no answer says so. */
  readonly ambiguous: boolean;

  constructor(
    kind: TargetErrorKind,
    message: string,
    exchange: HttpExchange | null,
    options: { readonly ambiguous?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'TargetError';
    this.kind = kind;
    this.exchange = exchange;
    this.ambiguous = options.ambiguous ?? false;
  }
}
