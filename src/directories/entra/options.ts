/** Where the source directory is and what opens it. */
export interface EntraDirectoryOptions {
  /** With its version segment: `https://graph.microsoft.com/v1.0`. */
  readonly baseAddress: string;
  readonly token: string | null;
  readonly servicePrincipalId: string;
  readonly timeout?: number;
}
