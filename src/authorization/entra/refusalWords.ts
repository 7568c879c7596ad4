import type { Localize } from '../../protocol/localize.ts';
import { adminConsentAddress } from './loginServer.ts';

interface Place {
  readonly authority: string;
  readonly tenantId: string;
  readonly clientId: string;
}

/** The refusals that have the same cause and the same way out. */
type Cause =
  | 'otherTenant'
  | 'noTenant'
  | 'wrongSecret'
  | 'expiredSecret'
  | 'wrongCertificate'
  | 'clock'
  | 'consent'
  | 'declined'
  | 'conditionalAccess'
  | 'multiFactor'
  | 'signInAgain'
  | 'disabled'
  | 'redirect'
  | 'notAssigned'
  | 'wrongCloud'
  | 'busy';

/** By number (Microsoft Entra, "Authentication and authorization error codes"). */
const causes: Readonly<Record<number, Cause>> = {
  700016: 'otherTenant',
  700011: 'otherTenant',
  7000229: 'otherTenant',
  90002: 'noTenant',
  900023: 'noTenant',
  900021: 'noTenant',
  7000215: 'wrongSecret',
  7000218: 'wrongSecret',
  7000222: 'expiredSecret',
  700027: 'wrongCertificate',
  700023: 'wrongCertificate',
  50012: 'wrongCertificate',
  700024: 'clock',
  50013: 'clock',
  65001: 'consent',
  90094: 'consent',
  90095: 'consent',
  90008: 'consent',
  65002: 'consent',
  65004: 'declined',
  53003: 'conditionalAccess',
  53000: 'conditionalAccess',
  53001: 'conditionalAccess',
  53002: 'conditionalAccess',
  53004: 'conditionalAccess',
  530032: 'conditionalAccess',
  530035: 'conditionalAccess',
  50005: 'conditionalAccess',
  50076: 'multiFactor',
  50079: 'multiFactor',
  50072: 'multiFactor',
  50074: 'multiFactor',
  50158: 'multiFactor',
  50078: 'multiFactor',
  70043: 'signInAgain',
  70008: 'signInAgain',
  700082: 'signInAgain',
  50173: 'signInAgain',
  50132: 'signInAgain',
  7000112: 'disabled',
  50011: 'redirect',
  500113: 'redirect',
  50105: 'notAssigned',
  500011: 'wrongCloud',
  900432: 'wrongCloud',
  900439: 'wrongCloud',
  1002012: 'wrongCloud',
  50196: 'busy',
  90033: 'busy',
};

/**
 * What happened and what to do next when Entra refused to give a token.
 *
 * @param code the number of the AADSTS error; null where there is none.
 * @param cited the number, and the trace ID if there is one, as they are quoted.
 */
export function refusalWords(
  code: number | null,
  place: Place,
  cited: string,
  t: Localize,
): readonly [what: string, next: string] {
  const cause = code === null ? undefined : causes[code];
  if (cause === undefined)
    return [
      t('Microsoft Entra issued no token for the application {0} ({1}).', place.clientId, cited),
      code === null
        ? t('Check the application (client) ID, the tenant, and the credential.')
        : t('Look the number up at {0}', `${place.authority}/error?code=${code}`),
    ];
  return aboutApplication(cause, place, cited, t) ?? aboutSignIn(cause, place, cited, t);
}

/** What is wrong with the app registration or its credential; null for another cause. */
function aboutApplication(
  cause: Cause,
  { tenantId, clientId }: Place,
  cited: string,
  t: Localize,
): readonly [what: string, next: string] | null {
  switch (cause) {
    case 'otherTenant':
      return [
        t('The tenant {1} has no application {0} ({2}).', clientId, tenantId, cited),
        t('Compare both with the app registration’s Overview. Use the application (client) ID, not an object ID.'),
      ];
    case 'noTenant':
      return [
        t('This cloud has no tenant {0} ({1}).', tenantId, cited),
        t('Correct the tenant ID or the cloud in the job file.'),
      ];
    case 'wrongSecret':
      return [
        t('The client secret of the application {0} is invalid ({1}).', clientId, cited),
        t('Enter the secret’s value, not its ID. It’s shown only once, so create a new one if it’s lost.'),
      ];
    case 'expiredSecret':
      return [
        t('The client secret of the application {0} has expired ({1}).', clientId, cited),
        t('Create a new one under Certificates & secrets of the app registration, and enter it.'),
      ];
    case 'wrongCertificate':
      return [
        t('The certificate doesn’t belong to the application {0} ({1}).', clientId, cited),
        t('Upload its public part under Certificates & secrets of the app registration, or use the one that’s there.'),
      ];
    case 'disabled':
      return [
        t('The application {0} is disabled in the tenant ({1}).', clientId, cited),
        t('Set “Enabled for users to sign-in” to Yes in the properties of its enterprise application.'),
      ];
    case 'redirect':
      return [
        t('The app registration {0} lacks VS Code’s redirect address ({1}).', clientId, cited),
        t(
          'Add https://vscode.dev/redirect and http://localhost for mobile and desktop applications; Copy Setup Script does so.',
        ),
      ];
    case 'wrongCloud':
      return [
        t('The tenant {0} isn’t in this cloud ({1}).', tenantId, cited),
        t('Correct the cloud in the job file: global, usGovernment, usGovernmentDoD or china.'),
      ];
    default:
      return null;
  }
}

/** What keeps somebody, or an application, from signing in. */
function aboutSignIn(cause: Cause, place: Place, cited: string, t: Localize): readonly [what: string, next: string] {
  switch (cause) {
    case 'consent':
      return [
        t('Nobody has consented to the permissions of the application {0} ({1}).', place.clientId, cited),
        t('Ask an administrator for consent at {0}', adminConsentAddress(place, place.clientId)),
      ];
    case 'declined':
      return [
        t('Consent was declined ({0}), so nothing changed.', cited),
        t(
          'Sign in again and accept, or ask an administrator for consent at {0}',
          adminConsentAddress(place, place.clientId),
        ),
      ];
    case 'conditionalAccess':
      return [
        t('A Conditional Access policy of the tenant blocks this sign-in ({0}).', cited),
        t(
          'Ask an administrator which policy it is (the sign-in logs show it). Sign in from a place that the policy allows, or use an application that’s excluded from it.',
        ),
      ];
    case 'multiFactor':
      return [
        t('The tenant requires additional verification, such as multifactor authentication ({0}).', cited),
        t('Sign in again with Update Credentials, and confirm in the browser.'),
      ];
    case 'clock':
      return [
        t('Microsoft Entra takes the request as expired or not yet valid ({0}).', cited),
        t('Check the clock of this machine.'),
      ];
    case 'notAssigned':
      return [
        t('Your account isn’t assigned to the application {0} ({1}).', place.clientId, cited),
        t('Assign it to the enterprise application, or set “Assignment required” to No there.'),
      ];
    case 'busy':
      return [t('Microsoft Entra is busy ({0}).', cited), t('Try again in a minute.')];
    default:
      return [t('The sign-in has expired ({0}).', cited), t('Sign in again with Update Credentials.')];
  }
}
