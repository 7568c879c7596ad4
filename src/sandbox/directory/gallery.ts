import type { Json } from './model.ts';
import type { Resource } from './projection.ts';

/** The application template of Dropbox in Entra's gallery (gallery key `dropbox`). */
export const dropboxTemplateId = '97e0a159-74ec-4db1-918a-c03a9c3b6b81';

/** What the application was called whose provisioning is the old integration; a made-up id. */
export const oldDropboxTemplateId = '2f6f1f0b-7a55-4f3e-9a06-3d5c8a0c7e19';

/** The template of applications that are not in the gallery (Microsoft Graph v1.0, "applicationTemplate: instantiate"). */
const customTemplateId = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621';

/** The gallery's entries that a Dropbox administrator meets (Microsoft Graph v1.0, resources/applicationtemplate). */
export const applicationTemplates: readonly Resource[] = [
  template(dropboxTemplateId, 'Dropbox', 'Dropbox', 'https://www.dropbox.com/'),
  template(oldDropboxTemplateId, 'Dropbox for Business', 'Dropbox', 'https://www.dropbox.com/business'),
  template(customTemplateId, 'Custom', 'Microsoft', null),
];

/** The tags of an application that came from the gallery. */
export const galleryTags: readonly string[] = [
  'WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1',
  'WindowsAzureActiveDirectoryIntegratedApp',
];

/** One of the roles that a gallery application with SCIM declares for users and groups. */
export function appRole(id: string, displayName: string): Json {
  return {
    id,
    displayName,
    description: displayName,
    value: null,
    isEnabled: true,
    allowedMemberTypes: ['User'],
    origin: 'Application',
  };
}

function template(id: string, displayName: string, publisher: string, homePageUrl: string | null): Resource {
  return {
    id,
    displayName,
    publisher,
    description: null,
    homePageUrl,
    logoUrl: null,
    categories: ['contentManagement'],
    supportedSingleSignOnModes: ['saml'],
    supportedProvisioningTypes: ['sync'],
  };
}
