/** The email address of a team member (Dropbox API specification, `common.EmailAddress`). */
export const EMAIL_ADDRESS = /^['#&A-Za-z0-9._%+-]+@[A-Za-z0-9-][A-Za-z0-9.-]*\.[A-Za-z]{2,15}$/;
export const LONGEST_EMAIL_ADDRESS = 255;
/** A part of a name (Dropbox API specification, `common.OptionalNamePart`). */
export const FORBIDDEN_IN_NAMES = /[/:?*<>"|]/;
export const LONGEST_NAME_PART = 50;
/** Dropbox API specification, `team_common.MemberExternalId`. */
export const LONGEST_EXTERNAL_ID = 64;
