import { dropboxDirectory, dropboxDirectoryName, scimGroup, scimUser } from './dropboxDirectory.ts';
import { entraDirectory, entraDirectoryName } from './entraDirectory.ts';
import { defaultExecutor, defaultProvisioning } from './jobDefaults.ts';
import type { ProvisioningDocument, SourceDocument, TargetDocument } from './jobDocument.ts';
import { prettyJson } from './prettyJson.ts';
import type { AttributeMapping, AttributeMappingSource, ObjectMapping, SynchronizationSchema } from './schema.ts';

/** What a new job is made from; all that is left out gets its default. */
export interface NewJob {
  readonly id: string;
  readonly displayName: string;
  readonly executor?: 'local' | 'entra';
  readonly source: SourceDocument;
  readonly target: TargetDocument;
  readonly provisioning?: ProvisioningDocument;
  /** The default Dropbox schema when absent. */
  readonly schema?: SynchronizationSchema;
  /** Written as `$schema`; without it editors find the JSON Schema by the file's name. */
  readonly schemaAddress?: string;
}

/** The text of a new job file: JSON with comments that explain each member, ready for `readJob` and for people. */
export function createJobText(options: NewJob): string {
  const sections: readonly (readonly [comment: string, name: string, value: unknown])[] = [
    [
      'Names the stored state of this job. Keep it when you move or rename the file; give a copy an id of its own.',
      'id',
      options.id,
    ],
    ['', 'displayName', options.displayName],
    [
      '"local" is this product\'s own engine; "entra" steers the provisioning service of Microsoft Entra.',
      'executor',
      options.executor ?? defaultExecutor,
    ],
    ['Where users and groups are read. Tokens are never kept in this file.', 'source', options.source],
    ['Where they are written.', 'target', options.target],
    [
      'When cycles run, for whom, and what keeps them from doing harm.',
      'provisioning',
      completeProvisioning(options.provisioning ?? {}),
    ],
    [
      "Mappings, scoping filters and both directories, in the shape of Microsoft Graph's synchronizationSchema.",
      'schema',
      options.schema ?? defaultSchema(),
    ],
  ];
  const members = sections.map(([comment, name, value]) => {
    const head = `  ${JSON.stringify(name)}: `;
    return `${comment === '' ? '' : `  // ${comment}\n`}${head}${prettyJson(value, '  ', head.length)}`;
  });
  const address = options.schemaAddress === undefined ? [] : [`  "$schema": ${JSON.stringify(options.schemaAddress)}`];
  return `{\n${[...address, ...members].join(',\n')}\n}\n`;
}

/** The settings of the tutorial are written out, so that people see what there is to set. */
function completeProvisioning(written: ProvisioningDocument): ProvisioningDocument {
  const { status, scope, interval, notification, accidentalDeletionPrevention, ...usual } = defaultProvisioning;
  const { email, onFailure } = notification;
  const { enabled, threshold } = accidentalDeletionPrevention;
  return {
    status,
    scope,
    interval,
    ...written,
    notification: { email, onFailure, ...written.notification },
    accidentalDeletionPrevention: { enabled, threshold, ...written.accidentalDeletionPrevention },
    skipOutOfScopeDeletions: written.skipOutOfScopeDeletions ?? usual.skipOutOfScopeDeletions,
    includeDefaultAccess: written.includeDefaultAccess ?? usual.includeDefaultAccess,
  };
}

/**
 * The schema that a new Dropbox job begins with: what Microsoft Entra's own Dropbox connector is seen to send.
 * The rule's id and name are those that Entra's SCIM gallery jobs share.
 */
export function defaultSchema(): SynchronizationSchema {
  return {
    synchronizationRules: [
      {
        id: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8',
        name: 'USERGROUP_OUTBOUND_USERGROUP',
        priority: 1,
        editable: true,
        sourceDirectoryName: entraDirectoryName,
        targetDirectoryName: dropboxDirectoryName,
        objectMappings: [userMapping(), groupMapping()],
      },
    ],
    directories: [entraDirectory(), dropboxDirectory()],
  };
}

function userMapping(): ObjectMapping {
  return objectMapping('Provision Microsoft Entra ID Users', 'User', scimUser, [
    attributeMapping('userName', attributeSource('userPrincipalName'), { matchingPriority: 1 }),
    attributeMapping('active', softDeletionSource()),
    attributeMapping('externalId', attributeSource('objectId')),
    attributeMapping('name.givenName', attributeSource('givenName')),
    attributeMapping('name.familyName', attributeSource('surname')),
  ]);
}

function groupMapping(): ObjectMapping {
  return objectMapping('Provision Microsoft Entra ID Groups', 'Group', scimGroup, [
    attributeMapping('displayName', attributeSource('displayName'), { matchingPriority: 1 }),
    attributeMapping('externalId', attributeSource('objectId')),
    attributeMapping('members', attributeSource('members')),
  ]);
}

function objectMapping(
  name: string,
  sourceObjectName: string,
  targetObjectName: string,
  attributeMappings: readonly AttributeMapping[],
): ObjectMapping {
  return {
    name,
    enabled: true,
    flowTypes: 'Add,Update,Delete',
    sourceObjectName,
    targetObjectName,
    scope: null,
    attributeMappings,
  };
}

function attributeMapping(
  targetAttributeName: string,
  source: AttributeMappingSource,
  traits: Partial<AttributeMapping> = {},
): AttributeMapping {
  return {
    targetAttributeName,
    source,
    defaultValue: null,
    matchingPriority: 0,
    flowBehavior: 'FlowWhenChanged',
    flowType: 'Always',
    exportMissingReferences: false,
    ...traits,
  };
}

function attributeSource(name: string): AttributeMappingSource {
  return { expression: `[${name}]`, name, type: 'Attribute', parameters: [] };
}

/** `active` is the opposite of IsSoftDeleted, as in Microsoft Entra's default mapping for SCIM applications. */
function softDeletionSource(): AttributeMappingSource {
  const cases = ['False', 'True', 'True', 'False'].map((value) => ({
    key: 'switchValue',
    value: constantSource(value),
  }));
  return {
    expression: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
    name: 'Switch',
    type: 'Function',
    parameters: [{ key: 'source', value: attributeSource('IsSoftDeleted') }, ...cases],
  };
}

function constantSource(value: string): AttributeMappingSource {
  return { expression: JSON.stringify(value), name: value, type: 'Constant', parameters: [] };
}
