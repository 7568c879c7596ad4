/**
 * A refusal of Microsoft's identity platform
 * (https://learn.microsoft.com/entra/identity-platform/reference-error-codes).
 */
export class SignInError extends Error {
  readonly status: number;
  /** OAuth's name of the error (RFC 6749 section 5.2). */
  readonly error: string;
  /** The number behind `AADSTS`. */
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    error: string,
    code: number,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'SignInError';
    this.status = status;
    this.error = error;
    this.code = code;
    this.headers = headers;
  }
}

/** The body of a refused token request. */
export function signInErrorBody(
  { error, code, message }: SignInError,
  { requestId, clientRequestId, at }: { requestId: string; clientRequestId: string; at: Date },
): object {
  const timestamp = `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return {
    error,
    error_description: `AADSTS${code}: ${message} Trace ID: ${requestId} Correlation ID: ${clientRequestId} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: requestId,
    correlation_id: clientRequestId,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  };
}
