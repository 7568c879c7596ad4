import type { Text } from './text.ts';
import { RequestType } from 'vscode-jsonrpc';
import type { EngineErrorData } from './engineError.ts';

/**
 * A request for a token, or with a new one, as the window has made it: to Microsoft Entra's login authority or to Dropbox. It
 * holds a secret: the engine's process sends it on, and keeps and logs nothing of it.
 */
export interface AuthorizationRequest {
  readonly address: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null for none. */
  readonly body: string | null;
}

export type AuthorizationResponse =
  | {
      readonly status: number;
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly body: string;
    }
  /** Why no response came: the operating system's or TLS's own word. */
  | { readonly unreachable: Text };

/** Sends a request as the engine's process sends all others: by the same proxies, trusting the same certificates. */
export const sendAuthorization = new RequestType<AuthorizationRequest, AuthorizationResponse, EngineErrorData>(
  'authorization/send',
);
