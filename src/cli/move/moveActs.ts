import { compareCycle, type CycleDifference } from '../../moving/compareCycle.ts';
import type { MoveActs } from '../../moving/takeStep.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { JobSession } from '../../engine/session.ts';
import type { DecisionSummary, ProvisioningEvent } from '../../protocol/provisioning.ts';
import { text } from '../../protocol/text.ts';
import type { Invocation } from '../command.ts';
import { compareIn } from '../commands/compare.ts';
import { refuseConflicts, tellChanges, tellPlan } from '../commands/schema.ts';
import { showProgress, tellCycle } from '../cycles.ts';
import { editJobFile } from '../editJobFile.ts';
import { cycleLine, eventLine } from '../jsonLines.ts';
import { eventText } from '../objectText.ts';
import { printable } from '../printable.ts';
import { serviceSecrets } from '../serviceSecrets.ts';
import type { OpenMove } from './openMove.ts';
import { permanentQuestion } from './refuseLosses.ts';

/** The steps of a move as the command line does them, and what its comparisons have found. */
export function createMoveActs(
  invocation: Invocation,
  { file, session: withSession }: OpenMove,
): { readonly acts: MoveActs; readonly found: { readonly differences: number } } {
  const { arguments: given, terminal, environment } = invocation;
  const found = { differences: 0 };
  const writeSchema = (text: string): void => {
    editJobFile(file, [{ path: ['schema'], value: JSON.parse(text) }]);
  };
  const inEntra = <Result>(use: (session: JobSession) => Promise<Result>): Promise<Result> => withSession('entra', use);
  const acts: MoveActs = {
    edit(changes) {
      editJobFile(file, changes);
      return Promise.resolve();
    },
    async createJob(signal) {
      await inEntra((session) => session.createInService(signal));
    },
    async pause(signal) {
      await inEntra((session) => session.pause(signal));
    },
    pushSchema: (_, signal) =>
      inEntra(async (session) => {
        const plan = await session.planPush(signal);
        tellPlan(plan, terminal);
        refuseConflicts(plan, given.isSet('keep-theirs'));
        writeSchema((await session.pushSchema(plan, signal)).text);
        return true;
      }),
    pullSchema: (_, signal) =>
      inEntra(async (session) => {
        const { text, changes } = await session.pullSchema(signal);
        tellChanges(changes, terminal);
        writeSchema(text);
        return true;
      }),
    async pushSettings(signal) {
      await inEntra((session) => session.pushSettings(serviceSecrets(environment), signal));
      return true;
    },
    async start(signal) {
      await inEntra((session) => session.start({ signal, create: false }));
      return true;
    },
    async compare() {
      found.differences += await inEntra((session) => compareIn(invocation, session));
    },
    async firstCycle() {
      const differences = await runFirstCycle(invocation, withSession);
      for (const difference of differences) {
        terminal.emit(difference);
        terminal.detail(differenceText(difference));
      }
      terminal.say(
        differences.length === 0
          ? 'The cycle did what its preview told.'
          : `The cycle did something else than its preview told with ${differences.length} users and groups.`,
      );
      found.differences += differences.length;
      return true;
    },
    async startLocal(edit) {
      // What was unexpected is looked at before cycles run by themselves.
      if (found.differences > 0) return false;
      await edit();
      return true;
    },
  };
  return { acts, found };
}

async function runFirstCycle(
  { arguments: given, terminal, interruption }: Invocation,
  withSession: OpenMove['session'],
): Promise<readonly CycleDifference[]> {
  const { signal } = interruption;
  const decisions: DecisionSummary[] = [];
  const events: ProvisioningEvent[] = [];
  const onProgress = showProgress(terminal);
  const preview = await withSession('local', (session) =>
    session.preview({ signal, onProgress, onDecision: (decision) => decisions.push(decision) }),
  );
  tellCycle(preview, 'preview', { terminal, interruption });
  const question = permanentQuestion(given);
  const summary = await withSession('local', (session) =>
    session.sync({
      signal,
      confirm: question.ask,
      allowDeletes: false,
      restart: false,
      onProgress,
      onEvent(event) {
        events.push(event);
        terminal.emit(eventLine(event));
        if (event.action !== 'none' || event.status === 'failure') terminal.detail(eventText(event, terminal.style));
      },
    }),
  );
  terminal.emit(cycleLine(summary));
  tellCycle(summary, 'cycle', { terminal, interruption });
  question.followUp();
  if (summary.outcome === 'completed') return compareCycle(decisions, events);
  throw new ProvisioningFailure(
    summary.outcome === 'cancelled' ? 'cancelled' : 'source',
    summary.outcome === 'cancelled'
      ? 'The first cycle was cancelled.'
      : text`The first cycle put the job in quarantine: ${summary.quarantine?.message ?? ''}`,
    { recommendedAction: summary.quarantine?.recommendedAction ?? 'Run the command again; it does the rest.' },
  );
}

function differenceText({ source, previewed, done }: CycleDifference): string {
  return printable(
    `${source.type} ${source.displayName} (${source.id}): previewed ${previewed ?? 'nothing'}, done ${done ?? 'nothing'}`,
  );
}
