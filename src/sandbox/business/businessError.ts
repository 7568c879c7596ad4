/** A request that isn't served: an HTTP status with a body, which is JSON, or plain text where it is a string. */
export class BusinessError extends Error {
  readonly status: number;
  readonly body: object | string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: object | string, headers: Readonly<Record<string, string>> = {}) {
    super(typeof body === 'string' ? body : JSON.stringify(body));
    this.name = 'BusinessError';
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** A value of a union as Dropbox writes it: its tag, and what goes with it. */
export interface Tagged {
  readonly '.tag': string;
  readonly [member: string]: unknown;
}

/** Makes a value of a union. */
export function tagged<T extends string, M extends object>(tag: T, members?: M): { '.tag': T } & M {
  return { '.tag': tag, ...members } as { '.tag': T } & M;
}

/** The body of an error of a union; the summary is its tags, and dots that stand for what may be added (Dropbox's error handling guide). */
export function errorBody(error: Tagged): object {
  return { error_summary: `${error['.tag']}/..`, error };
}

/** 409: the route's own error. */
export function routeError(tag: string, members?: object): BusinessError {
  return new BusinessError(409, errorBody({ '.tag': tag, ...members }));
}

/** 401: what is wrong with the token (Dropbox API, `auth.AuthError`). */
export function authError(tag: string, members?: object): BusinessError {
  return new BusinessError(401, errorBody({ '.tag': tag, ...members }));
}

/** 400: the request isn't what the route takes. */
export function badInput(text: string): BusinessError {
  return new BusinessError(400, text);
}
