import { createHash } from 'node:crypto';

/** A GUID that depends on the name alone, so that a tenant made again has the same ids (RFC 9562, version 5 layout). */
export function stableId(name: string): string {
  const hash = createHash('sha1').update(`dropbox-provisioning sandbox:${name}`).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
