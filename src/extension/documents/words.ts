import type { EventStatus, ProvisioningEvent, StepStatus, StepType } from '../../protocol/provisioning.ts';
import type { Localize } from '../../protocol/localize.ts';

type Action = ProvisioningEvent['action'];

/** What was done, in the past: *created*, *updated*, … */
export function actionName(action: Action, t: Localize): string {
  const names: Readonly<Record<Action, string>> = {
    create: t('created'),
    update: t('updated'),
    disable: t('disabled'),
    delete: t('deleted'),
    skip: t('skipped'),
    none: t('unchanged'),
    stagedDelete: t('held back'),
  };
  return names[action];
}

/** What is to be done: *Create*, *Update*, … */
export function actionTitle(action: Action, t: Localize): string {
  const titles: Readonly<Record<Action, string>> = {
    create: t('Create'),
    update: t('Update'),
    disable: t('Disable'),
    delete: t('Delete'),
    skip: t('Skip'),
    none: t('Leave as it is'),
    stagedDelete: t('Hold back the delete'),
  };
  return titles[action];
}

export function eventStatusName(status: EventStatus, t: Localize): string {
  const names: Readonly<Record<EventStatus, string>> = {
    success: t('✓ Success'),
    failure: t('✗ Failure'),
    skipped: t('– Skipped'),
    warning: t('⚠ Warning'),
  };
  return names[status];
}

export function stepName(type: StepType, t: Localize): string {
  const names: Readonly<Record<StepType, string>> = {
    import: t('Import'),
    scoping: t('Scope'),
    matching: t('Match'),
    processing: t('Map'),
    referenceResolution: t('Resolve references'),
    export: t('Export'),
  };
  return names[type];
}

/** A sign for a step's outcome, the same in every document. */
export function stepSign(status: StepStatus): string {
  return { success: '✓', warning: '⚠', failure: '✗', skipped: '–' }[status];
}

/** A moment where there is little space: the time alone when it is today's. */
export function shortDateTime(iso: string, now = new Date()): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  return moment.toDateString() === now.toDateString()
    ? moment.toLocaleTimeString(undefined, { timeStyle: 'short' })
    : moment.toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'short' });
}

/** A moment of the log in the person's own time zone and notation. */
export function localDateTime(iso: string): string {
  const moment = new Date(iso);
  return Number.isNaN(moment.getTime()) ? iso : moment.toLocaleString();
}
