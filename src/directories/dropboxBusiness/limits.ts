import { TargetError } from '../targetDirectory.ts';

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
export function emailProblem(value: string): string | null {
  if (value.length > longestEmailAddress)
    return `has ${value.length} characters, and Dropbox takes ${longestEmailAddress}: use a shorter address`;
  return emailAddress.test(value)
    ? null
    : "is no e-mail address that Dropbox takes: use one of Latin letters, digits and . _ % + - # & ', with a domain such as contoso.com";
}

/** Why Dropbox would refuse a given name or surname. */
export function namePartProblem(value: string): string | null {
  const forbidden = [...new Set(value.match(forbiddenInNames) ?? [])];
  if (forbidden.length > 0)
    return `has ${forbidden.join(' ')}, which Dropbox takes in no name: leave it out, such as by Replace() in the mapping`;
  return value.length > longestNamePart
    ? `has ${value.length} characters, and Dropbox takes ${longestNamePart}: shorten it, such as by Left(…, ${longestNamePart}) in the mapping`
    : null;
}

/** Why Dropbox would refuse a member's external id. */
export function externalIdProblem(value: string): string | null {
  return value.length > longestExternalId
    ? `has ${value.length} characters, and Dropbox takes ${longestExternalId}: map an id such as objectId`
    : null;
}

/** Why Dropbox would refuse the name of a group. */
export function groupNameProblem(value: string): string | null {
  if (value.trim() === '') return 'is empty, and a group needs a name';
  return value.length > longestGroupName
    ? `has ${value.length} characters, and Dropbox takes ${longestGroupName}: shorten it, such as by Left([displayName], ${longestGroupName}) in the mapping`
    : null;
}

/** The refusal of a value that Dropbox would refuse as well: nothing was sent. */
export function refusedBefore(attribute: string, problem: string): TargetError {
  const message = `Nothing was sent, because Dropbox would refuse it: ${attribute} ${problem}.`;
  return new TargetError('rejected', message, null, {
    advice: `Correct ${attribute} in the source, or its mapping.`,
  });
}
