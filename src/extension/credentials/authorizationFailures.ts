import { AuthorizationFailure, type AuthorizationFailureKind } from '../../authorization/authorizationFailure.ts';
import { TokenFailure } from '../../authorization/tokenFailure.ts';
import type { EngineErrorData } from '../../protocol/engineError.ts';
import type { Localize } from '../../protocol/localize.ts';
import { ActionableFailure, type FailureAction } from '../support/actionableFailure.ts';

/** Failures whose way out begins in the App Console. */
const ofApp: readonly AuthorizationFailureKind[] = ['appRefused', 'scopeRefused', 'timedOut', 'noRedirect', 'refused'];

/** As one for people, with the commands that help. */
export function actionable(failure: TokenFailure, t: Localize): ActionableFailure {
  const [what, next] = failure.words(t);
  if (!(failure instanceof AuthorizationFailure))
    return new ActionableFailure(what, next, ['updateCredentials'], failure);
  const actions: FailureAction[] = ['authorizeDropbox'];
  if (ofApp.includes(failure.kind)) actions.push('openDropboxAppGuide');
  return new ActionableFailure(what, next, actions, failure);
}

/** As the engine's process gets it, which asked for a token. */
export function renewalError(error: unknown, t: Localize): EngineErrorData {
  if (!(error instanceof TokenFailure)) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      kind: 'credential',
      message,
      recommendedAction: t('Enter the credentials again with Update Credentials.'),
    };
  }
  const [message, recommendedAction] = error.words(t);
  return { kind: error.passes ? 'connection' : 'credential', message, recommendedAction };
}
