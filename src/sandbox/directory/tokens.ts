import { createHmac, timingSafeEqual } from 'node:crypto';

/** Seals what a nextLink or deltaLink must remember into an opaque token that nobody can make up or change. */
export interface TokenSealer {
  seal(content: object): string;
  /** The content of a token that this sealer (or an earlier one with the same key) sealed; null for any other text. */
  open(token: string): Readonly<Record<string, unknown>> | null;
}

const signatureBytes = 12;

/** A sealer with a key of its own; the same key opens the same tokens after a restart. */
export function createTokenSealer(key: string): TokenSealer {
  const sign = (content: Buffer): Buffer =>
    createHmac('sha256', key).update(content).digest().subarray(0, signatureBytes);
  return {
    seal(content) {
      const bytes = Buffer.from(JSON.stringify(content));
      return Buffer.concat([sign(bytes), bytes]).toString('base64url');
    },
    open(token) {
      const bytes = Buffer.from(token, 'base64url');
      const content = bytes.subarray(signatureBytes);
      if (content.length === 0 || !timingSafeEqual(bytes.subarray(0, signatureBytes), sign(content))) return null;
      return JSON.parse(content.toString()) as Record<string, unknown>;
    },
  };
}
