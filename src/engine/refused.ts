import type { Ability, Executor } from '../protocol/executors.ts';
import { inabilityOf } from '../protocol/executors.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import { inEnglish } from '../protocol/localize.ts';

/** What an executor can't do fails before any request, by name and with the reason. */
export class NotSupported extends ProvisioningFailure {
  readonly ability: Ability;

  constructor(executor: Executor, ability: Ability) {
    const inability = inabilityOf(executor, ability, inEnglish);
    if (inability === null) throw new Error(`Executor ${executor} can ${ability}.`);
    super('notSupported', inability.why, { recommendedAction: inability.instead });
    this.name = 'NotSupported';
    this.ability = ability;
  }
}

/** @returns a promise that fails with why the executor can't do it. */
export function refused(executor: Executor, ability: Ability): Promise<never> {
  return Promise.reject(new NotSupported(executor, ability));
}
