import type { Localize } from '../../protocol/localize.ts';
import type { ServiceExecution, ServiceStatus } from '../../protocol/service.ts';
import { localDateTime, shortDateTime } from '../documents/words.ts';

/** A fact about a job in Entra, before it's a row of the status view. */
export interface ServiceFact {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly icon: string;
  readonly detail: string | null;
}

/** What Entra's service says of the job: schedule, progress, last cycle, counts. */
export function serviceFacts(service: ServiceStatus, t: Localize): readonly ServiceFact[] {
  const { id, progress, counts, lastExecution, requestId, readAt } = service;
  return [
    {
      id: 'service',
      label: t('In Microsoft Entra'),
      value: scheduleText(service, t),
      icon: 'cloud',
      detail: [
        id,
        t('Read {0}', localDateTime(readAt)),
        ...(requestId === null ? [] : [`request-id ${requestId}`]),
      ].join('\n\n'),
    },
    ...progress.map(({ completed, total, units }, index) => ({
      id: `progress${index}`,
      label: t('Progress'),
      value: total === null ? `${completed} ${units}` : t('{0} of {1} {2}', completed, total, units),
      icon: 'loading',
      detail: null,
    })),
    ...(lastExecution === null ? [] : [executionFact(lastExecution, t)]),
    ...(counts.length === 0
      ? []
      : [
          {
            id: 'counts',
            label: t('Known to Entra'),
            value: counts.map(({ key, value }) => `${value} ${key.split(' ')[0] ?? key}`).join(', '),
            icon: 'link',
            detail: counts.map(({ key, value }) => `${key}: ${value}`).join('\n\n'),
          },
        ]),
  ];
}

function scheduleText({ schedule, code }: ServiceStatus, t: Localize): string {
  if (code === 'NotConfigured') return t('without credentials');
  switch (schedule.state) {
    case 'Active':
      return schedule.intervalMinutes === null
        ? t('active')
        : t('active, about every {0} minutes', Math.round(schedule.intervalMinutes));
    case 'Paused':
      return t('paused');
    case 'Disabled':
      return t('off');
  }
}

function executionFact(
  { state, began, ended, error, exported, escrowed, entitled }: ServiceExecution,
  t: Localize,
): ServiceFact {
  const words = { Succeeded: t('succeeded'), Failed: t('failed'), EntryLevelErrors: t('with failures') };
  const counts = t('{0} in scope, {1} exported, {2} to retry', entitled, exported, escrowed);
  const when = ended === null ? t('running since {0}', shortDateTime(began)) : shortDateTime(ended);
  return {
    id: 'execution',
    label: t('Cycle in Entra'),
    value: `${words[state]} · ${when}`,
    icon: state === 'Succeeded' ? 'pass' : 'warning',
    detail: [counts, ...(error === null ? [] : [`${error.code}: ${error.message}`])].join('\n\n'),
  };
}
