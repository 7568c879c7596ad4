import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { readDelay, readSpan, type DurationReading } from './duration.ts';
import { readInterval } from './interval.ts';
import type { Cloud, NotificationSettings, ProvisioningSettings } from './job.ts';
import jobFileSchema from './job.schema.json' with { type: 'json' };
import type {
  AttributeMapping,
  DirectoryDefinition,
  ObjectMapping,
  SynchronizationRule,
  SynchronizationSchema,
} from './schema.ts';
import { checkServerAddress } from './serverAddress.ts';
import { checkWebhookAddress } from './webhookAddress.ts';
import type { Text } from '../protocol/text.ts';

/** A job file's value once it has the shape that job.schema.json states: optional members may still be absent. */
export interface JobDocument {
  readonly id: string;
  readonly displayName?: string;
  readonly executor?: 'local' | 'entra';
  readonly source: SourceDocument;
  readonly target: TargetDocument;
  readonly provisioning?: ProvisioningDocument;
  readonly schema?: SchemaDocument;
}

export type SourceDocument =
  | {
      readonly kind: 'entra';
      readonly tenantId: string;
      readonly servicePrincipalId: string;
      readonly cloud?: Cloud;
      readonly baseAddress?: string;
    }
  | { readonly kind: 'snapshot'; readonly path: string }
  | { readonly kind: 'sandbox' };

export type TargetDocument =
  | { readonly kind: 'scim'; readonly baseAddress: string; readonly compatibility?: 'rfc7644' | 'entra' }
  | { readonly kind: 'dropboxBusiness'; readonly apiAddress?: string; readonly removal?: RemovalDocument }
  | { readonly kind: 'sandbox' };

/** `target.removal` as a person writes it. */
export interface RemovalDocument {
  /** `manager`, or an address. */
  readonly transferFilesTo?: string;
  readonly otherwiseTo?: string;
  readonly transferAdmin?: string;
  readonly keepAccount?: boolean;
  readonly retainTeamShares?: boolean;
  readonly removeEvenIfNobodyGetsTheFiles?: boolean;
}

/** The `provisioning` member as a person writes it: every part may be left out. */
export interface ProvisioningDocument extends Partial<
  Pick<ProvisioningSettings, 'status' | 'scope' | 'skipOutOfScopeDeletions' | 'includeDefaultAccess'>
> {
  /** ISO 8601 duration. */
  readonly interval?: string;
  readonly notification?: Partial<NotificationSettings>;
  readonly accidentalDeletionPrevention?: Partial<ProvisioningSettings['accidentalDeletionPrevention']>;
  /** ISO 8601 durations. */
  readonly retry?: { readonly delays?: readonly string[]; readonly interval?: string; readonly duration?: string };
  readonly quarantine?: Partial<Omit<ProvisioningSettings['quarantine'], 'duration'>> & {
    /** ISO 8601 duration. */
    readonly duration?: string;
  };
}

/** Graph's synchronizationSchema as exported or written by hand: what has a default may be absent or null. */
export interface SchemaDocument extends Omit<SynchronizationSchema, 'synchronizationRules'> {
  readonly synchronizationRules: readonly RuleDocument[];
  readonly directories: readonly DirectoryDefinition[];
}

export interface RuleDocument extends Omit<SynchronizationRule, 'name' | 'objectMappings'> {
  readonly name?: string | null;
  readonly objectMappings: readonly ObjectMappingDocument[];
}

export interface ObjectMappingDocument extends Omit<ObjectMapping, 'name' | 'enabled' | 'flowTypes'> {
  readonly name?: string | null;
  readonly enabled?: boolean | null;
  readonly flowTypes?: string | null;
  readonly attributeMappings: readonly AttributeMapping[];
}

/** Whether a value has the shape, or how it has not. */
export type ShapeReading<Document> =
  | { readonly document: Document; readonly errors: readonly [] }
  | { readonly document: null; readonly errors: readonly ErrorObject[] };

/** What is wrong with a text of a format that job.schema.json names; null when nothing is. */
export const formatChecks: Readonly<Record<string, (text: string) => FormatProblem | null>> = {
  'server-address': checkServerAddress,
  'webhook-address': checkWebhookAddress,
  'provisioning-interval': (text) => {
    const reading = readInterval(text);
    return 'problem' in reading ? { code: 'invalid-interval', message: reading.problem } : null;
  },
  'provisioning-delay': (text) => durationProblem(readDelay(text)),
  'provisioning-duration': (text) => durationProblem(readSpan(text)),
};

function durationProblem(reading: DurationReading): FormatProblem | null {
  return 'problem' in reading ? { code: 'invalid-duration', message: reading.problem } : null;
}

export interface FormatProblem {
  readonly code: string;
  readonly message: Text;
}

/** Checks a job file's value against job.schema.json. */
export function readJobShape(value: unknown): ShapeReading<JobDocument> {
  return readShape(validators().job, value);
}

/** Checks a value against job.schema.json's definition of Graph's synchronizationSchema. */
export function readSchemaShape(value: unknown): ShapeReading<SchemaDocument> {
  return readShape(validators().schema, value);
}

function readShape<Document>(validate: ValidateFunction<Document>, value: unknown): ShapeReading<Document> {
  return validate(value) ? { document: value, errors: [] } : { document: null, errors: validate.errors ?? [] };
}

interface Validators {
  readonly job: ValidateFunction<JobDocument>;
  readonly schema: ValidateFunction<SchemaDocument>;
}

let compiled: Validators | undefined;

/** Compiled at first use, so that loading this module costs nothing. */
function validators(): Validators {
  if (compiled) return compiled;
  const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, code: { process: boundErrors } });
  ajv.addVocabulary(['patternErrorMessage']);
  for (const [name, check] of Object.entries(formatChecks)) ajv.addFormat(name, (text: string) => check(text) === null);
  ajv.addSchema(jobFileSchema, 'job');
  compiled = {
    job: ajv.compile<JobDocument>({ $ref: 'job' }),
    schema: ajv.compile<SchemaDocument>({ $ref: 'job#/definitions/synchronizationSchema' }),
  };
  return compiled;
}

/** More than `takeFindings` takes, since several branches of a union say the same. */
const mostErrors = 5000;

/**
 * Bounds the errors that a compiled validator gathers. It copies all that it has for each item that has more, so the time
 * would grow with the square of a wrong document's size. Whether a document is valid does not change.
 *
 * @param code what ajv compiles a schema to (https://ajv.js.org/options.html#code, `process`)
 */
function boundErrors(code: string): string {
  return code
    .replaceAll(/vErrors\.concat\(([\w$.]+)\)/g, `(vErrors.length < ${mostErrors} ? vErrors.concat($1) : vErrors)`)
    .replaceAll(/vErrors\.push\((\w+)\)/g, `(vErrors.length < ${mostErrors} && vErrors.push($1))`)
    .replaceAll(/vErrors\.length = (\w+)/g, 'vErrors.length = Math.min(vErrors.length, $1)');
}
