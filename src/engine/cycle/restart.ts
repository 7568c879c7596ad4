import { createHash } from 'node:crypto';
import type { ProvisioningJob } from '../../job/job.ts';
import type { JobStore } from '../store/jobStore.ts';
import { storeVersion } from '../store/tables.ts';

/**
 * Makes the next cycle an initial one when what the stored decisions rest on has changed: the mappings and filters, the
 * scope, or where source and target are. Links stay (entra-docs, "how-provisioning-works").
 */
export function restartWhenChanged(job: ProvisioningJob, store: JobStore): void {
  const { source, target, schema } = job;
  const { scope, includeDefaultAccess } = job.provisioning;
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([storeVersion, schema.synchronizationRules, scope, includeDefaultAccess, source, target]))
    .digest('hex');
  store.database.transaction(() => {
    if (store.state.fingerprint() === fingerprint) return;
    forgetWatermarks(store);
    store.state.setFingerprint(fingerprint);
  });
}

/** Forgets how far the source has been read, and what was held against objects; links stay. */
export function forgetWatermarks(store: JobStore): void {
  store.state.setWatermark('User', null);
  store.state.setWatermark('Group', null);
  store.state.setQuarantine(null);
}
