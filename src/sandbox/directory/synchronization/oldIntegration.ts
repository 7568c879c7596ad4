import { attribute, directory, object } from '../../../job/attributeDefinitions.ts';
import { entraDirectory, entraDirectoryName } from '../../../job/entraDirectory.ts';
import type { AttributeMapping, SynchronizationSchema } from '../../../job/schema.ts';

/**
 * Dropbox's old integration, to practise leaving it. Microsoft doesn't document its template; this one has a made-up id, writes users
 * only, and calls their values as Dropbox's Business API does (`team/members/add`).
 */
export const oldTemplate = 'DropboxOutDelta';

const target = 'Dropbox for Business';

/** The schema that a job of the old integration begins with. */
export function oldSchema(): SynchronizationSchema {
  return {
    synchronizationRules: [
      {
        id: '5a1c7f0e-43d2-4d0a-9d35-0f6f2f6f2b11',
        name: 'USER_OUTBOUND_USER',
        priority: 1,
        editable: true,
        sourceDirectoryName: entraDirectoryName,
        targetDirectoryName: target,
        objectMappings: [
          {
            name: 'Synchronize users to Dropbox for Business',
            enabled: true,
            flowTypes: 'Add,Update,Delete',
            sourceObjectName: 'User',
            targetObjectName: 'User',
            scope: null,
            attributeMappings: [
              mapping('member_email', 'userPrincipalName', 1),
              mapping('member_given_name', 'givenName'),
              mapping('member_surname', 'surname'),
              mapping('member_external_id', 'objectId'),
            ],
          },
        ],
      },
    ],
    directories: [
      entraDirectory(),
      directory('c9a0b3a4-5a0e-4d0b-8f2e-7d6b1f9f4c22', target, [
        object('User', [
          attribute('member_email', { required: true, anchor: true }),
          ...['member_given_name', 'member_surname', 'member_external_id'].map((name) => attribute(name)),
          attribute('send_welcome_email', { type: 'Boolean' }),
        ]),
      ]),
    ],
  };
}

function mapping(targetAttributeName: string, name: string, matchingPriority = 0): AttributeMapping {
  return {
    targetAttributeName,
    source: { expression: `[${name}]`, name, type: 'Attribute', parameters: [] },
    defaultValue: null,
    matchingPriority,
    flowBehavior: 'FlowWhenChanged',
    flowType: 'Always',
    exportMissingReferences: false,
  };
}
