import type { ObjectType } from '../protocol/provisioning.ts';
import type { TargetError, TargetValues } from './targetDirectory.ts';

/** What a target that is a team with seats tells beside its accounts. */
export interface TeamPort {
  /**
   * How many seats the team has and how many are free at this moment; null when the token may not ask.
   *
   * @throws TargetError
   */
  readSeats(signal: AbortSignal): Promise<Seats | null>;

  /**
   * A member of the team, whoever has provisioned them; null when there is none.
   *
   * @throws TargetError
   */
  findMember(by: MemberSelector, signal: AbortSignal): Promise<TeamMember | null>;

  /**
   * Why these values would be refused, as far as that is known without asking; null when nothing is known against them.
   *
   * @param creates whether the object is to be created with them.
   */
  refusalOf(type: ObjectType, values: TargetValues, creates: boolean): TargetError | null;
}

/** By which of its names a member is meant. */
export type MemberSelector =
  | { readonly by: 'id'; readonly value: string }
  | { readonly by: 'email'; readonly value: string }
  | { readonly by: 'externalId'; readonly value: string };

export interface TeamMember {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  /** Null where the target tells one that isn't known. */
  readonly lifeCycle: 'invited' | 'active' | 'suspended' | null;
  readonly isAdmin: boolean;
}

export interface Seats {
  readonly licensed: number;
  readonly free: number;
}
