import { TargetError } from '../targetDirectory.ts';
import { type Text, text } from '../../protocol/text.ts';

/** Dropbox API specification, `common.EmailAddress`. */
const emailAddress = /^['#&A-Za-z0-9._%+-]+@[A-Za-z0-9-][A-Za-z0-9.-]*\.[A-Za-z]{2,15}$/;
const longestEmailAddress = 255;
/** Dropbox API specification, `common.OptionalNamePart`. */
const forbiddenInNames = /[/:?*<>"|]/gu;
const longestNamePart = 50;
/** Dropbox API specification, `team_common.MemberExternalId`. */
const longestExternalId = 64;
const longestGroupName = 255;

/** Why Dropbox would refuse an e-mail address, and what to write; null when it takes it. */
export function emailProblem(attribute: string, value: string): Text | null {
  if (value.length > longestEmailAddress)
    return text`${attribute} has ${value.length} characters, and Dropbox takes ${longestEmailAddress}: use a shorter address`;
  return emailAddress.test(value)
    ? null
    : text`${attribute} is no e-mail address that Dropbox takes: use one of Latin letters, digits and . _ % + - # & ', with a domain such as contoso.com`;
}

/** Why Dropbox would refuse a given name or surname. */
export function namePartProblem(attribute: string, value: string): Text | null {
  const forbidden = [...new Set(value.match(forbiddenInNames) ?? [])];
  if (forbidden.length > 0)
    return text`${attribute} has ${forbidden.join(' ')}, which Dropbox takes in no name: leave it out, such as by Replace() in the mapping`;
  return value.length > longestNamePart
    ? text`${attribute} has ${value.length} characters, and Dropbox takes ${longestNamePart}: shorten it, such as by Left(…, ${longestNamePart}) in the mapping`
    : null;
}

/** Why Dropbox would refuse a member's external id. */
export function externalIdProblem(attribute: string, value: string): Text | null {
  return value.length > longestExternalId
    ? text`${attribute} has ${value.length} characters, and Dropbox takes ${longestExternalId}: map an id such as objectId`
    : null;
}

/** Why Dropbox would refuse the name of a group. */
export function groupNameProblem(attribute: string, value: string): Text | null {
  if (value.trim() === '') return text`${attribute} is empty, and a group needs a name`;
  return value.length > longestGroupName
    ? text`${attribute} has ${value.length} characters, and Dropbox takes ${longestGroupName}: shorten it, such as by Left([displayName], ${longestGroupName}) in the mapping`
    : null;
}

/** The refusal of a value that Dropbox would refuse as well: nothing was sent. @param problem a clause about the attribute. */
export function refusedBefore(attribute: string, problem: Text): TargetError {
  const message = text`Nothing was sent, because Dropbox would refuse it: ${problem}.`;
  return new TargetError('rejected', message, null, {
    advice: text`Correct ${attribute} in the source, or its mapping.`,
  });
}
