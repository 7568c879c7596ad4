import { randomUUID } from 'node:crypto';
import type {
  ProvisioningObjectSummary,
  ProvisioningStatusInfo,
  ProvisioningStep,
} from '@microsoft/microsoft-graph-types';
import { scimGroup, scimUser } from '../../../job/dropboxDirectory.ts';
import type { AttributeJson, ProvisioningEvent, ProvisioningStep as Step } from '../../../protocol/provisioning.ts';
import type { DirectoryObject, Json } from '../model.ts';
import type { StoredJob } from './storedJob.ts';
import { english } from '../../../protocol/text.ts';

/** What a summary says beside the event itself. */
export interface SummarySurroundings {
  readonly job: StoredJob;
  readonly servicePrincipal: DirectoryObject;
  readonly tenantId: string;
}

/** An entry of the provisioning log (Microsoft Graph v1.0, "provisioningObjectSummary"). */
export function summaryOf(
  event: ProvisioningEvent,
  { job, servicePrincipal, tenantId }: SummarySurroundings,
): ProvisioningObjectSummary & { id: string } {
  const { source, targetId } = event;
  const name = textOf(servicePrincipal.properties['displayName']);
  const targetDetails = {
    ApplicationId: textOf(servicePrincipal.properties['applicationTemplateId']),
    ServicePrincipalId: servicePrincipal.id,
    ServicePrincipalDisplayName: name,
  };
  return {
    id: randomUUID(),
    activityDateTime: event.activityDateTime,
    tenantId,
    jobId: job.id,
    cycleId: event.cycleId,
    changeId: randomUUID(),
    durationInMilliseconds: Math.round(event.durationMs),
    provisioningAction: actionOf(event),
    provisioningStatusInfo: statusInfoOf(event),
    provisioningSteps: event.steps.map((step) => stepOf(step, event)),
    modifiedProperties: modifiedProperties(event),
    initiatedBy: { id: '', displayName: 'Azure AD Provisioning Service', initiatorType: 'system' },
    servicePrincipal: { id: servicePrincipal.id, displayName: name },
    sourceIdentity: { id: source.id, displayName: source.displayName, identityType: source.type, details: {} },
    targetIdentity: { id: targetId ?? '', displayName: '', identityType: targetTypes[source.type], details: {} },
    sourceSystem: { id: tenantId, displayName: 'Azure Active Directory', details: {} },
    targetSystem: { id: job.id, displayName: name, details: targetDetails },
  };
}

export const targetTypes = { User: scimUser, Group: scimGroup } as const;

export function actionOf({
  action,
}: Pick<ProvisioningEvent, 'action'>): NonNullable<ProvisioningObjectSummary['provisioningAction']> {
  return action === 'none' || action === 'skip' ? 'other' : action;
}

export function modifiedProperties(
  event: ProvisioningEvent,
): { displayName: string; oldValue: string | null; newValue: string | null }[] {
  return event.modifiedProperties.map(({ attribute, old, new: wanted }) => ({
    displayName: attribute,
    oldValue: shown(old),
    newValue: shown(wanted),
  }));
}

function statusInfoOf({ status, reason, exchange }: ProvisioningEvent): ProvisioningStatusInfo {
  if (status === 'success') return { status, errorInformation: null };
  return {
    status,
    errorInformation: {
      errorCode: reason.code,
      reason: english(reason.message),
      additionalDetails: exchange?.response?.body ?? null,
      recommendedAction: reason.recommendedAction === null ? null : english(reason.recommendedAction),
      errorCategory: status === 'failure' ? 'failure' : 'nonServiceFailure',
    },
  };
}

function stepOf(step: Step, event: ProvisioningEvent): ProvisioningStep {
  return {
    name: stepName(step, event),
    provisioningStepType: step.type,
    status: step.status,
    description: english(step.description),
    details: Object.fromEntries(Object.entries(step.details).map(([name, value]) => [name, english(value)])),
  };
}

const verbs: Partial<Record<ProvisioningEvent['action'], string>> = {
  create: 'Add',
  update: 'Update',
  disable: 'Update',
  delete: 'Delete',
};

/** The names of steps that real logs have. */
export function stepName({ type }: Step, { action }: ProvisioningEvent): string {
  const verb = verbs[action] ?? 'Skip';
  if (type === 'scoping') return 'EntrySynchronizationScoping';
  if (type === 'import' || type === 'matching') return 'EntryImport';
  return type === 'export' && verb !== 'Skip' ? `EntryExport${verb}` : `EntrySynchronization${verb}`;
}

function shown(value: AttributeJson): string | null {
  if (value === null) return null;
  return typeof value === 'object' ? value.join(', ') : String(value);
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
