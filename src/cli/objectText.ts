import { inEnglish } from '../protocol/localize.ts';
import { permanentlyDisabled, withPermanently, countList } from '../protocol/permanently.ts';
import type { ActionCounts, CycleSummary, Quarantine } from '../protocol/cycleSummary.ts';
import type { JobStatus } from '../protocol/jobStatus.ts';
import { pastReason } from '../protocol/pastReason.ts';
import type {
  AttributeChange,
  DecisionSummary,
  ObjectIdentity,
  ProvisioningEvent,
  ProvisioningStep,
  Reason,
} from '../protocol/provisioning.ts';
import type { HoldDecision, StagedAction } from '../protocol/stagedActions.ts';
import { withoutSeats } from '../protocol/seatWords.ts';
import { exchangeText } from './exchangeText.ts';
import { printable, valueText } from './printable.ts';
import type { Style, Terminal } from './terminal.ts';
import { english } from '../protocol/text.ts';

type StyleText = Terminal['style'];

const styles: Readonly<Record<ProvisioningEvent['action'], Style>> = {
  create: 'green',
  update: 'cyan',
  disable: 'yellow',
  delete: 'red',
  stagedDelete: 'yellow',
  skip: 'dim',
  none: 'dim',
};

const labels: Readonly<Partial<Record<ProvisioningEvent['action'], string>>> = { stagedDelete: 'held' };

/** The width of the longest plain label, `disable`, so that names stand below each other. */
const labelWidth = 7;

/** What a sync would do with one object, and why: a line, what to do about it, and a line for each change. */
export function decisionText(decision: DecisionSummary, style: StyleText): string {
  const { action, failed, destructive, source, reason, changes } = decision;
  const held = decision.held === 'whole';
  const label = failed ? style('red', 'failure') : actionText(held ? 'stagedDelete' : action, style);
  const warning = destructive ? style('red', ` The account ${held ? 'would be' : 'is'} deleted permanently.`) : '';
  return [
    `${label}  ${identityText(source, style)}: ${printable(english(reason.message))}${warning}`,
    ...adviceText(reason),
    ...changes.map(changeText),
  ].join('\n');
}

/** One event of the provisioning log: the same, with its time, and the failed request if there is one. */
export function eventText(event: ProvisioningEvent, style: StyleText): string {
  const { activityDateTime, action, status, source, reason, modifiedProperties, exchange } = event;
  const label = status === 'failure' ? style('red', `${action} failed`) : actionText(action, style);
  return [
    `${activityDateTime}  ${label}  ${identityText(source, style)}: ${printable(pastReason(event, inEnglish))}`,
    ...adviceText(reason),
    ...modifiedProperties.map(changeText),
    ...(status === 'failure' && exchange !== null ? exchangeText(exchange) : []),
  ].join('\n');
}

/** The steps to a decision, numbered. */
export function stepsText(steps: readonly ProvisioningStep[]): string {
  return steps
    .flatMap(({ type, status, description, details }, index) => [
      `  ${index + 1}. ${type} (${status}): ${printable(english(description))}`,
      ...Object.entries(details).map(([name, value]) => `       ${printable(name)}: ${printable(english(value))}`),
    ])
    .join('\n');
}

/** A cycle, or the preview of one, in a few sentences. */
export function cycleText(summary: CycleSummary, kind: 'cycle' | 'preview'): string {
  const { cycle, outcome, unchanged, staged, warnings, requests, durationMs, seats = null } = summary;
  const held = staged === 0 ? '' : ` ${staged} held back by accidental-deletion prevention.`;
  const left = seats === null ? '' : withoutSeats(seats, inEnglish);
  const short = left === '' ? '' : ` ${printable(left)}`;
  const open = warnings === 0 ? '' : `, ${warnings} with a warning`;
  const cost = `${requests.source} requests to the source, ${requests.target} to the target (${requests.targetWrites} writes), ${(durationMs / 1000).toFixed(1)} s.`;
  const what =
    kind === 'preview' ? `Preview of an ${cycle} cycle` : `${cycle === 'initial' ? 'Initial' : 'Incremental'} cycle`;
  return `${what} ${outcome}: ${countsText(summary, kind)}${open}, ${unchanged} unchanged.${held}${short} ${cost}`;
}

const countWords: Readonly<Record<keyof ActionCounts, Readonly<Record<'cycle' | 'preview', string>>>> = {
  create: { cycle: 'created', preview: 'to create' },
  update: { cycle: 'updated', preview: 'to update' },
  disable: { cycle: 'disabled', preview: 'to disable' },
  delete: { cycle: 'deleted', preview: 'to delete' },
  skip: { cycle: 'skipped', preview: 'to skip' },
  failure: { cycle: 'failed', preview: 'would fail' },
};

/** What keeps a job in quarantine, and what to do about it; nothing when it is not. */
export function quarantineText({ quarantine }: Pick<CycleSummary, 'quarantine'>): readonly string[] {
  if (quarantine === null) return [];
  return [
    `Quarantine since ${quarantine.since} (${printable(quarantine.reason)}): ${printable(english(quarantine.message))}`,
    printable(english(quarantine.recommendedAction)),
    ...attemptText(quarantine),
    ...(quarantine.exchange === null ? [] : exchangeText(quarantine.exchange)),
  ];
}

/** How often a job in quarantine has been tried, and when it's tried next. */
function attemptText({ seriesBegan, seriesCount, nextAttempt, off, escrowsPruned }: Quarantine): readonly string[] {
  const pruned = escrowsPruned ? ['What failed in the initial cycle is decided again as a whole.'] : [];
  if (off) return [...pruned, `No cycle runs by itself any more, after ${seriesCount} attempts since ${seriesBegan}.`];
  if (nextAttempt === null) return pruned;
  return [...pruned, `Attempt ${seriesCount} since ${seriesBegan}; the next one by itself is due at ${nextAttempt}.`];
}

/** How many objects failed last, and when they are tried again. */
export function retriesText({ escrowed, retries }: Pick<JobStatus, 'escrowed' | 'retries'>): string {
  const { waiting, next, givenUp } = retries;
  const parts = [
    ...(next === null ? [] : [`${waiting} of them not before ${next}`]),
    ...(givenUp === 0 ? [] : [`${givenUp} only when they change or with --retry-failures`]),
  ];
  return `${escrowed} to retry${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`;
}

/** What is held back from one object. */
export function stagedText({ source, action, permanent, members, reason, since, decision }: StagedAction): string {
  const label = decision === null ? 'held' : decision.verdict;
  const when = decision === null ? `since ${since}` : `${decision.verdict} ${decision.at}${byWhom(decision)}`;
  const act =
    action === 'removeMembers'
      ? `remove ${members?.lost ?? 0} of ${members?.of ?? 0} members`
      : `${action}${permanent && action === 'disable' ? ', permanently' : ''}`;
  return `  ${label.padEnd(8)}  ${source.type} ${printable(source.displayName)} (${printable(source.id)}): ${act}, ${when}. ${printable(english(reason.message))}`;
}

function byWhom({ by }: HoldDecision): string {
  return by === null ? '' : ` by ${printable(by)}`;
}

function countsText(summary: CycleSummary, kind: 'cycle' | 'preview'): string {
  const { counts } = summary;
  const actions = Object.keys(countWords) as (keyof ActionCounts)[];
  const when = kind === 'preview' ? 'before' : 'after';
  return countList(
    actions.map((action) => {
      const text = `${counts[action]} ${countWords[action][kind]}`;
      return action === 'disable'
        ? withPermanently(text, counts.disable, permanentlyDisabled(summary), inEnglish, when)
        : text;
    }),
  );
}

function actionText(action: ProvisioningEvent['action'], style: StyleText): string {
  const label = labels[action] ?? action;
  return style(styles[action], label) + ' '.repeat(Math.max(0, labelWidth - label.length));
}

function identityText({ type, displayName, id }: ObjectIdentity, style: StyleText): string {
  return `${type} ${style('bold', printable(displayName))} ${style('dim', `(${printable(id)})`)}`;
}

function adviceText({ recommendedAction }: Reason): readonly string[] {
  return recommendedAction === null ? [] : [`    ${printable(english(recommendedAction))}`];
}

/** What had no value before says only what it gets: most lines are of objects that are created. */
function changeText(change: AttributeChange): string {
  const before = change.old === null ? '' : `${valueText(change.old)} → `;
  return `    ${printable(change.attribute)}: ${before}${valueText(change.new)}`;
}
