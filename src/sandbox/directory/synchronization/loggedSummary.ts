import type { ProvisioningObjectSummary } from '@microsoft/microsoft-graph-types';

/** An entry of the provisioning log, with its place in it. */
export interface LoggedSummary {
  readonly sequence: number;
  readonly summary: ProvisioningObjectSummary & { readonly id: string };
}
