import type { CycleProgress } from '../protocol/engineProtocol.ts';
import type { CycleSummary } from '../protocol/provisioning.ts';
import type { Invocation } from './command.ts';
import { exitCodeOfCycle, type ExitCode } from './exitCode.ts';
import { cycleText, quarantineText } from './objectText.ts';
import { printable } from './printable.ts';
import type { Terminal } from './terminal.ts';

/** Shows how far a cycle has come, where somebody is watching. */
export function showProgress(terminal: Terminal): (progress: CycleProgress) => void {
  return ({ message, done, total }) => {
    terminal.progress(`${printable(message)} ${total === null ? done : `${done} of ${total}`}`);
  };
}

/** Tells how a cycle, or the preview of one, ended. */
export function tellCycle(
  summary: CycleSummary,
  kind: 'cycle' | 'preview',
  { terminal, interruption }: Pick<Invocation, 'terminal' | 'interruption'>,
): ExitCode {
  terminal.say(cycleText(summary, kind));
  for (const line of quarantineText(summary)) terminal.note(line);
  return (summary.outcome === 'cancelled' ? interruption.exitCode() : null) ?? exitCodeOfCycle(summary);
}
