import type { Directory } from '../directory.ts';

/** That an app registration has created a service principal, and so owns it. */
export interface OwnedApplication {
  readonly servicePrincipalId: string;
  readonly ownerAppId: string;
}

/** Notes who has created a service principal. */
export function noteOwner({ records }: Directory, servicePrincipalId: string, ownerAppId: string): void {
  records.set('ownedApplication', servicePrincipalId, { servicePrincipalId, ownerAppId });
}

/** Whether an app registration owns a service principal: what `Application.ReadWrite.OwnedBy` is limited to. */
export function isOwner({ records }: Directory, servicePrincipalId: string, appId: string): boolean {
  return records.get('ownedApplication', servicePrincipalId)?.ownerAppId === appId;
}
