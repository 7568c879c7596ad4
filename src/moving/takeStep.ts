import type { MovePorts } from './advance.ts';
import type { MoveFacts } from './movePlan.ts';

/** A member of the job file and its value. */
export interface JobChange {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** What the steps of a move are made of. Whatever asks the person gives false when they don't want it. */
export interface MoveActs {
  /** Changes members of the job file and keeps it; its formatting and comments stay. */
  edit(changes: readonly JobChange[]): Promise<void>;
  createJob(signal: AbortSignal): Promise<void>;
  pause(signal: AbortSignal): Promise<void>;
  /** Shows what the push changes, pushes, and takes the schema that Entra has then into the job file. */
  pushSchema(facts: MoveFacts, signal: AbortSignal): Promise<boolean>;
  pullSchema(facts: MoveFacts, signal: AbortSignal): Promise<boolean>;
  pushSettings(signal: AbortSignal): Promise<boolean>;
  start(signal: AbortSignal): Promise<boolean>;
  /** Tells where Entra's first cycle and our decisions differ. */
  compare(signal: AbortSignal): Promise<void>;
  /** Previews, runs a cycle of our engine, and tells where the two differ. */
  firstCycle(signal: AbortSignal): Promise<boolean>;
  /** Switches cycles of our engine on in the job file. */
  startLocal(edit: () => Promise<void>): Promise<boolean>;
}

/** Does a step of a move by these acts. */
export function takeStep(acts: MoveActs): MovePorts['take'] {
  const status = (value: 'on' | 'off'): Promise<void> => acts.edit([{ path: ['provisioning', 'status'], value }]);
  return async (step, facts, signal) => {
    switch (step) {
      case 'stopLocal':
        await status('off');
        return true;
      case 'createJob':
        await acts.createJob(signal);
        return true;
      case 'stopEntra':
        await acts.pause(signal);
        return true;
      case 'executor':
        await acts.edit([{ path: ['executor'], value: facts.job.executor === 'local' ? 'entra' : 'local' }]);
        return true;
      case 'compare':
        await acts.compare(signal);
        return true;
      case 'pushSchema':
        return acts.pushSchema(facts, signal);
      case 'pullSchema':
        return acts.pullSchema(facts, signal);
      case 'settings':
        return acts.pushSettings(signal);
      case 'startEntra':
        return acts.start(signal);
      case 'firstCycle':
        return acts.firstCycle(signal);
      case 'startLocal':
        return acts.startLocal(() => status('on'));
    }
  };
}
