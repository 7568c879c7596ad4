const keys = (names: string): ReadonlySet<string> => new Set(names.toLowerCase().split(' '));

/** Source: Microsoft Graph v1.0, enumeration synchronizationSecret. */
const secret = keys(
  'Password SecretToken AppKey ClientSecret ConsumerSecret TokenKey Oauth2AccessToken Oauth2RefreshToken ' +
    'Oauth2ClientSecret Oauth2AuthorizationCode ConnectionString',
);

/** The rest of the enumeration. */
const settings = keys(
  'UserName BaseAddress ClientIdentifier SingleSignOnType Sandbox Url Domain ConsumerKey TokenExpiration ' +
    'Oauth2AccessTokenCreationTime Oauth2ClientId InstanceName CompanyId UpdateKeyOnSoftDelete SynchronizationSchedule ' +
    'SystemOfRecord SandboxName EnforceDomain SyncNotificationSettings SkipOutOfScopeDeletions Oauth2RedirectUri ' +
    'ApplicationTemplateIdentifier Oauth2TokenExchangeUri Oauth2AuthorizationUri AuthenticationType Server ' +
    'PerformInboundEntitlementGrants HardDeletesEnabled SyncAgentCompatibilityKey SyncAgentADContainer ValidateDomain ' +
    'TestReferences SyncAll',
);

/** Whether a key holds something that nobody may see. */
export function isSecretKey(key: string): boolean {
  return secret.has(key.toLowerCase());
}

/** Whether a key is known to hold a setting that anybody may see who may read the job. */
export function isSettingKey(key: string): boolean {
  return settings.has(key.toLowerCase());
}
