import type { ObjectType } from '../../protocol/provisioning.ts';
import { TargetError, type TargetValues } from '../targetDirectory.ts';
import { newMember } from './createMember.ts';
import { wantedGroup } from './groups.ts';
import { wantedOf } from './wanted.ts';

/** Why Dropbox would refuse these values, by the checks that come before every write; null when it's known to refuse none. */
export function refusalOf(type: ObjectType, values: TargetValues, creates: boolean): TargetError | null {
  try {
    if (type === 'Group') wantedGroup(values);
    else {
      const wanted = wantedOf(values);
      if (creates) newMember(wanted);
    }
    return null;
  } catch (error) {
    if (error instanceof TargetError) return error;
    throw error;
  }
}
