import type { ProvisioningJob } from '../job/job.ts';
import type { Executor } from '../protocol/executors.ts';
import type { JobStatus, RunHolder } from '../protocol/jobStatus.ts';
import type { Localize } from '../protocol/localize.ts';
import { runName, runPlace } from '../protocol/runWords.ts';
import type { ServiceLook } from '../protocol/service.ts';
import { render, type Text } from '../protocol/text.ts';
import { settingLine } from './settingLine.ts';

/** How everything is that a move depends on. It's read anew for each step: nothing is remembered of a move. */
export interface MoveFacts {
  /** As the job file says now. */
  readonly job: ProvisioningJob;
  /** Why the job file can't name the other executor, in a sentence; null when it can. */
  readonly obstacle: Text | null;
  /** How our own engine is with the job. */
  readonly local: Pick<JobStatus, 'running' | 'lastCycle'>;
  /** Null where Entra's service can't run the job at all. */
  readonly service: ServiceLook | null;
}

/** What a person has chosen for the rest of a move. */
export interface MoveChoices {
  /** The job file keeps its schema when the job returns from Entra. */
  readonly keepSchema: boolean;
}

export type MoveStepName =
  | 'stopLocal'
  | 'createJob'
  | 'stopEntra'
  | 'pushSchema'
  | 'pullSchema'
  | 'settings'
  | 'executor'
  | 'startEntra'
  | 'compare'
  | 'firstCycle'
  | 'startLocal';

/** One line of the check list. */
export interface MoveStep {
  readonly name: MoveStepName;
  /** `waiting` is for what comes by itself, or what somebody else has to end first. */
  readonly state: 'done' | 'open' | 'waiting';
  readonly title: string;
  /** What there is to know about it now, in sentences or lines. */
  readonly detail: readonly string[];
  /** The keys of credentials that Entra keeps masked and this step writes along: their values have to be entered. */
  readonly maskedKeys?: readonly string[];
}

/** The check list of a move, with what is done already. */
export interface MovePlan {
  readonly to: Executor;
  readonly steps: readonly MoveStep[];
  /** Why the job can't move, in a sentence; null when it can. */
  readonly obstacle: Text | null;
}

/** The first step that isn't done; null when the move is complete. */
export function nextStep({ steps }: MovePlan): MoveStep | null {
  return steps.find(({ state }) => state !== 'done') ?? null;
}

/** Whether the other executor runs the job by now. What's left then only looks at what it does. */
export function hasMoved({ steps }: MovePlan): boolean {
  return steps.every(({ name, state }) => state === 'done' || name === 'compare');
}

/** Whether Entra's service begins cycles by itself. */
export function isOnInEntra({ service }: Pick<MoveFacts, 'service'>): boolean {
  return service?.status?.schedule.state === 'Active';
}

/** Whether our engine begins cycles by itself, or runs one. */
export function isOnHere({ job, local }: Pick<MoveFacts, 'job' | 'local'>): boolean {
  return (job.executor === 'local' && job.provisioning.status === 'on') || writes(local.running);
}

/** The check list from what is. */
export function planMove(
  facts: MoveFacts,
  to: Executor,
  t: Localize,
  choices: MoveChoices = { keepSchema: false },
): MovePlan {
  const steps = to === 'entra' ? stepsToEntra(facts, t) : stepsToLocal(facts, t, choices);
  return { to, steps, obstacle: to === 'entra' ? facts.obstacle : null };
}

function stepsToEntra(facts: MoveFacts, t: Localize): readonly MoveStep[] {
  const { job, service } = facts;
  const has = job.executor === 'entra' && isOnInEntra(facts);
  // What was to be done before the start is history once Entra runs the job.
  const before = (step: MoveStep): MoveStep => (has ? { ...step, state: 'done', detail: [] } : step);
  const isThere = service?.status != null;
  return [
    stopLocal(facts, t),
    before(step('createJob', isThere, t('Create the job in Microsoft Entra, switched off'))),
    before(stopEntra(facts, t)),
    before(pushSchema(facts, t)),
    before(pushSettings(facts, t)),
    step('executor', job.executor === 'entra', t('Write "executor": "entra" in the job file')),
    step('startEntra', has, t('Start provisioning in Microsoft Entra'), quarantineOf(facts, t)),
    compareStep(facts, has, t),
  ];
}

function stepsToLocal(facts: MoveFacts, t: Localize, choices: MoveChoices): readonly MoveStep[] {
  const { job } = facts;
  const isLocal = job.executor === 'local';
  const isOff = isLocal || job.provisioning.status === 'off';
  const hasRun = hasRunSinceEntra(facts);
  return [
    stopEntra(facts, t),
    step('stopLocal', isOff, t('Set Provisioning Status to off in the job file, until our engine has run a cycle')),
    pullSchema(facts, choices, t),
    step('executor', isLocal, t('Write "executor": "local" in the job file')),
    step('firstCycle', hasRun, t('Run a cycle of our engine, after a preview that it’s compared with')),
    step('startLocal', isLocal && hasRun && job.provisioning.status === 'on', t('Set Provisioning Status to on')),
  ];
}

function step(name: MoveStepName, isDone: boolean, title: string, detail: readonly string[] = []): MoveStep {
  return { name, state: isDone ? 'done' : 'open', title, detail };
}

function stopLocal({ job, local }: MoveFacts, t: Localize): MoveStep {
  const title = t('Set Provisioning Status to off in the job file, so that our engine begins no cycle');
  const { running } = local;
  if (job.provisioning.status === 'on') return step('stopLocal', false, title);
  if (running === null || !writes(running)) return step('stopLocal', true, title);
  const who = [runName(running, t), runPlace(running, false, t)] as const;
  const detail = t('Our engine still runs {0} {1}. Go on when it has ended, or cancel it.', ...who);
  return { name: 'stopLocal', state: 'waiting', title, detail: [detail] };
}

/** Nothing else of ours writes to the target. */
function writes(running: RunHolder | null): boolean {
  return running?.what === 'sync' || running?.what === 'provisionOnDemand';
}

/** A job that is paused writes on until its cycle has ended. */
function stopEntra(facts: MoveFacts, t: Localize): MoveStep {
  const title = t('Pause provisioning in Microsoft Entra');
  const status = facts.service?.status ?? null;
  if (isOnInEntra(facts)) return step('stopEntra', false, title);
  if (status?.lastExecution?.ended !== null) return step('stopEntra', true, title);
  const detail = t(
    'The cycle that Entra began at {0} still runs. Go on when it has ended.',
    status.lastExecution.began,
  );
  return { name: 'stopEntra', state: 'waiting', title, detail: [detail] };
}

function pushSchema({ service }: MoveFacts, t: Localize): MoveStep {
  const title = t('Push the schema to Microsoft Entra');
  const push = service?.push ?? null;
  if (push === null) return step('pushSchema', false, title);
  const { changes, conflicts, theirs, notes } = push;
  const isDone = changes.length === 0 && conflicts.length === 0;
  const detail = [
    ...(theirs.length === 0
      ? []
      : [t('Somebody has changed the schema in Entra since it was pulled: {0} differences.', theirs.length)]),
    ...(changes.length === 0 ? [] : [t('The push changes {0} places in Entra.', changes.length)]),
    ...(conflicts.length === 0
      ? []
      : [t('{0} places were changed both in the job file and in Entra.', conflicts.length)]),
    ...notes.map((note) => render(note, t)),
  ];
  return step('pushSchema', isDone, title, isDone ? [] : detail);
}

function pushSettings({ service }: MoveFacts, t: Localize): MoveStep {
  const title = t('Push scope, notification email, deletion threshold and skipped deletions to Microsoft Entra');
  if (service?.status == null) return step('settings', false, title);
  const { settings, maskedKeys } = service;
  if (settings === null)
    return step('settings', true, title, [
      t('They can’t be read with this sign-in. Compare them in the Microsoft Entra admin center.'),
    ]);
  const lines = settings.map((each) => settingLine(each, t));
  if (settings.length === 0 || maskedKeys.length === 0) return step('settings', settings.length === 0, title, lines);
  const keys = maskedKeys.join(', ');
  const masked = t(
    'Entra shows these credentials only masked, and settings are written together with them: {0}.',
    keys,
  );
  return { ...step('settings', false, title, [masked, ...lines]), maskedKeys };
}

function pullSchema({ job, service }: MoveFacts, { keepSchema }: MoveChoices, t: Localize): MoveStep {
  const title = t('Pull the schema from Microsoft Entra into the job file');
  const { pull = [], settings = null } = service ?? {};
  const differing = (settings ?? []).map((each) => settingLine(each, t));
  if (job.executor === 'local' || pull.length === 0) return step('pullSchema', true, title, differing);
  if (keepSchema) return step('pullSchema', true, title, [t('The job file keeps its own schema.'), ...differing]);
  return step('pullSchema', false, title, [t('The schema in Entra differs in {0} places.', pull.length), ...differing]);
}

function quarantineOf({ service }: MoveFacts, t: Localize): readonly string[] {
  const { quarantine = null } = service ?? {};
  return quarantine === null ? [] : [render(quarantine, t)];
}

/** Entra's first cycle after the move is one that began after the last one of ours. */
function compareStep({ local, service }: MoveFacts, isOn: boolean, t: Localize): MoveStep {
  const title = t('Compare Entra’s first cycle with what our engine would do');
  const last = service?.status?.lastExecution ?? null;
  const ours = local.lastCycle?.finishedAt ?? '';
  const isOver = isOn && last?.ended != null && last.began > ours;
  if (isOver) return step('compare', false, title);
  const detail = isOn ? [t('Entra’s first cycle hasn’t ended yet. Go on with the move when it has.')] : [];
  return { name: 'compare', state: 'waiting', title, detail };
}

/** Whether our engine has completed a cycle since Entra's last one. */
function hasRunSinceEntra({ job, local, service }: MoveFacts): boolean {
  const { lastCycle } = local;
  if (job.executor !== 'local' || lastCycle?.outcome !== 'completed') return false;
  const ended = service?.status?.lastExecution?.ended ?? null;
  return ended === null || lastCycle.finishedAt > ended;
}
