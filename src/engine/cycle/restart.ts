import { createHash } from 'node:crypto';
import type { ProvisioningJob } from '../../job/job.ts';
import { withParts, type RestartCriterion } from '../../protocol/restartCriteria.ts';
import type { JobStore } from '../store/jobStore.ts';
import { storeVersion } from '../store/tables.ts';
import type { CycleContext } from './cycleContext.ts';

/**
 * Makes the next cycle an initial one when what the stored decisions rest on has changed: the mappings and filters, the
 * scope, and the rules of what is left alone. Links stay.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/how-provisioning-works ("Restart")
 */
export function restartWhenChanged({ job, mappings, store }: Pick<CycleContext, 'job' | 'mappings' | 'store'>): void {
  const { source, target, schema } = job;
  const { scope, includeDefaultAccess, skipOutOfScopeDeletions } = job.provisioning;
  const rules = [scope, includeDefaultAccess, skipOutOfScopeDeletions];
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([storeVersion, schema.synchronizationRules, rules, source, target]))
    .digest('hex');
  store.database.transaction(() => {
    if (store.state.fingerprint() === fingerprint) return;
    forgetWatermarks(store);
    store.state.setQuarantine(null);
    store.escrow.renewAll();
    for (const { type, mappings: ofType } of mappings) store.links.refile(type, keyAttributes(ofType));
    store.state.setFingerprint(fingerprint);
  });
}

/** The fingerprint that the first layout of the state kept for a job. */
export function firstFingerprint({ source, target, schema, provisioning }: ProvisioningJob): string {
  const { scope, includeDefaultAccess } = provisioning;
  return createHash('sha256')
    .update(JSON.stringify(['1', schema.synchronizationRules, scope, includeDefaultAccess, source, target]))
    .digest('hex');
}

/** The attributes whose values no two accounts of a type have. */
export function keyAttributes(mappings: CycleContext['mappings'][number]['mappings']): readonly string[] {
  return [...new Set(mappings.flatMap(({ keys }) => keys.map(({ target }) => target)))];
}

/** Forgets how far the source has been read, and what was held against objects; links stay. */
function forgetWatermarks(store: JobStore): void {
  store.state.setWatermark('User', null);
  store.state.setWatermark('Group', null);
  store.intents.forgetMistakes();
}

/** Resets what a restart is to reset, before a cycle. Which deletes are released is for the cycle. */
export function resetState(store: JobStore, criteria: readonly RestartCriterion[]): void {
  const chosen = withParts(criteria);
  store.database.transaction(() => {
    if (chosen.has('Watermark')) forgetWatermarks(store);
    if (chosen.has('Escrows')) store.escrow.prune();
    if (chosen.has('QuarantineState')) store.state.setQuarantine(null);
    if (chosen.has('ConnectorDataStore')) store.forgetLinks();
  });
}
