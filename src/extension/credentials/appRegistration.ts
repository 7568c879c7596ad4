import { readSetting, writeSetting } from '../settings/settings.ts';

/** The person's own app registration (setting `dropboxProvisioning.entra.clientId`); empty when there is none. */
export function appRegistration(): string {
  return readSetting('entra.clientId');
}

/** Keeps the person's app registration in the setting. */
export async function rememberAppRegistration(clientId: string): Promise<void> {
  await writeSetting('entra.clientId', clientId);
}
