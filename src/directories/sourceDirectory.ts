import type { Attributes } from '../expressions/value.ts';
import type { ConnectionStep } from '../protocol/connectionReport.ts';
import { TextError } from '../protocol/failure.ts';
import type { ObjectType } from '../protocol/provisioning.ts';
import type { Text } from '../protocol/text.ts';

/**
 * The port through which the engine reads the directory that it provisions from.
 *
 * A read is always a delta: the initial cycle is the delta from nothing, so that the objects and the watermark come from
 * one consistent pass and there is one code path to trust.
 */
export interface SourceDirectory {
  /** Whether changes since a watermark are told as such, or everything is given again when anything changed. */
  readonly changesAre: 'deltas' | 'everything';

  /** The app roles of the application and who is assigned to it; polled, since assignments have no delta. */
  readAssignments(signal: AbortSignal): Promise<readonly Assignment[]>;

  /**
   * Changes of one object type since `watermark`, or everything when it is null. Pages come in the directory's order;
   * an object may come several times, and a large group's members are spread over several pages. The last page carries
   * the next watermark.
   *
   * @throws WatermarkExpired when the directory no longer knows the watermark: read again from nothing.
   */
  readChanges(
    type: ObjectType,
    attributes: ReadonlySet<string>,
    watermark: string | null,
    signal: AbortSignal,
  ): AsyncIterable<ChangePage>;

  /**
   * One object as it is now, or where it went. An object is gone for good only when neither the directory nor its recycle
   * bin has it, asked twice: one 404 is no proof.
   */
  readOne(type: ObjectType, id: string, attributes: ReadonlySet<string>, signal: AbortSignal): Promise<SourcePresence>;

  /** The users in the recycle bin, who may come back; none where the directory doesn't tell. */
  readRecycleBin(signal: AbortSignal): Promise<readonly DeletedUser[]>;

  /**
   * Ids of the groups of which a user is a direct member now; none when the user isn't there. Changes of a group needn't tell
   * of a member who is back from the recycle bin.
   */
  readMemberships(userId: string, signal: AbortSignal): Promise<readonly string[]>;

  /** Objects whose display name, user principal name, mail or id equals `name`. */
  find(name: string, attributes: AttributesByType, signal: AbortSignal): Promise<readonly SourceObject[]>;

  /** Facts of the tenant that expressions ask for (`DefaultDomain()`). */
  readTenant(signal: AbortSignal): Promise<{ readonly defaultDomain: string | null }>;

  testConnection(signal: AbortSignal): Promise<readonly ConnectionStep[]>;

  /** Requests sent since the directory was opened. */
  requestCount(): number;
  close(): Promise<void>;
}

/** A user in the recycle bin. */
export interface DeletedUser {
  readonly id: string;
  readonly displayName: string;
}

/** The attributes to read of each object type, under their Entra names. */
export type AttributesByType = Readonly<Record<ObjectType, ReadonlySet<string>>>;

/** One user or group, with the attributes that were asked for under their Entra names. */
export interface SourceObject {
  readonly type: ObjectType;
  readonly id: string;
  readonly displayName: string;
  readonly attributes: Attributes;
  /** False for a user whose sign-in is blocked. */
  readonly accountEnabled: boolean;
}

export type SourcePresence =
  | { readonly kind: 'present'; readonly object: SourceObject; readonly references: readonly ReferenceChange[] }
  /** In the recycle bin. */
  | { readonly kind: 'softDeleted'; readonly displayName: string }
  | { readonly kind: 'hardDeleted' }
  /** The source contradicts itself, or says what can't be read: nothing is known. */
  | { readonly kind: 'unclear'; readonly why: Text };

export interface ChangePage {
  readonly changes: readonly SourceChange[];
  /** Set on the last page only. */
  readonly watermark: string | null;
}

export type SourceChange =
  | {
      readonly kind: 'changed';
      readonly type: ObjectType;
      readonly id: string;
      /** Only the properties that the page carried; absent ones keep their value. */
      readonly attributes: Attributes;
      readonly added: readonly ReferenceChange[];
      readonly removed: readonly ReferenceChange[];
    }
  | {
      readonly kind: 'removed';
      readonly type: ObjectType;
      readonly id: string;
      readonly reason: 'softDeleted' | 'hardDeleted';
    }
  /** What the source says of the object can't be read. */
  | { readonly kind: 'unreadable'; readonly type: ObjectType; readonly id: string; readonly why: Text };

/** One value of a reference attribute (`manager`, `members`). */
export interface ReferenceChange {
  readonly attribute: string;
  readonly id: string;
  /** What the reference points to; null when the directory did not say. */
  readonly type: ObjectType | null;
}

/** One assignment of a user or group to the application. */
export interface Assignment {
  readonly id: string;
  readonly principalId: string;
  readonly principalType: 'User' | 'Group' | 'ServicePrincipal';
  readonly principalDisplayName: string;
  readonly role: AppRole;
}

export interface AppRole {
  readonly id: string;
  readonly value: string | null;
  readonly displayName: string;
}

/** The app role id of Default Access, which the tutorial excludes from provisioning. */
export const defaultAccessRoleId = '00000000-0000-0000-0000-000000000000';

export class WatermarkExpired extends TextError {
  constructor(told: Text) {
    super(told);
    this.name = 'WatermarkExpired';
  }
}
