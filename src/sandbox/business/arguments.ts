import {
  EMAIL_ADDRESS,
  FORBIDDEN_IN_NAMES,
  LONGEST_EMAIL_ADDRESS,
  LONGEST_EXTERNAL_ID,
  LONGEST_NAME_PART,
} from '../target/dropboxLimits.ts';
import { text, union } from './argument.ts';
import type { Reader } from './argument.ts';

/** Dropbox API specification, `common.EmailAddress`. */
export const emailAddress = text({ longest: LONGEST_EMAIL_ADDRESS, pattern: EMAIL_ADDRESS });
/** Dropbox API specification, `common.OptionalNamePart`. */
export const namePart = text({
  longest: LONGEST_NAME_PART,
  pattern: new RegExp(`^[^${FORBIDDEN_IN_NAMES.source.slice(1, -1)}]*$`),
});
/** Dropbox API specification, `team_common.MemberExternalId`. */
export const memberExternalId = text({ longest: LONGEST_EXTERNAL_ID });
/** Dropbox API specification, `async.AsyncJobId`. */
export const asyncJobId = text({ shortest: 1 });

/** Whom a request means (Dropbox API specification, `team.UserSelectorArg`). */
export interface UserSelector {
  readonly tag: 'team_member_id' | 'external_id' | 'email';
  readonly value: string;
}

const anySelected = union(['team_member_id', 'external_id', 'email'], text());

export const userSelector: Reader<UserSelector> = (value, path) => {
  const selector = anySelected(value, path);
  if (selector.tag === 'email') emailAddress(selector.value, `${path}.email`);
  if (selector.tag === 'external_id') memberExternalId(selector.value, `${path}.external_id`);
  return selector;
};

/** Which group a request means (Dropbox API specification, `team.GroupSelector`). */
export interface GroupSelected {
  readonly tag: 'group_id' | 'group_external_id';
  readonly value: string;
}

export const groupSelector: Reader<GroupSelected> = union(['group_id', 'group_external_id'], text());
