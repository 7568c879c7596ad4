import type {
  ActionCounts,
  AttributeChange,
  CycleSummary,
  DecisionSummary,
  ObjectIdentity,
  ProvisioningEvent,
  ProvisioningStep,
  Reason,
} from '../protocol/provisioning.ts';
import { exchangeText } from './exchangeText.ts';
import { printable, valueText } from './printable.ts';
import type { Style, Terminal } from './terminal.ts';

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

/** What a sync would do with one object, and why: a line, and one for each change. */
export function decisionText(decision: DecisionSummary, style: StyleText): string {
  const { action, failed, destructive, source, reason, changes } = decision;
  const label = failed ? style('red', 'failure') : style(styles[action], action);
  const warning = destructive ? style('red', ' The account is taken away for good.') : '';
  return [`${label}  ${identityText(source)}: ${reasonText(reason)}${warning}`, ...changes.map(changeText)].join('\n');
}

/** One event of the provisioning log: a line, and the changes and the failed request if there are any. */
export function eventText(event: ProvisioningEvent, style: StyleText): string {
  const { activityDateTime, action, status, source, reason, modifiedProperties, exchange } = event;
  const label = status === 'failure' ? style('red', `${action} failed`) : style(styles[action], action);
  return [
    `${activityDateTime}  ${label}  ${identityText(source)}: ${reasonText(reason)}`,
    ...modifiedProperties.map(changeText),
    ...(status === 'failure' && exchange !== null ? exchangeText(exchange) : []),
  ].join('\n');
}

/** The steps to a decision, numbered. */
export function stepsText(steps: readonly ProvisioningStep[]): string {
  return steps
    .flatMap(({ type, status, description, details }, index) => [
      `  ${index + 1}. ${type} (${status}): ${printable(description)}`,
      ...Object.entries(details).map(([name, value]) => `       ${printable(name)}: ${printable(value)}`),
    ])
    .join('\n');
}

/** A cycle, or the preview of one, in a few sentences. */
export function cycleText(summary: CycleSummary, kind: 'cycle' | 'preview'): string {
  const { cycle, outcome, counts, unchanged, staged, requests, durationMs } = summary;
  const held = staged === 0 ? '' : ` ${staged} held back by accidental-deletion prevention.`;
  const cost = `${requests.source} requests to the source, ${requests.target} to the target (${requests.targetWrites} writes), ${(durationMs / 1000).toFixed(1)} s.`;
  const what =
    kind === 'preview' ? `Preview of an ${cycle} cycle` : `${cycle === 'initial' ? 'Initial' : 'Incremental'} cycle`;
  return `${what} ${outcome}: ${countsText(counts)}, ${unchanged} unchanged.${held} ${cost}`;
}

/** What keeps a job in quarantine, and what to do about it; nothing when it is not. */
export function quarantineText({ quarantine }: Pick<CycleSummary, 'quarantine'>): readonly string[] {
  if (quarantine === null) return [];
  return [
    `Quarantine since ${quarantine.since} (${printable(quarantine.reason)}): ${printable(quarantine.message)}`,
    printable(quarantine.recommendedAction),
  ];
}

function countsText(counts: ActionCounts): string {
  return Object.entries(counts)
    .map(([action, count]) => `${count} ${action}`)
    .join(', ');
}

function identityText({ type, displayName, id }: ObjectIdentity): string {
  return `${type} ${printable(displayName)} (${printable(id)})`;
}

function reasonText({ message, recommendedAction }: Reason): string {
  return printable(recommendedAction === null ? message : `${message} ${recommendedAction}`);
}

function changeText(change: AttributeChange): string {
  return `    ${printable(change.attribute)}: ${valueText(change.old)} → ${valueText(change.new)}`;
}
