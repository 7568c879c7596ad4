/** The job's text and what is needed to run it. Tokens travel here, never in arguments, environment or files. */
export interface OpenJobParams {
  /** The text of the job file. */
  readonly text: string;
  /** Absolute path of the job file, against which a snapshot's path is resolved. */
  readonly path: string;
  /** Directory of the job's state; created when missing. */
  readonly stateDirectory: string;
  /** The running sandbox, for a job whose source or target is of kind `sandbox`; null when none runs. */
  readonly sandbox: SandboxAddresses | null;
  readonly sourceCredential: Credential | null;
  readonly targetCredential: Credential | null;
  /** Why there are no tokens, in a sentence: a cycle that is due fails of it. Absent where there are, or none are needed. */
  readonly withoutTokens?: string;
  /** Milliseconds after which a request without an answer is given up; 30,000 when absent. */
  readonly requestTimeoutMs?: number;
  /** What notifications are sent with; absent where nobody has said. */
  readonly notifications?: NotificationAccess;
}

/** What the job's notifications are sent with, beside the source's token. */
export interface NotificationAccess {
  /** The mail server; null when none is set. */
  readonly smtp: { readonly server: SmtpServer; readonly password: string | null } | null;
}

/** A mail server to send through. */
export interface SmtpServer {
  /** As `URL.hostname` has it, without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** Whether the connection begins with TLS (RFC 8314 section 3.3); else STARTTLS is asked for. */
  readonly implicitTls: boolean;
  /** Null when the server asks for none. */
  readonly user: string | null;
  /** Whether it's this machine: only there a connection may go without TLS. */
  readonly loopback: boolean;
}

/** A bearer token, bound to the origin that it was entered for; it is never sent to another. */
export interface Credential {
  readonly token: string;
  /** For example `https://www.dropbox.com`. */
  readonly origin: string;
  /** How a token is renewed that ends; absent of one that isn't renewed. */
  readonly renewal?: TokenRenewal;
}

/** A token that can be asked for anew, from whoever opened the job. */
export interface TokenRenewal {
  /** Names it to whoever renews it; no secret. */
  readonly key: string;
  /** When another one is asked for before the next request, in milliseconds since 1970; 0 for a token that is still to be had. */
  readonly renewAt: number;
  /** Set when whoever runs it is there, so that they can be asked to sign in. */
  readonly attended?: true;
}

export interface RenewTokenParams {
  /** `TokenRenewal.key` */
  readonly key: string;
  /** The token that the server has just refused as expired; null when it is only near its end. */
  readonly refused: string | null;
  /** What the server wants of the next one: the claims request of its challenge, as JSON. Absent where any other may do. */
  readonly challenge?: string;
  /** `TokenRenewal.attended` */
  readonly attended?: true;
}

export interface RenewedToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly renewAt: number;
}

/** Gets a token that is in force. @throws ProvisioningFailure of kind `credential` or `connection` */
export type RenewToken = (params: RenewTokenParams) => Promise<RenewedToken>;

/** Where a running sandbox answers: what `sandbox` on the command line prints when it is ready. */
export interface SandboxAddresses {
  /** Stays the same when the sandbox gets other ports; null of one that doesn't say. */
  readonly id?: string | null;
  readonly source: {
    readonly baseAddress: string;
    readonly token: string;
    readonly tenantId: string;
    readonly servicePrincipalId: string;
  };
  readonly target: { readonly baseAddress: string; readonly token: string };
  /** The same team behind Dropbox's Business API; absent of a sandbox that doesn't have it. */
  readonly dropboxBusiness?: {
    readonly apiAddress: string;
    readonly token: string;
    readonly authorizeAddress?: string;
    readonly appKey?: string;
  };
}
