import type { JobNode } from '../../../src/extension/assignments/assignmentNodes.ts';
import type { AssignedObject } from '../../../src/protocol/assignedObjects.ts';
import type { CycleSummary, Quarantine } from '../../../src/protocol/cycleSummary.ts';
import type { JobStatus } from '../../../src/protocol/jobStatus.ts';
import type { DecisionSummary, ProvisioningEvent } from '../../../src/protocol/provisioning.ts';
import type { StagedAction } from '../../../src/protocol/stagedActions.ts';

const source = { id: 'u1', type: 'User', displayName: 'Ada Lovelace' } as const;
const reason = { code: 'EntryNotFound', message: 'In scope, and no account matches.', recommendedAction: null };

/** The root of a job in the tree. */
export function jobNode(id: string): JobNode {
  // Only its text matters here; `vscode.Uri` is there in VS Code alone.
  const uri: unknown = { toString: () => id };
  return { kind: 'job', id, uri: uri as JobNode['uri'], parent: null };
}

export function assigned(traits: Partial<AssignedObject> = {}): AssignedObject {
  return {
    ...source,
    state: 'notYet',
    reason: null,
    roles: ['User'],
    assignedDirectly: true,
    assignedVia: [],
    userPrincipalName: 'ada@contoso.com',
    targetId: null,
    lastAction: null,
    lastStatus: null,
    lastActivity: null,
    lastEventId: null,
    memberCount: null,
    nextAttempt: null,
    ...traits,
  };
}

export function event(traits: Partial<ProvisioningEvent> = {}): ProvisioningEvent {
  return {
    id: 7,
    activityDateTime: '2026-11-01T10:00:00.000Z',
    jobId: 'job',
    cycleId: 'cycle',
    action: 'create',
    status: 'success',
    source,
    targetId: 'dbmid:1',
    reason,
    steps: [{ type: 'export', status: 'success', description: 'Created.', details: { status: '201' } }],
    modifiedProperties: [{ attribute: 'userName', old: null, new: 'ada@contoso.com' }],
    durationMs: 12,
    exchange: null,
    ...traits,
  };
}

export function decision(traits: Partial<DecisionSummary> = {}): DecisionSummary {
  return {
    source,
    targetId: null,
    action: 'create',
    failed: false,
    reason,
    steps: [],
    changes: [{ attribute: 'userName', old: null, new: 'ada@contoso.com' }],
    destructive: false,
    ...traits,
  };
}

export function summary(traits: Partial<CycleSummary> = {}): CycleSummary {
  return {
    cycleId: 'cycle',
    cycle: 'initial',
    outcome: 'completed',
    counts: { create: 2, update: 0, disable: 0, delete: 0, skip: 1, failure: 0 },
    unchanged: 0,
    staged: 0,
    permanent: 0,
    warnings: 0,
    requests: { source: 3, target: 4, targetWrites: 2 },
    durationMs: 1500,
    quarantine: null,
    ...traits,
  };
}

export function status(traits: Partial<JobStatus> = {}): JobStatus {
  return {
    jobId: 'job',
    displayName: 'Dropbox',
    code: 'Active',
    lastCycle: null,
    quarantine: null,
    escrowed: 0,
    retries: { waiting: 0, next: null, givenUp: 0 },
    linked: { User: 0, Group: 0 },
    staged: [],
    pending: 0,
    notifications: { waiting: 0, failure: null },
    sourceReadAt: null,
    running: null,
    schedule: { nextCycle: null, lastAttempt: null },
    ...traits,
  };
}

export function quarantine(traits: Partial<Quarantine> = {}): Quarantine {
  return {
    reason: 'TooManyDeletes',
    message: 'Too many.',
    recommendedAction: 'Look.',
    since: '2026-11-01T10:00:00.000Z',
    exchange: null,
    seriesBegan: '2026-11-01T10:00:00.000Z',
    seriesCount: 1,
    nextAttempt: null,
    off: false,
    escrowsPruned: false,
    ...traits,
  };
}

export function staged(displayName: string, traits: Partial<StagedAction> = {}): StagedAction {
  return {
    key: displayName,
    decision: null,
    source: { id: displayName, type: 'User', displayName },
    targetId: displayName,
    action: 'disable',
    permanent: false,
    members: null,
    reason: { code: 'Disable', message: 'Not assigned.', recommendedAction: null },
    since: '2026-11-29T10:00:00.000Z',
    ...traits,
  };
}
