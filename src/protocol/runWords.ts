import type { Localize } from './localize.ts';
import type { RunHolder } from './jobStatus.ts';
import { visible } from './safeText.ts';

/** From where a run is looked at. */
export interface RunViewpoint {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether the process that looks is the one that runs. */
  readonly own: boolean;
}

/** `A sync has been running in another window since 10:40 (process 123 on HOST).` */
export function runSentence(holder: RunHolder, viewpoint: RunViewpoint, t: Localize): string {
  const { pid, host, since } = holder;
  return t(
    '{0} has been running {1} since {2} (process {3} on {4}).',
    capitalised(runName(holder, t)),
    runPlace(holder, viewpoint.own, t),
    clockTime(since, viewpoint.now),
    pid,
    visible(host),
  );
}

/** `Cancelled a sync in another window (process 123 on HOST, since 10:40).` */
export function cancelledSentence(holder: RunHolder, { now, own }: RunViewpoint, t: Localize): string {
  const { pid, host, since } = holder;
  return t(
    'Cancelled {0} {1} (process {2} on {3}, since {4}).',
    runName(holder, t),
    runPlace(holder, own, t),
    pid,
    visible(host),
    clockTime(since, now),
  );
}

/** What runs: `a sync`. */
export function runName({ what }: Pick<RunHolder, 'what'>, t: Localize): string {
  const names: Readonly<Record<RunHolder['what'], string>> = {
    sync: t('a sync'),
    preview: t('a preview'),
    explain: t('an explanation'),
    provisionOnDemand: t('provisioning on demand'),
    refresh: t('a read of the directory'),
    decide: t('a decision about staged deletes'),
  };
  return names[what];
}

/** Where it runs: `in another window`. */
export function runPlace({ who }: Pick<RunHolder, 'who'>, own: boolean, t: Localize): string {
  if (who === 'watch') return own ? t('here') : t('in dropbox-provisioning watch');
  if (who === 'commandLine') return own ? t('here') : t('on the command line');
  return own ? t('in this window') : t('in another window');
}

/** The time of day in the zone of this machine, with the date when it isn't today's: `10:40`, `2026-11-01 10:40`. */
export function clockTime(iso: string, now: number): string {
  const [day, time] = localParts(new Date(iso));
  return day === localParts(new Date(now))[0] ? time : `${day} ${time}`;
}

function localParts(moment: Date): readonly [day: string, time: string] {
  const two = (part: number): string => String(part).padStart(2, '0');
  return [
    `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`,
    `${two(moment.getHours())}:${two(moment.getMinutes())}`,
  ];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
