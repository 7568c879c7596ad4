import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import type { ClientApp } from './clientApps.ts';
import { SignInError } from './signInError.ts';

/** The time between a client's clock and this one that is forgiven. */
const skewSeconds = 300;

interface Header {
  readonly alg?: unknown;
  readonly 'x5t#S256'?: unknown;
  readonly x5t?: unknown;
}

interface Claims {
  readonly aud?: unknown;
  readonly iss?: unknown;
  readonly sub?: unknown;
  readonly exp?: unknown;
}

/**
 * Checks an assertion that is signed with a certificate of the app (RFC 7523; Microsoft identity platform, "Certificate
 * credentials for application authentication"). Throws SignInError.
 *
 * @param audience what `aud` must end with: the tenant's token endpoint.
 */
export function checkAssertion(app: ClientApp, assertion: string, audience: string, now: Date): void {
  const [head = '', content = '', signature = ''] = assertion.split('.');
  const header = parsePart(head) as Header;
  const certificate = app.certificates.map((pem) => new X509Certificate(pem)).find((each) => isNamed(each, header));
  if (certificate === undefined) {
    throw new SignInError(
      401,
      'invalid_client',
      700027,
      `Client assertion failed signature validation. The key was not found: the certificate with the identifier used to sign the client assertion is not registered on application '${app.clientId}'.`,
    );
  }
  if (new Date(certificate.validTo) < now) {
    throw new SignInError(
      401,
      'invalid_client',
      700027,
      'The certificate used to sign the client assertion is expired.',
    );
  }
  const key = { key: certificate.publicKey, ...paddingOf(header.alg) };
  if (!verify('sha256', Buffer.from(`${head}.${content}`), key, Buffer.from(signature, 'base64url'))) {
    throw new SignInError(401, 'invalid_client', 700027, 'Client assertion contains an invalid signature.');
  }
  checkClaims(app, parsePart(content), audience, now);
}

function isNamed(certificate: X509Certificate, header: Header): boolean {
  const thumbprint = (algorithm: string): string => createHash(algorithm).update(certificate.raw).digest('base64url');
  if (typeof header['x5t#S256'] === 'string') return header['x5t#S256'] === thumbprint('sha256');
  return header.x5t === thumbprint('sha1');
}

/** RS256 and PS256 (RFC 7518 sections 3.3 and 3.5). */
function paddingOf(algorithm: unknown): { readonly padding: number; readonly saltLength?: number } {
  if (algorithm === 'RS256') return { padding: constants.RSA_PKCS1_PADDING };
  if (algorithm === 'PS256') return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  throw new SignInError(401, 'invalid_client', 700027, 'Client assertion uses an algorithm that is not supported.');
}

function checkClaims({ clientId }: ClientApp, { aud, iss, sub, exp }: Claims, audience: string, now: Date): void {
  const isForHere = typeof aud === 'string' && aud.toLowerCase().endsWith(audience.toLowerCase());
  if (!isForHere) {
    throw new SignInError(
      401,
      'invalid_client',
      700023,
      'Client assertion audience claim does not match Realm issuer.',
    );
  }
  if (iss !== clientId || sub !== clientId) {
    throw new SignInError(
      401,
      'invalid_client',
      700021,
      'Client assertion application identifier does not match client_id.',
    );
  }
  if (typeof exp !== 'number' || exp + skewSeconds < now.getTime() / 1000) {
    throw new SignInError(401, 'invalid_client', 700024, 'Client assertion is not within its valid time range.');
  }
}

function parsePart(part: string): object {
  try {
    return Object(JSON.parse(Buffer.from(part, 'base64url').toString())) as object;
  } catch {
    throw new SignInError(401, 'invalid_client', 50027, 'JWT token is invalid or malformed.');
  }
}
