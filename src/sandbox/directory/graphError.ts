/** A refusal in Microsoft Graph's terms: an HTTP status, one of Graph's codes, and a sentence. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'GraphError';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** 400 for a request that is malformed or that Graph does not take. */
export function badRequest(message: string): GraphError {
  return new GraphError(400, 'Request_BadRequest', message);
}

/** 400 for a query that Graph answers only as an advanced query, or not at all. */
export function unsupportedQuery(message: string): GraphError {
  return new GraphError(400, 'Request_UnsupportedQuery', message);
}

/** 404 in the words in which Graph misses a directory object. */
export function resourceNotFound(id: string): GraphError {
  return new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

/** The body of an error answer (Microsoft Graph, "Error responses and resource types"). */
export function errorBody(error: GraphError, ids: { requestId: string; clientRequestId: string; at: Date }): object {
  return {
    error: {
      code: error.code,
      message: error.message,
      innerError: {
        date: ids.at.toISOString().slice(0, 19),
        'request-id': ids.requestId,
        'client-request-id': ids.clientRequestId,
      },
    },
  };
}
