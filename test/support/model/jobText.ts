import { createJobText, defaultSchema } from '../../../src/job/defaultJob.ts';
import type { ProvisioningDocument } from '../../../src/job/jobDocument.ts';
import type { AttributeMapping, ObjectMapping, ScopingFilter, SynchronizationSchema } from '../../../src/job/schema.ts';
import { contoso, dropboxServicePrincipalId } from '../../../src/sandbox/tenants/contoso.ts';
import type { RunningTarget, TargetName } from '../targets/runningTarget.ts';
import type { Filter, Settings } from './story.ts';

/** In place of the addresses, which are other ones in every story. */
const somewhere = { source: 'https://source.invalid', target: 'https://target.invalid' };
const texts = new Map<string, string>();

/** What a job file says beside the settings of a story; what is left out is as it is in a new job. */
export interface JobTraits {
  readonly executor?: 'local' | 'entra';
  readonly accidentalDeletionPrevention?: NonNullable<ProvisioningDocument['accidentalDeletionPrevention']>;
}

/** The job file as the settings have it. */
export function jobText(
  settings: Settings,
  source: string,
  { name, address }: RunningTarget,
  traits: JobTraits = {},
): string {
  const key = JSON.stringify([settings, name, traits]);
  const text = texts.get(key) ?? writeJob(settings, name, traits);
  texts.set(key, text);
  return text.replace(somewhere.source, source).replace(somewhere.target, address);
}

function writeJob(settings: Settings, over: TargetName, { executor, accidentalDeletionPrevention }: JobTraits): string {
  return createJobText({
    id: 'model',
    displayName: 'Model',
    ...(executor === undefined ? {} : { executor }),
    source: {
      kind: 'entra',
      tenantId: contoso.tenantId,
      servicePrincipalId: dropboxServicePrincipalId,
      baseAddress: somewhere.source,
    },
    target:
      over === 'scim'
        ? { kind: 'scim', baseAddress: somewhere.target }
        : {
            kind: 'dropboxBusiness',
            apiAddress: somewhere.target,
            removal: { removeEvenIfNobodyGetsTheFiles: true },
          },
    provisioning: {
      scope: settings.scope,
      includeDefaultAccess: settings.includeDefaultAccess,
      skipOutOfScopeDeletions: settings.skipOutOfScopeDeletions,
      ...(accidentalDeletionPrevention === undefined ? {} : { accidentalDeletionPrevention }),
    },
    schema: schemaOf(settings),
  });
}

function schemaOf(settings: Settings): SynchronizationSchema {
  const schema = defaultSchema();
  return {
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((mapping) =>
        mapping.sourceObjectName === 'User' ? userMapping(mapping, settings) : mapping,
      ),
    })),
  };
}

const constantFalse: AttributeMapping = { targetAttributeName: 'active', source: { expression: '"False"' } };
const displayName: AttributeMapping = { targetAttributeName: 'displayName', source: { expression: '[displayName]' } };

function userMapping(mapping: ObjectMapping, settings: Settings): ObjectMapping {
  const attributeMappings = mapping.attributeMappings.map((attribute) =>
    attribute.targetAttributeName === 'active' && settings.active === 'constantFalse' ? constantFalse : attribute,
  );
  return {
    ...mapping,
    scope: scopeOf(settings.filter),
    attributeMappings: settings.displayName ? [...attributeMappings, displayName] : attributeMappings,
  };
}

function scopeOf(filter: Filter): ScopingFilter | null {
  const clause = (operatorName: string, value: string | null): ScopingFilter => ({
    groups: [
      {
        name: `department ${operatorName} ${value ?? ''}`,
        clauses: [
          {
            sourceOperandName: 'department',
            operatorName,
            targetOperand: value === null ? null : { values: [value] },
          },
        ],
      },
    ],
  });
  if (filter === 'none') return null;
  if (filter === 'salesOnly') return clause('EQUALS', 'Sales');
  return {
    groups: [...(clause('NOT EQUALS', 'Hidden').groups ?? []), ...(clause('IS NULL', null).groups ?? [])],
  };
}
