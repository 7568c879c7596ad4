import type { BearerSource } from '../http/bearer.ts';

/** Where the source directory is and what opens it. */
export interface EntraDirectoryOptions {
  /** With its version segment: `https://graph.microsoft.com/v1.0`. */
  readonly baseAddress: string;
  readonly token: string | null;
  /** Where the token comes from instead, when it ends while the directory is in use. */
  readonly bearer?: BearerSource;
  readonly servicePrincipalId: string;
  /** Where an administrator consents to what the token lacks; absent of a server that has no login authority. */
  readonly login?: { readonly authority: string; readonly tenantId: string };
  readonly timeout?: number;
}
