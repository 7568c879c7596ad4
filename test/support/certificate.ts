import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** A key and a certificate that vouches for itself, in PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * Makes a self-signed certificate for hosts (RFC 5280), so that no private key has to be kept anywhere. Whoever is to trust
 * it takes it as an authority.
 *
 * @param hosts DNS names and IPv4 addresses.
 * @param kind of the key; apps sign in to Microsoft Entra ID with RSA.
 * @param validTo the end of its life as YYMMDD.
 */
export function selfSignedCertificate(
  hosts: readonly string[],
  kind: 'ec' | 'rsa' = 'ec',
  validTo = '491231',
): Certificate {
  const { publicKey, privateKey } =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const algorithm =
    kind === 'ec'
      ? sequence(oid([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02])) // ecdsa-with-SHA256
      : sequence(oid([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]), der(0x05, Buffer.alloc(0))); // sha256WithRSAEncryption
  // Each has a name of its own: an authority is looked for by its name.
  const commonName = sequence(oid([0x55, 0x04, 0x03]), der(0x0c, Buffer.from(`Test server ${randomUUID()}`)));
  const name = sequence(der(0x31, commonName));
  const validity = sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from(`${validTo}235959Z`)));
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(isAuthority(), alternativeNames(hosts))),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  const certificate = sequence(toBeSigned, algorithm, der(0x03, Buffer.from([0]), signature));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines(certificate.toString('base64'))}\n-----END CERTIFICATE-----\n`,
  };
}

function isAuthority(): Buffer {
  return extension([0x55, 0x1d, 0x13], sequence(der(0x01, Buffer.from([0xff]))));
}

function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    isIPv4(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host)),
  );
  return extension([0x55, 0x1d, 0x11], sequence(...names));
}

function extension(id: readonly number[], value: Buffer): Buffer {
  return sequence(oid(id), der(0x04, value));
}

function oid(bytes: readonly number[]): Buffer {
  return der(0x06, Buffer.from(bytes));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts);
}

/** A value in the Distinguished Encoding Rules (ITU-T X.690 section 8.1). */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

/** As PEM wants them (RFC 7468 section 2): 64 characters each, and none empty. */
function lines(base64: string): string {
  return (base64.match(/.{1,64}/g) ?? []).join('\n');
}
