import type { TargetError, TargetErrorKind } from '../../directories/targetDirectory.ts';
import { type Text, text } from '../../protocol/text.ts';

/** The code of a refusal for want of a seat. */
export const seatsAreShortCode = 'LicenseLimitExceeded';

/**
 * Entra's error code for what a target responded, and what to do about it.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-error-codes
 */
export function codeOf({ kind, advice }: TargetError): CodeAndAction {
  const told = codeOfKind(kind);
  return advice === null ? told : { ...told, recommendedAction: advice };
}

interface CodeAndAction {
  readonly code: string;
  readonly recommendedAction: Text;
}

function codeOfKind(kind: TargetErrorKind): CodeAndAction {
  switch (kind) {
    case 'conflict':
      return {
        code: 'Conflict',
        recommendedAction: text`Another object in the target holds a value that must be unique. Correct the data, or match by that attribute.`,
      };
    case 'changed':
      return {
        code: 'Conflict',
        recommendedAction: text`Nothing to do: the object is tried again by itself.`,
      };
    case 'licenseLimit':
      return {
        code: seatsAreShortCode,
        recommendedAction: text`Free a seat or buy more, then choose Retry Now; later the object is tried again by itself.`,
      };
    case 'unauthorized':
      return {
        code: 'Unauthorized',
        recommendedAction: text`Enter a valid token for the target; run Test Connection.`,
      };
    case 'forbidden':
      return {
        code: 'InsufficientRights',
        recommendedAction: text`Authorize with an account that has admin permissions on the target.`,
      };
    case 'throttled':
      return {
        code: 'TooManyRequests',
        recommendedAction: text`Nothing to do: the object is tried again by itself.`,
      };
    case 'serverError':
      return {
        code: 'InternalServerError',
        recommendedAction: text`Nothing to do now: the object is tried again by itself.`,
      };
    case 'timeout':
      return { code: 'Timeout', recommendedAction: text`Nothing to do now: the object is tried again by itself.` };
    case 'network':
      return {
        code: 'WebExceptionProtocolError',
        recommendedAction: text`Run Test Connection; the object is tried again by itself.`,
      };
    case 'unreadable':
      return {
        code: 'SystemForCrossDomainIdentityManagementServiceIncompatible',
        recommendedAction: text`The target’s response is quoted below; ask its operator.`,
      };
    case 'notImplemented':
      return {
        code: 'NotImplemented',
        recommendedAction: text`The target lacks this operation. Turn the action off in the object mapping, or disable the mapping of what the target does not have.`,
      };
    case 'redirected':
      return {
        code: 'WebExceptionProtocolError',
        recommendedAction: text`Write the address that the target points to as the base address in the job file, if it is right.`,
      };
    case 'notFound':
      return {
        code: 'InvalidAnchor',
        recommendedAction: text`Nothing to do now: the object is matched again in the next cycle.`,
      };
    case 'unknowable':
      return {
        code: 'ReferencesNotReadable',
        recommendedAction: text`The target has to tell what an object holds before it can be written whole. Ask its operator, or don’t map the attribute.`,
      };
    case 'rejected':
      return {
        code: 'UnprocessableEntity',
        recommendedAction: text`Correct the value that the target’s response names, or its mapping.`,
      };
  }
}
