import { valueInAnyCase } from '../accept.ts';
import { badRequest } from '../errors.ts';
import { isObject } from '../scimObject.ts';

export const PATCH_URN = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** One operation of a PATCH request. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string | undefined;
  readonly value: unknown;
}

/** Which operation names are understood. */
export interface OperationRules {
  /** Entra ID sends `Add`, `Replace` and `Remove`; ABNF strings are case-insensitive anyway (RFC 5234 section 2.3). */
  readonly anyCase: boolean;
  /** Drop what is not an operation instead of refusing the request; a fault of some servers. */
  readonly ignoreUnknown: boolean;
}

/** Reads the body of a PATCH request (RFC 7644 section 3.5.2). Throws 400 `invalidSyntax` or `invalidValue`. */
export function readPatchRequest(body: unknown, rules: OperationRules): readonly PatchOperation[] {
  if (!isObject(body)) throw badRequest('invalidSyntax', 'The body must be a JSON object, a PatchOp message.');
  const schemas = valueInAnyCase(body, 'schemas');
  if (!Array.isArray(schemas) || !schemas.some((urn) => String(urn).toLowerCase() === PATCH_URN.toLowerCase())) {
    throw badRequest('invalidSyntax', `'schemas' must name '${PATCH_URN}'.`);
  }
  const operations = valueInAnyCase(body, 'Operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw badRequest('invalidSyntax', `'Operations' must be a list of at least one operation.`);
  }
  return (operations as unknown[]).flatMap((operation, index) => readOperation(operation, index, rules) ?? []);
}

function readOperation(operation: unknown, index: number, rules: OperationRules): PatchOperation | undefined {
  if (!isObject(operation)) throw badRequest('invalidSyntax', `Operations[${index}] must be a JSON object.`);
  const written = valueInAnyCase(operation, 'op');
  const op = typeof written === 'string' && rules.anyCase ? written.toLowerCase() : written;
  if (op !== 'add' && op !== 'remove' && op !== 'replace') {
    if (rules.ignoreUnknown) return undefined;
    throw badRequest(
      'invalidSyntax',
      `Operations[${index}].op must be add, remove or replace, not ${JSON.stringify(written)}.`,
    );
  }
  const path = valueInAnyCase(operation, 'path');
  if (path !== undefined && path !== null && typeof path !== 'string') {
    throw badRequest('invalidPath', `Operations[${index}].path must be a string.`);
  }
  const value = valueInAnyCase(operation, 'value');
  if (op !== 'remove' && value === undefined) {
    throw badRequest('invalidValue', `Operations[${index}] is ${op} and needs a value.`);
  }
  return { op, path: path === null || path === '' ? undefined : path, value };
}
