import type { EngineErrorData } from '../../protocol/engineError.ts';
import { ActionableFailure, type FailureAction } from '../support/actionableFailure.ts';
import type { Localize } from '../../protocol/localize.ts';
import { isTextOrTemplate, render } from '../../protocol/text.ts';

/** What helps against each kind of failure. */
const actionsFor: Readonly<Record<EngineErrorData['kind'], readonly FailureAction[]>> = {
  invalidJob: ['showProblems', 'openJobFile'],
  connection: ['testConnection', 'openProvisioningLog'],
  credential: ['updateCredentials', 'testConnection'],
  source: ['testConnection', 'openProvisioningLog'],
  notFound: ['refresh'],
  busy: ['cancelRun', 'openProvisioningLog'],
  cancelled: [],
  identity: ['adopt', 'openJobFile'],
  invalidState: ['openJobFile', 'openProvisioningLog'],
  notSupported: ['openJobFile'],
  internal: ['openProvisioningLog'],
};

/** A failed request of the engine as a failure that says what to do. */
export function engineFailure(message: string, data: unknown, t: Localize): ActionableFailure {
  if (!isErrorData(data)) {
    return new ActionableFailure(message, t('The log may say more.'), ['openProvisioningLog']);
  }
  const { recommendedAction } = data;
  const advice = recommendedAction === null ? null : render(recommendedAction, t);
  return new ActionableFailure(render(data.message, t), advice, actionsFor[data.kind], data);
}

/** What kind of failure of the engine it is; null for another. */
export function engineFailureKind(failure: unknown): EngineErrorData['kind'] | null {
  return failure instanceof ActionableFailure && isErrorData(failure.cause) ? failure.cause.kind : null;
}

/** The keys whose values have to be entered to be written into Entra along, as a failure names them; empty for another. */
export function maskedKeysIn(failure: unknown): readonly string[] {
  const { maskedKeys } = failure instanceof ActionableFailure && isErrorData(failure.cause) ? failure.cause : {};
  return Array.isArray(maskedKeys) ? maskedKeys.filter((key) => typeof key === 'string') : [];
}

/** The engine's process ended while it was needed. */
export function engineEnded(reason: string, t: Localize): ActionableFailure {
  return new ActionableFailure(
    t('The provisioning engine stopped unexpectedly ({0}).', reason),
    t('What was done is recorded. Run the command again: it starts the engine anew and does the rest.'),
    ['openProvisioningLog'],
  );
}

function isErrorData(data: unknown): data is EngineErrorData {
  return (
    typeof data === 'object' &&
    data !== null &&
    'kind' in data &&
    typeof data.kind === 'string' &&
    data.kind in actionsFor &&
    'message' in data &&
    isTextOrTemplate(data.message) &&
    'recommendedAction' in data &&
    (data.recommendedAction === null || isTextOrTemplate(data.recommendedAction))
  );
}
