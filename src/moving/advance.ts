import type { Executor } from '../protocol/executors.ts';
import type { Localize } from '../protocol/localize.ts';
import {
  isOnHere,
  isOnInEntra,
  type MoveChoices,
  type MoveFacts,
  type MovePlan,
  type MoveStep,
  type MoveStepName,
  nextStep,
  planMove,
} from './movePlan.ts';

/** What moving a job stands on. */
export interface MovePorts {
  /** Reads anew how everything is. */
  facts(signal: AbortSignal): Promise<MoveFacts>;
  /** Does one step. @returns false when the person doesn't want it; nothing was done then. */
  take(step: MoveStepName, facts: MoveFacts, signal: AbortSignal): Promise<boolean>;
  /** Waits so many milliseconds before what was done is looked at again. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  readonly t: Localize;
}

/** How one step went. */
export interface Advance {
  readonly plan: MovePlan;
  /** `declined`: by the person. `waiting`: the next step isn't for us to do. `complete`: no step was left. */
  readonly ended: 'taken' | 'declined' | 'waiting' | 'complete';
  /** The step that this is about; null when none was left. */
  readonly step: MoveStep | null;
}

/** A move stopped at a step, for the reason that is its cause. */
export class MoveStopped extends Error {
  readonly step: MoveStep;
  /** What runs now, and how to go on, in sentences. */
  readonly left: string;

  constructor(step: MoveStep, left: string, cause: unknown) {
    super(left, { cause });
    this.name = 'MoveStopped';
    this.step = step;
    this.left = left;
  }
}

/** What a step was to change is as before, however often one looks. */
export class NotTaken extends Error {}

/** Entra tells of what was done only after a while: so often, and so many milliseconds apart, one looks. */
const looks = 5;
const apart = 3000;

/**
 * Takes the next step of a move: reads how everything is, does the first step that isn't done, and reads back that it is. Since
 * each step begins with what is, a move can be stopped anywhere and resumed by whoever likes, and what somebody else does
 * meanwhile is seen before anything is started.
 *
 * @param expected the step that the person has agreed to; another one that comes first now isn't taken.
 * @throws MoveStopped when the step fails, with what runs then.
 */
export async function advance(
  ports: MovePorts,
  to: Executor,
  choices: MoveChoices,
  expected: MoveStepName | null,
  signal: AbortSignal,
): Promise<Advance> {
  const facts = await ports.facts(signal);
  const plan = planMove(facts, to, ports.t, choices);
  const step = plan.obstacle === null ? nextStep(plan) : null;
  if (step === null) return { plan, ended: 'complete', step };
  const isOther = expected !== null && step.name !== expected;
  if (step.state === 'waiting' || isOther) return { plan, ended: 'waiting', step };
  try {
    if (!(await ports.take(step.name, facts, signal))) return { plan, ended: 'declined', step };
    return { plan: await readBack(ports, to, choices, step, signal), ended: 'taken', step };
  } catch (error) {
    // Also whoever has cancelled is told what runs.
    const now = await ports.facts(new AbortController().signal).catch(() => null);
    const after = now === null ? null : planMove(now, to, ports.t, choices);
    // No response came, and yet it was done.
    if (after !== null && !(error instanceof NotTaken) && isDone(after, step))
      return { plan: after, ended: 'taken', step };
    throw new MoveStopped(step, leftAs(now, ports.t), error);
  }
}

/** @throws NotTaken when the step isn't done by then. */
async function readBack(
  ports: MovePorts,
  to: Executor,
  choices: MoveChoices,
  step: MoveStep,
  signal: AbortSignal,
): Promise<MovePlan> {
  for (let look = 1; ; look++) {
    const plan = planMove(await ports.facts(signal), to, ports.t, choices);
    if (isDone(plan, step) || step.name === 'compare' || isWaiting(plan, step)) return plan;
    if (look === looks)
      throw new NotTaken(
        ports.t('“{0}” was done, and reads as not done: somebody else may be changing the job.', step.title),
      );
    await ports.sleep(apart, signal);
  }
}

function isDone({ steps }: MovePlan, { name }: MoveStep): boolean {
  return steps.some((step) => step.name === name && step.state === 'done');
}

/** It was done, and takes its time. */
function isWaiting({ steps }: MovePlan, { name }: MoveStep): boolean {
  return steps.some((step) => step.name === name && step.state === 'waiting');
}

/** What runs now, in sentences; null where it couldn't be read. */
export function leftAs(facts: MoveFacts | null, t: Localize): string {
  const goOn = t('Move the job again to go on with this step.');
  if (facts === null) return t('What runs now couldn’t be read: look before anything is started. {0}', goOn);
  const [here, there] = [isOnHere(facts), isOnInEntra(facts)];
  if (here && there) return t('Our engine and Microsoft Entra’s service are both on: stop one of them now.');
  if (here) return t('Our engine still runs the job, and Microsoft Entra’s service is off. {0}', goOn);
  if (there) return t('Microsoft Entra’s service runs the job, and our engine is off. {0}', goOn);
  return t('Both are off, so nobody is provisioned until the move goes on. {0}', goOn);
}
