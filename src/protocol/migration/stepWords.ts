import type { Localize } from '../localize.ts';
import { render } from '../text.ts';
import type { MigrationStep, MigrationStepId, StepReason, StepState } from './migration.ts';

/** What a step does, in a few words. */
export function stepTitle(id: MigrationStepId, t: Localize): string {
  switch (id) {
    case 'createJob':
      return t('Create the new job');
    case 'mappings':
      return t('Carry over mappings and scoping filters');
    case 'settings':
      return t('Carry over scope, notification and deletion threshold');
    case 'assignments':
      return t('Carry over assignments');
    case 'credentials':
      return t('Authorize Dropbox for the new job');
    case 'pauseOld':
      return t('Pause the old job');
    case 'startNew':
      return t('Start the new job');
    case 'firstCycle':
      return t('Check the first cycle');
  }
}

/** What to look at when a step is done, in a sentence or two. */
export function stepCheck(id: MigrationStepId, t: Localize): string {
  switch (id) {
    case 'createJob':
      return t('It’s created off and sends nothing. Check that the Provisioning page of the new application shows it.');
    case 'mappings':
      return t(
        'Check above all by which attribute people are matched: whoever isn’t matched gets a second account or an invitation. Preview the job to see it.',
      );
    case 'settings':
      return t('Check that the scope is the one that you mean: “all” takes in everyone in the tenant.');
    case 'assignments':
      return t(
        'Leave the assignments of the old application alone: the old integration removes at once who is unassigned.',
      );
    case 'credentials':
      return t('Use a team admin who stays, best a service account: the access ends with the admin’s.');
    case 'pauseOld':
      return t(
        'Check that the Provisioning page of the old application says so, and that no cycle of it runs any more.',
      );
    case 'startNew':
      return t(
        'Its first cycle begins at once and reads everyone. Preview the job first: nobody should be created twice.',
      );
    case 'firstCycle':
      return t('Look at failures and at who was created in the provisioning logs, and leave the old job off.');
  }
}

/** How a step is, in a word or two. */
export function stateWord(state: StepState, t: Localize): string {
  switch (state) {
    case 'done':
      return t('done');
    case 'ready':
      return t('to do');
    case 'waiting':
      return t('waiting');
    case 'yours':
      return t('for you');
    case 'decide':
      return t('your decision');
    case 'left':
      return t('left as it is');
  }
}

/** Why a step can't be done now, or not without somebody's decision, and what to do; null when it can. */
export function stepProblem(step: MigrationStep, t: Localize): { readonly why: string; readonly next: string } | null {
  const { id, state, why } = step;
  if (state === 'waiting') {
    const before = step.for.map((each) => stepTitle(each, t)).join(', ');
    return { why: t('Another step comes first.'), next: t('First: {0}.', before) };
  }
  const [first] = why;
  if (first !== undefined) return reasonWords(first, t);
  if (id === 'firstCycle' && state === 'yours')
    return {
      why: t('Entra hasn’t finished a cycle of the new job yet.'),
      next: t('Wait for it; the first cycle takes longer than those after it.'),
    };
  return null;
}

function reasonWords(reason: StepReason, t: Localize): { readonly why: string; readonly next: string } {
  switch (reason.code) {
    case 'noTemplate':
      return {
        why: t('The application in the job file doesn’t offer Dropbox’s SCIM integration.'),
        next: t('Run Create Job and add Dropbox from the gallery, then migrate with that job.'),
      };
    case 'masked':
      return {
        why: t(
          'Entra shows these credentials of the new job only masked: {0}. Settings are written together with them.',
          reason.keys.join(', '),
        ),
        next: t('Set them on the Provisioning page of the new application, or enter the credentials again.'),
      };
    case 'credentialsRefused':
      return {
        why: t('Entra can’t get into Dropbox for the new job. {0}', render(reason.said, t)),
        next: t(
          'In the Microsoft Entra admin center, open Enterprise applications, the new application, Provisioning, and authorize Dropbox under Admin Credentials.',
        ),
      };
    case 'filterLacking':
      return {
        why: t(
          'A scoping filter of the old job can’t be carried over and the new job has none, so more people would be in scope.',
        ),
        next: t('Set a filter in the new job, or start it all the same by choosing this step.'),
      };
    case 'oldCycleRuns':
      return {
        why: t('The old job is off, but Entra says that its last cycle still runs.'),
        next: t(
          'Wait until it has ended. If Entra never says so and its log is quiet, start the new job by choosing this step.',
        ),
      };
    case 'bothOn':
      return {
        why: t('Both jobs are on and write to the same team.'),
        next: t('Pause the old one now.'),
      };
  }
}
