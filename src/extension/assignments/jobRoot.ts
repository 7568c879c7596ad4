import type { Localize } from '../../protocol/localize.ts';
import { escapeMarkdown, plainLabel } from '../../protocol/safeText.ts';
import { attention, type JobSituation, runsNow, shortStatus, statusBarContent } from '../status/statusPresentation.ts';
import type { EmptyState } from './assignmentsState.ts';
import type { CommandName } from '../commands/commandIds.ts';
import type { StateIcon } from './assignmentPresentation.ts';

/** What is known of a job when its root is drawn. */
export interface JobRootFacts {
  readonly situation: JobSituation;
  /** What tells it from the other jobs of the window. */
  readonly name: string;
  /** Its file, as people call it. */
  readonly fileName: string;
  /** Whether status bar, status view and commands are about it. */
  readonly isCurrent: boolean;
  /** Whether users and groups are known that stand for it; false for a file that never was without errors. */
  readonly isReadable: boolean;
}

/** The root of a job in the tree, as it's drawn. */
export interface JobRoot {
  readonly label: string;
  readonly description: string;
  /** Markdown. */
  readonly tooltip: string;
  readonly spoken: string;
  readonly icon: StateIcon['icon'];
  /** Null for the usual colour. */
  readonly color: string | null;
  readonly contextValue: string;
  /** What needs a person, as a badge; 0 for none. */
  readonly attention: number;
}

/** A job with several beside it: its name, and in few words whose it is, whether it's on, how it is, and how many it holds. */
export function jobRoot(facts: JobRootFacts, t: Localize): JobRoot {
  const { situation, name, fileName, isCurrent } = facts;
  const { icon, color } = rootIcon(situation);
  const words = rootWords(facts, t);
  const [, ...lines] = statusBarContent(situation, t).tooltip.split('\n\n');
  return {
    label: plainLabel(name),
    description: words.join(' · '),
    tooltip: [
      `**${escapeMarkdown(name)}**`,
      escapeMarkdown(isCurrent ? t('{0}, the current job', fileName) : fileName),
      ...(situation.valid ? [] : [escapeMarkdown(t('The job file has errors.'))]),
      ...lines,
    ].join('\n\n'),
    spoken: [plainLabel(name), t('job'), ...words].join(', '),
    icon,
    color,
    contextValue: contextValue(facts),
    attention: attention(situation),
  };
}

function rootWords({ situation, isCurrent }: JobRootFacts, t: Localize): readonly string[] {
  const { status, provisioning, executor, valid } = situation;
  const linked = status === null ? null : t('users: {0}, groups: {1}', status.linked.User, status.linked.Group);
  const words = [
    isCurrent ? t('current') : null,
    ...(valid ? [executor === 'entra' ? t('Entra') : null, provisioning === 'on' ? t('on') : t('off')] : []),
    plainLabel(shortStatus(situation, t)),
    linked,
  ];
  return words.filter((word) => word !== null && word !== '').map(String);
}

function rootIcon(situation: JobSituation): { readonly icon: string; readonly color: string | null } {
  if (runsNow(situation)) return { icon: 'sync~spin', color: null };
  const isBlocked = situation.status?.quarantine != null || situation.connection === 'failed' || !situation.valid;
  if (isBlocked) return { icon: 'error', color: 'list.errorForeground' };
  if (attention(situation) > 0) return { icon: 'warning', color: 'list.warningForeground' };
  return { icon: 'briefcase', color: null };
}

/** By words, so that menus can ask for each. */
function contextValue({ situation, isCurrent, isReadable }: JobRootFacts): string {
  const { executor = 'local', provisioning, valid } = situation;
  return ['job', isCurrent ? 'current' : 'other', valid ? 'valid' : 'invalid']
    .concat(isReadable ? [executor, provisioning] : [])
    .join('.');
}

/** Why nobody is shown below a root, and the command that helps. */
export interface EmptyText {
  readonly label: string;
  readonly icon: string;
  readonly command: CommandName;
}

export function emptyText(state: EmptyState, t: Localize): EmptyText {
  switch (state) {
    case 'noSandbox':
      return { label: t('Sandbox not running. Start it…'), icon: 'beaker', command: 'startSandbox' };
    case 'noCredentials':
      return { label: t('Token missing. Enter it…'), icon: 'key', command: 'updateCredentials' };
    case 'notRead':
      return { label: t('Not read yet. Refresh…'), icon: 'cloud-download', command: 'refresh' };
    case 'nothingAssigned':
      return { label: t('Nobody is assigned. Assign…'), icon: 'account', command: 'assign' };
    case 'noHits':
      return { label: t('Nobody matches. Clear filter…'), icon: 'filter', command: 'clearFilter' };
    case 'engineFailed':
      return { label: t('Couldn’t be read. Try again…'), icon: 'error', command: 'refresh' };
  }
}
