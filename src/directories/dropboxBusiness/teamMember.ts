import type { MemberSelector, TeamMember } from '../teamPort.ts';
import type { BusinessConnection } from './connection.ts';
import { byMemberId, findMember, selectorBy, type Selector } from './memberReads.ts';

/** Finds a member of the team; null when there is none, also for what can be nobody's. @throws TargetError */
export async function findTeamMember(
  connection: BusinessConnection,
  selected: MemberSelector,
  signal: AbortSignal,
): Promise<TeamMember | null> {
  const selector = selectorOf(selected);
  const profile = selector === null ? null : await findMember(connection, selector, signal);
  if (profile === null || profile.status === 'removed') return null;
  const { id, email, displayName, status, isAdmin } = profile;
  return { id, email, displayName: displayName ?? email, lifeCycle: status, isAdmin };
}

function selectorOf({ by, value }: MemberSelector): Selector | null {
  switch (by) {
    case 'id':
      return byMemberId(value);
    case 'email':
      return selectorBy('userName', value);
    case 'externalId':
      return selectorBy('externalId', value);
  }
}
