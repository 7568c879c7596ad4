/** The detail error keywords of RFC 7644 section 3.12, table 9. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive';

export const ERROR_URN = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** A request that cannot be served; becomes an error response (RFC 7644 section 3.12). */
export class ScimError extends Error {
  readonly status: number;
  readonly scimType: ScimType | undefined;

  /** `status` is the HTTP status code; `detail` is a sentence for the person who reads the client's log. */
  constructor(status: number, detail: string, scimType?: ScimType) {
    super(detail);
    this.name = 'ScimError';
    this.status = status;
    this.scimType = scimType;
  }
}

/** A 400 with its detail keyword: the error that most rules of RFC 7644 ask for. */
export function badRequest(scimType: ScimType, detail: string): ScimError {
  return new ScimError(400, detail, scimType);
}

/** The JSON body of an error response (RFC 7644 section 3.12). */
export interface ErrorBody {
  readonly schemas: readonly string[];
  /** The HTTP status code, as a string. */
  readonly status: string;
  readonly scimType?: ScimType;
  readonly detail: string;
}

/** Makes the body of an error response. */
export function errorBody(status: number, detail: string, scimType?: ScimType): ErrorBody {
  return {
    schemas: [ERROR_URN],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
    detail,
  };
}
