import { clouds } from '../../job/clouds.ts';
import type { Cloud } from '../../job/job.ts';

/** The shells that a setup script is for. */
export type SetupShell = 'azureCli' | 'powerShell';

/** What a setup script makes. */
export interface SetupRequest {
  readonly shell: SetupShell;
  /** Null for the tenant that the administrator signs in to. */
  readonly tenantId: string | null;
  readonly cloud: Cloud;
  /** Names of Microsoft Graph's permissions. */
  readonly permissions: readonly string[];
  /** `signIn`: people use the application, each with their own rights. `application`: it has rights by itself. */
  readonly use: 'signIn' | 'application';
}

/** Where VS Code's sign-in comes back to: its own page, and a program on this machine. */
export const signInRedirects = ['https://vscode.dev/redirect', 'http://localhost'] as const;

/** Microsoft Graph's own application ID, in every cloud (Microsoft Graph permissions reference). */
const graphAppId = '00000003-0000-0000-c000-000000000000';
const displayName = 'Dropbox Provisioning';

/** Whether there's such a script: the Azure CLI knows no Graph of the cloud for the Department of Defense. */
export function hasSetupScript(shell: SetupShell, cloud: Cloud): boolean {
  return shell === 'powerShell' || cloud !== 'usGovernmentDoD';
}

/**
 * A script that makes an app registration with exactly the permissions named, and consents to them. Permissions are looked up
 * by their names when it runs, so that none is given by a mistaken id.
 *
 * @throws Error for what isn't a name: it would become a part of the script.
 */
export function setupScript(request: SetupRequest): string {
  for (const name of request.permissions) if (!/^[\w.-]+$/.test(name)) throw new Error(`No permission: ${name}`);
  const tenant = request.tenantId !== null && /^[\w-]+(\.[\w-]+)*$/.test(request.tenantId) ? request.tenantId : null;
  return request.shell === 'azureCli' ? azureCli(request, tenant) : powerShell(request, tenant);
}

function azureCli({ cloud, permissions, use }: SetupRequest, tenant: string | null): string {
  const list = use === 'signIn' ? 'oauth2PermissionScopes' : 'appRoles';
  const kind = use === 'signIn' ? 'Scope' : 'Role';
  const redirects =
    use === 'signIn'
      ? ` \\\n  --is-fallback-public-client true --public-client-redirect-uris ${signInRedirects.join(' ')}`
      : '';
  return `#!/usr/bin/env bash
# Makes the app registration "${displayName}" with the permissions of Microsoft Graph that the job needs, and consents to them.
# Run it as Privileged Role Administrator, with the Azure CLI: https://learn.microsoft.com/cli/azure/install-azure-cli
set -euo pipefail
az cloud set --name ${clouds[cloud].azureCliName}
az login --allow-no-subscriptions${tenant === null ? '' : ` --tenant ${tenant}`} --output none
graph=${graphAppId}
client_id=$(az ad app create --display-name '${displayName}' --sign-in-audience AzureADMyOrg${redirects} --query appId --output tsv)
az ad sp show --id "$client_id" --output none 2>/dev/null || az ad sp create --id "$client_id" --output none
for permission in ${permissions.join(' ')}; do
  id=$(az ad sp show --id "$graph" --query "${list}[?value=='$permission'].id | [0]" --output tsv)
  [ -n "$id" ] || { echo "Microsoft Graph has no permission $permission in this cloud." >&2; exit 1; }
  az ad app permission add --id "$client_id" --api "$graph" --api-permissions "$id=${kind}" --output none
done
sleep 30 # the application is known everywhere only after a while
az ad app permission admin-consent --id "$client_id"
${
  use === 'application'
    ? `# Its certificate; the private key stays with you. For a secret instead: az ad app credential reset --id "$client_id" --append
[ ! -f app.crt ] || az ad app credential reset --id "$client_id" --append --cert @app.crt --output none
`
    : ''
}echo "Application (client) ID: $client_id"
`;
}

function powerShell({ cloud, permissions, use }: SetupRequest, tenant: string | null): string {
  const names = permissions.map((name) => `'${name}'`).join(', ');
  const forSignIn = use === 'signIn';
  const found = forSignIn
    ? '$graph.Oauth2PermissionScopes | Where-Object Value -EQ $name'
    : "$graph.AppRoles | Where-Object { $_.Value -eq $name -and $_.AllowedMemberTypes -contains 'Application' }";
  const redirects = signInRedirects.map((address) => `'${address}'`).join(', ');
  const consentScope = forSignIn ? 'DelegatedPermissionGrant.ReadWrite.All' : 'AppRoleAssignment.ReadWrite.All';
  return `#Requires -Modules Microsoft.Graph.Authentication, Microsoft.Graph.Applications${forSignIn ? ', Microsoft.Graph.Identity.SignIns' : ''}
# Makes the app registration "${displayName}" with the permissions of Microsoft Graph that the job needs, and consents to them.
# Run it as Privileged Role Administrator. To install the modules: Install-Module Microsoft.Graph
$ErrorActionPreference = 'Stop'
Connect-MgGraph -Environment ${clouds[cloud].powerShellName}${tenant === null ? '' : ` -TenantId '${tenant}'`} -Scopes 'Application.ReadWrite.All', '${consentScope}' -NoWelcome
$graph = Get-MgServicePrincipal -Filter "appId eq '${graphAppId}'"
$access = foreach ($name in ${names}) {
  $permission = ${found}
  if (-not $permission) { throw "Microsoft Graph has no permission $name in this cloud." }
  @{ Id = $permission.Id; Type = '${forSignIn ? 'Scope' : 'Role'}' }
}
$settings = @{
  DisplayName = '${displayName}'
  SignInAudience = 'AzureADMyOrg'
  RequiredResourceAccess = @(@{ ResourceAppId = $graph.AppId; ResourceAccess = @($access) })
${
  forSignIn
    ? `  IsFallbackPublicClient = $true
  PublicClient = @{ RedirectUris = @(${redirects}) }
`
    : ''
}}
$app = New-MgApplication @settings
$principal = New-MgServicePrincipal -AppId $app.AppId
${
  forSignIn
    ? `New-MgOauth2PermissionGrant -ClientId $principal.Id -ConsentType AllPrincipals -ResourceId $graph.Id -Scope (@(${names}) -join ' ') | Out-Null
`
    : `foreach ($entry in $access) {
  New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -PrincipalId $principal.Id -ResourceId $graph.Id -AppRoleId $entry.Id | Out-Null
}
# Its certificate; the private key stays with you. For a secret instead: Add-MgApplicationPassword -ApplicationId $app.Id
if (Test-Path app.crt) {
  $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new((Resolve-Path app.crt).Path)
  Update-MgApplication -ApplicationId $app.Id -KeyCredentials @(@{ Type = 'AsymmetricX509Cert'; Usage = 'Verify'; Key = $certificate.RawData })
}
`
}"Application (client) ID: $($app.AppId)"
`;
}
