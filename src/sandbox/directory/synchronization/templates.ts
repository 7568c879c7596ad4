import type { SynchronizationTemplate } from '@microsoft/microsoft-graph-types';
import { scimGroup, scimUser } from '../../../job/dropboxDirectory.ts';
import { defaultSchema } from '../../../job/defaultJob.ts';
import { dropboxTemplateId, oldDropboxTemplateId } from '../gallery.ts';
import { resourceNotFound } from '../graphError.ts';
import type { DirectoryObject } from '../model.ts';
import { oldSchema, oldTemplate } from './oldIntegration.ts';
import type { RawObject } from './storedJob.ts';

/** The template of Entra's Dropbox connector. */
export const dropboxTemplate = 'DropboxSCIMOutDelta';

/** The template of applications that are not in the gallery. */
const scimTemplate = 'scim';

/** How the counts name what is synchronized. */
export const entryTypes = { User: `User to ${scimUser}`, Group: `Group to ${scimGroup}` } as const;

const templateVersion = '6.0';

/** The synchronization templates of an application (Microsoft Graph v1.0, "List templates"). */
export function templatesOf(servicePrincipal: DirectoryObject): readonly SynchronizationTemplate[] {
  const applicationId = servicePrincipal.properties['applicationTemplateId'];
  return idsOf(applicationId).map((id, index) => ({
    id,
    applicationId: typeof applicationId === 'string' ? applicationId : dropboxTemplateId,
    default: index === 0,
    description: null,
    discoverable: true,
    factoryTag: id,
    metadata: metadataOf(id),
  }));
}

/** An application of the old integration can have a job of the SCIM one beside the old job. */
function idsOf(applicationId: unknown): readonly string[] {
  if (applicationId === oldDropboxTemplateId) return [oldTemplate, dropboxTemplate];
  return [applicationId === dropboxTemplateId ? dropboxTemplate : scimTemplate];
}

/** A template by its id. Throws Graph's 404. */
export function templateOf(servicePrincipal: DirectoryObject, id: string): SynchronizationTemplate {
  const template = templatesOf(servicePrincipal).find((candidate) => candidate.id === id);
  if (template === undefined) throw resourceNotFound(id);
  return template;
}

/** The schema that a job of a template begins with. */
export function templateSchema(templateId: string): RawObject {
  const { synchronizationRules, directories } = templateId === oldTemplate ? oldSchema() : defaultSchema();
  return {
    id: templateId,
    version: templateVersion,
    synchronizationRules: synchronizationRules.map((rule) => ({
      containerFilter: null,
      groupFilter: null,
      metadata: [{ key: 'supportsProvisionOnDemand', value: 'true' }],
      ...rule,
    })),
    directories: directories.map((directory) => ({
      readOnly: false,
      version: templateVersion,
      discoverabilities: 'AttributeDataTypes',
      discoveryDateTime: null,
      ...directory,
    })),
  };
}

/** As on the wire: keys in lower camel case, and the fields as a text of JSON. */
function metadataOf(id: string): NonNullable<SynchronizationTemplate['metadata']> {
  const isDropbox = id !== scimTemplate;
  const secret = (name: string): object => ({ name, secret: true, optional: false, readOnly: false });
  const fields = [{ name: 'baseaddress', secret: false, optional: isDropbox }, secret('secrettoken')];
  const entries = [
    ['galleryApplicationKey', isDropbox ? 'dropbox' : 'customappsso'],
    ['isOAuthEnabled', String(isDropbox)],
    ['isSynchronizationInPreview', 'false'],
    ['configurationFields', JSON.stringify(fields)],
  ] as const;
  // The package has the keys in upper camel case only.
  return entries.map(([key, value]) => ({ key, value })) as unknown as NonNullable<SynchronizationTemplate['metadata']>;
}
