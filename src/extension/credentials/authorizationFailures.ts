import {
  AuthorizationFailure,
  authorizationWords,
  type AuthorizationFailureKind,
} from '../../authorization/authorizationFailure.ts';
import type { EngineErrorData } from '../../protocol/engineProtocol.ts';
import type { Localize } from '../../protocol/localize.ts';
import { ActionableFailure, type FailureAction } from '../support/actionableFailure.ts';

/** Failures whose way out begins in the App Console. */
const ofApp: readonly AuthorizationFailureKind[] = ['appRefused', 'scopeRefused', 'timedOut', 'noRedirect', 'refused'];

/** As one for people, with the commands that help. */
export function actionable(failure: AuthorizationFailure, t: Localize): ActionableFailure {
  const [what, next] = authorizationWords(failure, t);
  const actions: FailureAction[] = ['authorizeDropbox'];
  if (ofApp.includes(failure.kind)) actions.push('openDropboxAppGuide');
  return new ActionableFailure(what, next, actions, failure);
}

/** As the engine's process gets it, which asked for a token. */
export function renewalError(error: unknown, t: Localize): EngineErrorData {
  if (!(error instanceof AuthorizationFailure)) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'credential', message, recommendedAction: t('Authorize Dropbox again.') };
  }
  const [message, recommendedAction] = authorizationWords(error, t);
  return { kind: error.kind === 'unreachable' ? 'connection' : 'credential', message, recommendedAction };
}
