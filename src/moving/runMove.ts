import type { Executor } from '../protocol/executors.ts';
import { type Advance, advance, type MovePorts, NotTaken } from './advance.ts';
import type { MoveChoices, MoveStepName } from './movePlan.ts';

/**
 * Goes through a move to its end, or until somebody declines or something has to be waited for.
 *
 * @param onStep hears of each step that was taken.
 * @throws MoveStopped when a step fails, or one that was done is undone by somebody else meanwhile.
 */
export async function runMove(
  ports: MovePorts,
  to: Executor,
  choices: MoveChoices,
  onStep: (advance: Advance) => void,
  signal: AbortSignal,
): Promise<Advance> {
  const taken = new Set<MoveStepName>();
  for (;;) {
    const now = await advance(guarded(ports, taken), to, choices, null, signal);
    if (now.ended !== 'taken' || now.step === null) return now;
    taken.add(now.step.name);
    onStep(now);
    if (now.step.name === 'compare') return { ...now, ended: 'complete' };
  }
}

/** Nothing is done twice: what has to be is being undone by somebody. */
function guarded(ports: MovePorts, taken: ReadonlySet<MoveStepName>): MovePorts {
  return {
    ...ports,
    take(step, facts, signal) {
      if (!taken.has(step)) return ports.take(step, facts, signal);
      return Promise.reject(
        new NotTaken(ports.t('Somebody else has undone this step meanwhile, so it wasn’t repeated.')),
      );
    },
  };
}
