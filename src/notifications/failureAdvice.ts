/**
 * What to do about an error code, in a sentence that names nobody.
 * Source of the codes: https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-error-codes
 */
export function failureAdvice(code: string): string {
  return advice.get(code) ?? 'The provisioning log says what to do, user by user.';
}

const triedAgain = 'Nothing to do now: they are tried again.';

const advice: ReadonlyMap<string, string> = new Map([
  ['Conflict', 'Another account has a value that must be unique. Correct the data, or match by that attribute.'],
  ['LicenseLimitExceeded', 'Free licences in Dropbox or buy more; they are tried again.'],
  ['Unauthorized', 'Enter a valid token for the target, and run Test Connection.'],
  ['InsufficientRights', 'Authorize with an account that has admin permissions on the target.'],
  ['TooManyRequests', triedAgain],
  ['InternalServerError', triedAgain],
  ['Timeout', triedAgain],
  ['WebExceptionProtocolError', 'Run Test Connection to see which step fails; they are tried again.'],
  ['InvalidAnchor', triedAgain],
  ['UnprocessableEntity', 'The target refused a value. Correct it in the directory, or correct its mapping.'],
]);
