import type {
  Migration,
  MigrationRow,
  MigrationSide,
  MigrationStep,
  MigrationStepId,
  StepReason,
} from '../../protocol/migration/migration.ts';
import type { ServiceSettings } from '../settings.ts';
import type { Wire } from '../wire.ts';
import { type AssignmentToMake, carryAssignments } from './carryAssignments.ts';
import { carrySchema } from './carrySchema.ts';
import { carrySettings } from './carrySettings.ts';
import { isOn, isOneApplication, mayBeOn, type MigrationFacts, type SideFacts } from './facts.ts';

/** A migration as people see it, with what its steps would write. */
export interface PlannedMigration {
  readonly migration: Migration;
  /** Null before there is a new job. */
  readonly schema: Wire | null;
  readonly settings: ServiceSettings;
  readonly assignments: readonly AssignmentToMake[];
}

/** Derives what is to be done from what is. Pure: the same facts make the same plan, whatever was done before. */
export function planMigration(facts: MigrationFacts): PlannedMigration {
  const { old, new: now } = facts;
  const isOne = isOneApplication(facts);
  // Before there is a new job, what it will begin with is shown.
  const begun = now.schema ?? now.templateSchema;
  const schema = old.schema === null || begun === null ? null : carrySchema(old.schema, begun, now.templateSchema);
  const settings = carrySettings(old.settings, now.settings);
  const assignments = carryAssignments(old.assignments, now.assignments, now.roles);
  // One application has one list of assignments, whoever is excluded in it.
  const rows = [...(schema?.rows ?? []), ...settings.rows, ...(isOne ? [] : assignments.rows)];
  const [oldOn, newOn] = [mayBeOn(old.job), isOn(now.job)];
  return {
    migration: {
      old: sideOf(old, oldOn),
      new: sideOf(now, newOn),
      rows,
      steps: stepsOf(facts, rows),
      bothOn: oldOn && newOn,
      switched: !oldOn && newOn,
    },
    schema: now.schema === null ? null : (schema?.value ?? null),
    settings: settings.settings,
    assignments: isOne ? [] : assignments.missing,
  };
}

function sideOf({ servicePrincipalId, application, job }: SideFacts, on: boolean): MigrationSide {
  return { servicePrincipalId, application, job: job?.status ?? null, on };
}

type Plain = Omit<MigrationStep, 'id'>;

const done: Plain = { state: 'done', for: [], why: [] };
const ready: Plain = { state: 'ready', for: [], why: [] };
const waiting = (...ids: readonly MigrationStepId[]): Plain => ({ state: 'waiting', for: ids, why: [] });
const yours = (...why: readonly StepReason[]): Plain => ({ state: 'yours', for: [], why });

function stepsOf(facts: MigrationFacts, rows: readonly MigrationRow[]): readonly MigrationStep[] {
  const carrying: readonly MigrationStep[] = [
    { id: 'createJob', ...createJob(facts) },
    { id: 'mappings', ...carry(facts, rows, ['mapping', 'filter']) },
    { id: 'settings', ...carrySettingsStep(facts, rows) },
    { id: 'assignments', ...carry(facts, rows, ['assignment']) },
    { id: 'credentials', ...credentials(facts) },
  ];
  const pause: MigrationStep = { id: 'pauseOld', ...pauseOld(facts) };
  const [oldOn, newOn] = [mayBeOn(facts.old.job), isOn(facts.new.job)];
  const last: readonly MigrationStep[] = [
    { id: 'startNew', ...startNew(facts, rows, carrying) },
    { id: 'firstCycle', ...firstCycle(facts) },
  ];
  return oldOn && newOn ? [pause, ...carrying, ...last] : [...carrying, pause, ...last];
}

function createJob({ new: now }: MigrationFacts): Plain {
  if (now.job !== null) return done;
  return now.offersTemplate ? ready : yours({ code: 'noTemplate' });
}

/** Once the new job is on, what it differs in is taken as meant, unless somebody asks for it by name. */
function carry({ new: now }: MigrationFacts, rows: readonly MigrationRow[], areas: readonly string[]): Plain {
  const isLeft = rows.some(({ area, verdict }) => areas.includes(area) && verdict === 'carry');
  if (now.job === null && !areas.includes('assignment')) return waiting('createJob');
  if (!isLeft) return done;
  return isOn(now.job) ? { ...done, state: 'left' } : ready;
}

function carrySettingsStep(facts: MigrationFacts, rows: readonly MigrationRow[]): Plain {
  const step = carry(facts, rows, ['setting']);
  const { maskedKeys: keys } = facts.new;
  return step.state === 'ready' && keys.length > 0 ? yours({ code: 'masked', keys }) : step;
}

function credentials({ new: now }: MigrationFacts): Plain {
  if (now.job === null) return waiting('createJob');
  if (now.credentials.state !== 'refused') return done;
  // Without any, Entra signs in to Dropbox's SCIM with this one.
  const keys = now.maskedKeys.length > 0 ? now.maskedKeys : ['SecretToken'];
  return yours({ code: 'credentialsRefused', said: now.credentials.said, keys });
}

/** Pausing waits for nothing: it only ever takes one of the two away. */
function pauseOld({ old, new: now }: MigrationFacts): Plain {
  if (!mayBeOn(old.job)) return done;
  return isOn(now.job) ? { ...ready, why: [{ code: 'bothOn' }] } : ready;
}

function startNew(facts: MigrationFacts, rows: readonly MigrationRow[], before: readonly MigrationStep[]): Plain {
  const { old, new: now } = facts;
  if (isOn(now.job)) return done;
  const open = before.filter(({ id, state }) => (id === 'createJob' || id === 'credentials') && state !== 'done');
  const needed = [...open.map(({ id }) => id), ...(mayBeOn(old.job) ? (['pauseOld'] as const) : [])];
  if (needed.length > 0) return waiting(...needed);
  const why: readonly StepReason[] = [
    ...(rows.some(opensScope) ? [{ code: 'filterLacking' } as const] : []),
    ...(stillRuns(old) ? [{ code: 'oldCycleRuns' } as const] : []),
  ];
  return why.length > 0 ? { state: 'decide', for: [], why } : ready;
}

/** An old filter that isn't carried over, where the new job has none. */
function opensScope({ area, verdict, new: now }: MigrationRow): boolean {
  return area === 'filter' && verdict === 'unfit' && now === null;
}

/** A cycle that runs while its job is paused comes to its end. */
export function stillRuns({ job }: Pick<SideFacts, 'job'>): boolean {
  const { progress = [], lastExecution = null } = job?.status ?? {};
  return progress.length > 0 || lastExecution?.ended === null;
}

function firstCycle({ old, new: now }: MigrationFacts): Plain {
  if (!isOn(now.job)) return waiting('startNew');
  if (mayBeOn(old.job)) return waiting('pauseOld');
  const ended = now.job?.status.lastExecution?.ended ?? null;
  return ended === null ? yours() : done;
}
