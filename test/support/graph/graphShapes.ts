import type {
  AppRoleAssignment,
  Application,
  ApplicationTemplate,
  Group,
  Organization,
  ProvisioningObjectSummary,
  ServicePrincipal,
  StringKeyStringValuePair,
  SynchronizationJob,
  SynchronizationSchema,
  DirectoryDefinition,
  SynchronizationSecretKeyStringValuePair,
  SynchronizationTemplate,
  User,
} from '@microsoft/microsoft-graph-types';
import { Ajv } from 'ajv';
import type { AnySchemaObject, ValidateFunction } from 'ajv';
import { fileURLToPath } from 'node:url';
import { schemaOfTypes } from '../schemaOfTypes.ts';

/** Scalar members only: what relationships lead to is checked where it's asked for. */
type Flat<Entity, Kept extends keyof Entity> = Pick<Entity, Kept>;

/** What Graph responds with, in the types of Microsoft's own package. Lists are of these in their `value`. */
export interface GraphShapes {
  user: Flat<User, UserProperty>;
  group: Flat<Group, GroupProperty> & GroupExtras;
  servicePrincipal: ServicePrincipalShape;
  appRoleAssignment: AppRoleAssignment;
  applicationTemplate: ApplicationTemplate;
  organization: Flat<Organization, 'id' | 'displayName' | 'tenantType' | 'countryLetterCode' | 'verifiedDomains'>;
  synchronizationTemplate: Omit<SynchronizationTemplate, 'metadata'> & { metadata?: StringKeyStringValuePair[] };
  synchronizationJob: SynchronizationJob;
  synchronizationSchema: SynchronizationSchema;
  directoryDefinition: DirectoryDefinition;
  secret: SynchronizationSecretKeyStringValuePair;
  stringKeyStringValuePair: StringKeyStringValuePair;
  provisioningObjectSummary: ProvisioningObjectSummary;
  applicationServicePrincipal: {
    application?: Flat<Application, 'id' | 'appId' | 'applicationTemplateId' | 'displayName' | 'appRoles'>;
    servicePrincipal?: ServicePrincipalShape;
  };
}

type UserProperty =
  | ('id' | 'userPrincipalName' | 'displayName' | 'givenName' | 'surname' | 'mail' | 'jobTitle' | 'department')
  | ('businessPhones' | 'mobilePhone' | 'officeLocation' | 'preferredLanguage' | 'accountEnabled' | 'userType');

type GroupProperty =
  | ('id' | 'displayName' | 'description' | 'mail' | 'mailNickname' | 'mailEnabled' | 'securityEnabled' | 'visibility')
  | ('deletedDateTime' | 'classification' | 'createdDateTime' | 'expirationDateTime' | 'groupTypes' | 'theme')
  | ('isAssignableToRole' | 'membershipRule' | 'membershipRuleProcessingState' | 'onPremisesDomainName')
  | ('onPremisesLastSyncDateTime' | 'onPremisesSamAccountName' | 'onPremisesSecurityIdentifier' | 'renewedDateTime')
  | ('onPremisesSyncEnabled' | 'preferredDataLocation' | 'preferredLanguage' | 'proxyAddresses')
  | 'securityIdentifier';

/** In the responses that Graph's reference prints ("List groups"), and not in the package. */
interface GroupExtras {
  creationOptions?: string[];
  resourceProvisioningOptions?: string[];
}

type ServicePrincipalShape = Flat<
  ServicePrincipal,
  | ('id' | 'appId' | 'displayName' | 'appDisplayName' | 'applicationTemplateId' | 'appOwnerOrganizationId')
  | ('description' | 'homepage' | 'loginUrl' | 'preferredSingleSignOnMode' | 'servicePrincipalType' | 'appRoles')
  | ('signInAudience' | 'accountEnabled' | 'appRoleAssignmentRequired' | 'deletedDateTime' | 'tags' | 'replyUrls')
  | ('servicePrincipalNames' | 'notificationEmailAddresses')
>;

export type ShapeName = keyof GraphShapes;

let made: ((shape: ShapeName, value: unknown) => string | null) | undefined;

/**
 * What is wrong with a value of Graph; null when nothing is. Its JSON Schema is made of the package's declarations when it's
 * first asked for. Every member has to be one that the declarations know; annotations (`@odata.…`) are OData's own.
 */
export function complaintAbout(shape: ShapeName, value: unknown): string | null {
  return (made ??= makeChecker())(shape, value);
}

function makeChecker(): (shape: ShapeName, value: unknown) => string | null {
  const schema = schemaOfTypes(fileURLToPath(import.meta.url), 'GraphShapes') as AnySchemaObject;
  // Declared without members, since they differ from application to application.
  const definitions = schema['definitions'] as Record<string, AnySchemaObject>;
  definitions['DetailsInfo'] = { type: 'object' };
  // Flags, of which there may be several; their declaration knows single ones.
  const flow = '(None|Add|Update|Delete)';
  definitions['ObjectFlowTypes'] = { type: 'string', pattern: `^${flow}(, ?${flow})*$` };
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema(schema, 'graph');
  return (shape, value) => {
    const pointer = `graph#/definitions/GraphShapes/properties/${shape}`;
    const validate: ValidateFunction | undefined = ajv.getSchema(pointer);
    if (validate === undefined) return `The types have nothing for ${shape}.`;
    return validate(withoutAnnotations(value))
      ? null
      : `${shape}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value).slice(0, 2000)}`;
  };
}

function withoutAnnotations(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAnnotations);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !name.includes('@odata.'))
      .map(([name, member]) => [name, withoutAnnotations(member)]),
  );
}
