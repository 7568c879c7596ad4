import type { AssignedObject, ObjectState } from '../../protocol/assignedObjects.ts';
import { pastReason } from '../../protocol/pastReason.ts';
import { actionName, localDateTime, shortDateTime } from '../documents/words.ts';
import type { Localize } from '../../protocol/localize.ts';
import { escapeMarkdown, plainLabel } from '../../protocol/safeText.ts';
import { codeSpan } from '../support/markdown.ts';
import { render } from '../../protocol/text.ts';

/** A codicon and the theme colour it takes. */
export interface StateIcon {
  readonly icon: string;
  readonly color: string;
}

const icons: Readonly<Record<ObjectState, StateIcon>> = {
  notYet: { icon: 'circle-outline', color: 'disabledForeground' },
  inScope: { icon: 'arrow-circle-right', color: 'charts.blue' },
  provisioned: { icon: 'pass-filled', color: 'testing.iconPassed' },
  skipped: { icon: 'debug-step-over', color: 'testing.iconSkipped' },
  failed: { icon: 'error', color: 'list.errorForeground' },
  disabled: { icon: 'circle-slash', color: 'charts.purple' },
  staged: { icon: 'warning', color: 'list.warningForeground' },
};

/** The icon says the state by its shape as well as by its colour. */
export function stateIcon(state: ObjectState): StateIcon {
  return icons[state];
}

/** The state in a word or two. */
export function stateName(state: ObjectState, t: Localize): string {
  const names: Readonly<Record<ObjectState, string>> = {
    notYet: t('not decided yet'),
    inScope: t('in scope'),
    provisioned: t('provisioned'),
    skipped: t('skipped'),
    failed: t('failed'),
    disabled: t('disabled'),
    staged: t('held back'),
  };
  return names[state];
}

/** What stands beside the name in the tree: the role while all is well, else the state and, where one is needed, a short reason. */
export function describeObject(object: AssignedObject, t: Localize): string {
  if (object.state === 'provisioned' || object.state === 'notYet') return plainLabel(object.roles.join(', '));
  const needsReason = object.state === 'skipped' || object.state === 'failed' || object.state === 'staged';
  const reason =
    needsReason && object.reason !== null ? `: ${shorten(plainLabel(render(object.reason.message, t)))}` : '';
  const next = isLater(object) ? ` · ${nextAttemptText(object, t)}` : '';
  return `${stateName(object.state, t)}${next}${reason}`;
}

/** When what failed is tried again; null when nothing failed. */
export function nextAttemptText({ state, nextAttempt }: AssignedObject, t: Localize, now = Date.now()): string | null {
  if (nextAttempt === null) return state === 'failed' ? t('next attempt when it changes, or with Retry Now') : null;
  return Date.parse(nextAttempt) <= now
    ? t('next attempt with the next cycle')
    : t('next attempt at {0}', shortDateTime(nextAttempt));
}

/** Whether the next cycle will not try it again. */
function isLater({ state, nextAttempt }: AssignedObject): boolean {
  return nextAttempt === null ? state === 'failed' : Date.parse(nextAttempt) > Date.now();
}

/** The name to show; a directory may hold objects without one. */
export function nameOf(object: { readonly id: string; readonly displayName: string | null }): string {
  const name = object.displayName?.trim() ?? '';
  return name === '' ? object.id : name;
}

/** What a screen reader says instead of the icon. */
export function spokenLabel(object: AssignedObject, t: Localize): string {
  const kind = object.type === 'User' ? t('user') : t('group');
  const reason =
    object.reason !== null && object.state !== 'provisioned' ? `, ${plainLabel(render(object.reason.message, t))}` : '';
  const next = isLater(object) ? `, ${nextAttemptText(object, t)}` : '';
  return `${plainLabel(nameOf(object))}, ${kind}, ${stateName(object.state, t)}${reason}${next}`;
}

/** The tooltip: state, reason, what to do, role, way of assignment, last result and ids. Markdown with theme icons. */
export function objectTooltip(object: AssignedObject, t: Localize): string {
  const { icon } = icons[object.state];
  const lines = [
    `**${escapeMarkdown(nameOf(object))}**`,
    `$(${icon}) ${escapeMarkdown(capitalised(stateName(object.state, t)))}`,
  ];
  const why = reasonText(object, t);
  if (why !== null) lines.push(escapeMarkdown(why));
  if (object.reason?.recommendedAction)
    lines.push(`$(lightbulb) ${escapeMarkdown(render(object.reason.recommendedAction, t))}`);
  const next = nextAttemptText(object, t);
  if (next !== null) lines.push(`$(history) ${escapeMarkdown(capitalised(next))}`);
  return [...lines, facts(object, t)].join('\n\n');
}

/** Why it is in its state, told as past where that was carried out; null before the first cycle. */
function reasonText({ reason, lastAction, lastStatus }: AssignedObject, t: Localize): string | null {
  if (reason === null || lastAction === null || lastStatus === null)
    return reason === null ? null : render(reason.message, t);
  return pastReason({ action: lastAction, status: lastStatus, reason }, t);
}

function facts(object: AssignedObject, t: Localize): string {
  const last =
    object.lastActivity === null
      ? t('none yet')
      : t(
          '{0}, {1}',
          object.lastAction === null ? '' : actionName(object.lastAction, t),
          localDateTime(object.lastActivity),
        );
  const rows: readonly (readonly [string, string | null])[] = [
    [t('Role'), object.roles.length > 0 ? escapeMarkdown(object.roles.join(', ')) : null],
    [t('Assigned'), escapeMarkdown(assignmentText(object, t))],
    [t('Direct members'), object.memberCount === null ? null : String(object.memberCount)],
    [t('Last result'), escapeMarkdown(last)],
    [t('User principal name'), object.userPrincipalName === null ? null : codeSpan(object.userPrincipalName)],
    [t('ID in Microsoft Entra'), codeSpan(object.id)],
    [t('ID in Dropbox'), object.targetId === null ? null : codeSpan(object.targetId)],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [`- ${name}: ${value}`])).join('\n');
}

/** *directly, by group Sales*, as Explain lists them; nothing assigns who is only linked still. */
function assignmentText({ assignedDirectly, assignedVia }: AssignedObject, t: Localize): string {
  const ways = [...(assignedDirectly ? [t('directly')] : []), ...assignedVia.map((group) => t('by group {0}', group))];
  return ways.length > 0 ? ways.join(', ') : t('no');
}

function shorten(text: string): string {
  const first = /^(.+?[.;])(\s|$)/.exec(text)?.[1] ?? text;
  const bare = first.replace(/[.;]$/, '');
  return bare.length > 90 ? `${bare.slice(0, 89).trimEnd()}…` : bare;
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
