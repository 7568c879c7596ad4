/** The settings of the extension with their defaults, as package.json states them (test/unit/manifest.test.ts). */
export const settingDefaults = {
  'assignments.pageSize': 200,
  showOnStartup: false,
  'preview.maximumDiffs': 200,
  'entra.clientId': '',
  'dropbox.appKey': '',
  'notification.smtpServer': '',
  'sandbox.users': 0,
  'language.formatDocuments': true,
};

export type SettingName = keyof typeof settingDefaults;

/** A setting's name as people see it, such as `dropboxProvisioning.showOnStartup`. */
export function settingId(name: SettingName): string {
  return `dropboxProvisioning.${name}`;
}
