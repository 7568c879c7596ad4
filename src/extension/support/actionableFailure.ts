import type { CommandName } from '../commands/commandIds.ts';

/** What a person can click in the notification that reports a failure. */
export type FailureAction = CommandName | 'manageTrust' | 'openMailServerSetting' | 'openDropboxAppGuide';

/** A failure with the way out: what happened and why, what to do next, and the commands that do it. */
export class ActionableFailure extends Error {
  readonly recommendedAction: string | null;
  readonly actions: readonly FailureAction[];
  /** What the commands of the actions are about, such as a job file; undefined where they find that themselves. */
  about: unknown = undefined;

  constructor(message: string, recommendedAction: string | null, actions: readonly FailureAction[], cause?: unknown) {
    super(message, { cause });
    this.name = 'ActionableFailure';
    this.recommendedAction = recommendedAction;
    this.actions = actions;
  }
}

/** The person cancelled: nothing failed and nothing needs saying beyond that. */
export class Cancelled extends Error {
  constructor() {
    super('Cancelled');
    this.name = 'Cancelled';
  }
}

/** Message and recommended action as one text, each a sentence. */
export function failureText(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const action = failure instanceof ActionableFailure ? failure.recommendedAction : null;
  return action === null ? failure.message : `${sentence(failure.message)} ${action}`;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
