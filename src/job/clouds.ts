import type { Cloud } from './job.ts';

/** What differs between Microsoft's clouds. */
export interface CloudAddresses {
  /** Microsoft Graph's origin (Microsoft Graph, "National cloud deployments"). */
  readonly graphOrigin: string;
  /** Where people and applications sign in (Microsoft Entra, "National clouds", authentication endpoints). */
  readonly loginAuthority: string;
  /** What `az cloud set --name` calls it (Azure CLI, "Manage clouds"). */
  readonly azureCliName: string;
  /** What `Connect-MgGraph -Environment` calls it (Microsoft Graph PowerShell, `Get-MgEnvironment`). */
  readonly powerShellName: string;
}

/** The clouds that a tenant may be in. */
export const clouds: Readonly<Record<Cloud, CloudAddresses>> = {
  global: {
    graphOrigin: 'https://graph.microsoft.com',
    loginAuthority: 'https://login.microsoftonline.com',
    azureCliName: 'AzureCloud',
    powerShellName: 'Global',
  },
  usGovernment: {
    graphOrigin: 'https://graph.microsoft.us',
    loginAuthority: 'https://login.microsoftonline.us',
    azureCliName: 'AzureUSGovernment',
    powerShellName: 'USGov',
  },
  usGovernmentDoD: {
    graphOrigin: 'https://dod-graph.microsoft.us',
    loginAuthority: 'https://login.microsoftonline.us',
    azureCliName: 'AzureUSGovernment',
    powerShellName: 'USGovDoD',
  },
  china: {
    graphOrigin: 'https://microsoftgraph.chinacloudapi.cn',
    loginAuthority: 'https://login.chinacloudapi.cn',
    azureCliName: 'AzureChinaCloud',
    powerShellName: 'China',
  },
};
