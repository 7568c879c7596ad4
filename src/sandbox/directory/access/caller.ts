/** Who sends a request, and what they may do. */
export type Caller =
  /** Whoever has the sandbox's own token, which may do everything. */
  | { readonly kind: 'everything' }
  /** An app registration by itself (client credentials). */
  | { readonly kind: 'application'; readonly appId: string; readonly permissions: readonly string[] }
  /** A person who has signed in to an app registration. */
  | {
      readonly kind: 'delegated';
      readonly appId: string;
      /** The scopes that were consented to. */
      readonly permissions: readonly string[];
      /** Display names of the person's roles in Microsoft Entra ID. */
      readonly directoryRoles: readonly string[];
    };

/** Whoever has the sandbox's own token. */
export const everything: Caller = { kind: 'everything' };
