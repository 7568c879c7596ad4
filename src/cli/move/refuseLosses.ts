import type { ConfirmPermanent } from '../../engine/cycle/confirmPermanent.ts';
import type { MoveFacts, MovePlan } from '../../moving/movePlan.ts';
import type { PermanentLosses } from '../../protocol/engineParams.ts';
import type { Executor } from '../../protocol/executors.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { DecisionSummary } from '../../protocol/provisioning.ts';
import { english, text } from '../../protocol/text.ts';
import type { Arguments, Invocation } from '../command.ts';
import { showProgress } from '../cycles.ts';
import { UsageError } from '../failures.ts';
import { printable } from '../printable.ts';
import { serviceSecrets } from '../serviceSecrets.ts';
import type { OpenMove } from './openMove.ts';

/**
 * Refuses a move, before anything is changed, that can't go on without credentials that nobody has given, or whose first cycle
 * would delete accounts permanently that nobody has agreed to.
 *
 * @throws ProvisioningFailure that names the keys of the credentials; UsageError with number and names of the accounts.
 */
export async function refuseLosses(
  invocation: Invocation,
  open: OpenMove,
  facts: MoveFacts,
  plan: MovePlan,
): Promise<void> {
  requireCredentials(invocation, plan);
  if (invocation.arguments.isSet(flag) || isFirstCycleOver(plan)) return;
  const lost = await foresee(invocation, open, schemaAfter(facts, plan), plan.to);
  if (lost.length === 0) return;
  const names = lost.map(({ source }) => source.displayName || source.id).toSorted(collator.compare);
  invocation.terminal.emit({ permanent: lost.length, names });
  const who = plan.to === 'entra' ? 'Microsoft Entra’s first cycle' : 'Our engine’s first cycle';
  const act = open.seesTarget ? 'would delete' : 'may delete (there’s no token for the target to tell)';
  throw refusal(`Nothing was changed: ${who} ${act}`, lost.length, names);
}

const flag = 'allow-permanent';
const mostNamed = 10;
const collator = new Intl.Collator('en', { numeric: true });

function refusal(what: string, count: number, names: readonly string[]): UsageError {
  const more = count - Math.min(names.length, mostNamed);
  const named = [...names.slice(0, mostNamed), ...(more > 0 ? [`and ${more} more`] : [])].map(printable).join(', ');
  const accounts = count === 1 ? '1 account' : `${count} accounts`;
  return new UsageError(
    `${what} ${accounts} permanently: ${named}. Assign those who are to stay, or go on with --${flag}.`,
  );
}

function requireCredentials({ environment }: Invocation, { steps }: MovePlan): void {
  const { maskedKeys = [], state } = steps.find(({ name }) => name === 'settings') ?? {};
  const given = new Set(Object.keys(serviceSecrets(environment)).map((key) => key.toLowerCase()));
  const lacking = maskedKeys.filter((key) => !given.has(key.toLowerCase()));
  if (state !== 'open' || lacking.length === 0) return;
  throw new ProvisioningFailure(
    'credential',
    text`Nothing was changed: settings in Entra are written together with its credentials, of which it shows ${lacking.join(', ')} only masked.`,
    {
      recommendedAction: text`Enter those credentials again, or set the settings that differ in the Microsoft Entra admin center.`,
      maskedKeys: lacking,
    },
  );
}

function isFirstCycleOver({ steps }: MovePlan): boolean {
  return steps.some(({ name, state }) => name === 'firstCycle' && state === 'done');
}

/** The schema that the job file gets on the way; null when it keeps its own. */
function schemaAfter({ service }: MoveFacts, { steps }: MovePlan): string | null {
  const isPulled = steps.some(({ name, state }) => name === 'pullSchema' && state === 'open');
  return isPulled ? (service?.push?.currentText ?? null) : null;
}

/** Whose account would be deleted permanently, by a preview of the executor that the job moves to. */
async function foresee(
  { terminal, interruption: { signal } }: Invocation,
  { session: withSession, seesTarget }: OpenMove,
  schema: string | null,
  to: Executor,
): Promise<readonly DecisionSummary[]> {
  const lost: DecisionSummary[] = [];
  const isLost = ({ action, destructive, held }: DecisionSummary): boolean =>
    // Entra counts otherwise, and releases what it holds back all at once.
    to === 'entra' ? destructive || (action === 'disable' && !seesTarget) : destructive && held !== 'whole';
  const summary = await withSession(
    to,
    async (session) => {
      await session.follow({ signal, onEvent: () => undefined });
      return session.preview({
        signal,
        asInFile: true,
        onProgress: showProgress(terminal),
        onDecision(decision) {
          if (isLost(decision)) lost.push(decision);
        },
      });
    },
    schema,
  );
  for (const sentence of summary.unseen ?? []) terminal.note(printable(english(sentence)));
  if (summary.outcome === 'completed') return lost;
  throw new ProvisioningFailure('cancelled', text`The preview before the move was cancelled; nothing was changed.`, {
    recommendedAction: text`Run the command again.`,
  });
}

/** Asks for what a cycle would delete permanently by the time that it runs: the flag is the response. */
export function permanentQuestion(given: Arguments): {
  readonly ask: ConfirmPermanent;
  /** @throws UsageError when it wasn't agreed to. */
  readonly followUp: () => void;
} {
  let declined: PermanentLosses | null = null;
  return {
    ask(losses) {
      if (!given.isSet(flag)) declined = losses;
      return Promise.resolve(given.isSet(flag));
    },
    followUp() {
      if (declined === null) return;
      throw refusal('Our engine’s first cycle wrote nothing: it would delete', declined.permanent, declined.names);
    },
  };
}
