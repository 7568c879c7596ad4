import { BearerFailure } from '../directories/http/bearer.ts';
import type { TargetError } from '../directories/targetDirectory.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import { codeOf } from './cycle/errorCodes.ts';
import { type Text, text } from '../protocol/text.ts';

/** A target that fails before any object is at stake fails the whole run. */
export function connectionFailure(error: TargetError): ProvisioningFailure {
  // Nobody could get a token: whoever renews it says why.
  const needsPerson = error.kind === 'unauthorized' && error.cause instanceof BearerFailure;
  return new ProvisioningFailure(
    needsPerson ? 'credential' : 'connection',
    text`The target could not be read: ${error.text}`,
    {
      recommendedAction: text`${connectionAdvice(error)} Nothing was changed.`,
      exchange: error.exchange,
      cause: error,
    },
  );
}

function connectionAdvice(error: TargetError): Text {
  // Its adapter knows better than the kind tells.
  if (error.advice !== null) return error.advice;
  switch (error.kind) {
    case 'unauthorized':
      return text`Enter a token that is valid for this target; it may have expired.`;
    case 'forbidden':
    case 'redirected':
      return codeOf(error).recommendedAction;
    default:
      return text`Run Test Connection to see which step fails.`;
  }
}
