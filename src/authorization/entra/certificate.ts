import { createPrivateKey, webcrypto, X509Certificate, type KeyObject } from 'node:crypto';
import type { Localize } from '../../protocol/localize.ts';

/** A certificate of an app registration, with its private key. */
export interface AppCertificate {
  readonly key: KeyObject;
  /** SHA-256 of the certificate, base64url: the header `x5t#S256` of an assertion (RFC 7515 section 4.1.8). */
  readonly thumbprint: string;
  /** Milliseconds since 1970. */
  readonly validTo: number;
}

/** What is wrong with a PEM text. It quotes nothing of it. */
export class CertificateProblem extends Error {
  readonly kind: 'notPem' | 'noCertificate' | 'noKey' | 'encrypted' | 'otherKey' | 'notRsa';

  constructor(kind: CertificateProblem['kind']) {
    super(kind);
    this.name = 'CertificateProblem';
    this.kind = kind;
  }
}

/** The smallest RSA key that signs with PS256 safely (RFC 7518 section 3.5). */
const fewestBits = 2048;

/**
 * Reads a certificate and its private key from one PEM text (RFC 7468), in either order.
 *
 * @throws CertificateProblem
 */
export function readAppCertificate(pem: string): AppCertificate {
  if (!pem.includes('-----BEGIN ')) throw new CertificateProblem('notPem');
  const certificate = certificateIn(pem);
  const key = keyIn(pem);
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < fewestBits)
    throw new CertificateProblem('notRsa');
  if (!certificate.checkPrivateKey(key)) throw new CertificateProblem('otherKey');
  const thumbprint = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
  return { key, thumbprint, validTo: Date.parse(certificate.validTo) };
}

/** The key as Web Crypto signs with it: PS256, which Microsoft Entra asks for. */
export function signingKey({ key }: AppCertificate): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: 'RSA-PSS', hash: 'SHA-256' };
  return webcrypto.subtle.importKey('pkcs8', key.export({ format: 'der', type: 'pkcs8' }), algorithm, false, ['sign']);
}

function certificateIn(pem: string): X509Certificate {
  const [block] = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(pem) ?? [];
  if (block === undefined) throw new CertificateProblem('noCertificate');
  try {
    return new X509Certificate(block);
  } catch {
    throw new CertificateProblem('noCertificate');
  }
}

function keyIn(pem: string): KeyObject {
  const [block, label] = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[^]+?-----END \1-----/.exec(pem) ?? [];
  if (block === undefined) throw new CertificateProblem('noKey');
  if (label?.includes('ENCRYPTED') === true || block.includes('ENCRYPTED')) throw new CertificateProblem('encrypted');
  try {
    return createPrivateKey(block);
  } catch {
    throw new CertificateProblem('noKey');
  }
}

/** What is wrong and what to do, as one sentence each. */
export function certificateWords({ kind }: CertificateProblem, t: Localize): string {
  switch (kind) {
    case 'notPem':
      return t('This isn’t PEM. Use a text file with the certificate and its private key.');
    case 'noCertificate':
      return t('The file has no readable certificate. Put the certificate and its private key into one file.');
    case 'noKey':
      return t('The file has no readable private key. Put the certificate and its private key into one file.');
    case 'encrypted':
      return t('The private key is encrypted. Decrypt it first, with openssl pkey, and keep the file private.');
    case 'otherKey':
      return t('The private key doesn’t match the certificate. Put a matching pair into one file.');
    case 'notRsa':
      return t('Microsoft Entra accepts only RSA keys of 2,048 bits or more. Create a new certificate.');
  }
}
