import type { ProvisioningEvent } from '../../../protocol/provisioning.ts';
import { actionOf, modifiedProperties, stepName, targetTypes, textOf } from './summary.ts';
import type { SummarySurroundings } from './summary.ts';
import { textsInEnglish } from '../../../protocol/text.ts';

/**
 * What *Provision on demand* responds with: two texts of JSON, whose members aren't named as those of the log
 * (Microsoft Graph v1.0, "synchronizationJob: provisionOnDemand").
 */
export function onDemandResponse(
  event: ProvisioningEvent,
  surroundings: SummarySurroundings,
): { key: string; value: string } {
  const isSkipped = event.status === 'skipped' || event.action === 'none';
  const result = event.status === 'failure' ? 'Failure' : isSkipped ? 'Skipped' : 'Success';
  const details = result === 'Success' ? {} : { errorCode: event.reason.code, errorMessage: event.reason.message };
  return {
    key: JSON.stringify({ result, details }, textsInEnglish),
    value: JSON.stringify(changeOf(event, surroundings), textsInEnglish),
  };
}

function changeOf(event: ProvisioningEvent, { servicePrincipal, tenantId, job }: SummarySurroundings): object {
  const { source, targetId, reason, status } = event;
  const end = Date.parse(event.activityDateTime);
  return {
    action: capital(actionOf(event)),
    changeId: `${job.id}.${event.id}`,
    startTime: new Date(end - event.durationMs).toISOString(),
    endTime: event.activityDateTime,
    reportableIdentifier: source.displayName,
    modifiedProperties: modifiedProperties(event),
    provisioningSteps: event.steps.map((step) => ({
      name: stepName(step, event),
      type: capital(step.type),
      status: capital(step.status),
      description: step.description,
      timestamp: event.activityDateTime,
      details: step.details,
    })),
    statusInfo:
      status === 'success'
        ? { status: 'Success' }
        : {
            status: capital(status),
            errorCode: reason.code,
            reason: reason.message,
            additionalDetails: event.exchange?.response?.body ?? null,
            errorCategory: status === 'failure' ? 'Failure' : 'NonServiceFailure',
            recommendedAction: reason.recommendedAction,
          },
    sourceIdentity: { id: source.id, type: source.type, displayName: source.displayName, details: {} },
    targetIdentity: { id: targetId ?? '', type: targetTypes[source.type], displayName: '', details: {} },
    sourceSystem: { id: tenantId, name: 'Azure Active Directory', details: {} },
    targetSystem: { id: job.id, name: textOf(servicePrincipal.properties['displayName']), details: {} },
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
