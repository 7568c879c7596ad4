import type { CycleProgress } from '../protocol/cycleProgress.ts';
import type { CycleSummary } from '../protocol/cycleSummary.ts';
import type { Invocation } from './command.ts';
import { inEnglish } from '../protocol/localize.ts';
import { seatSentences } from '../protocol/seatWords.ts';
import { exitCodeOfCycle, type ExitCode } from './exitCode.ts';
import { cycleText, quarantineText } from './objectText.ts';
import { printable } from './printable.ts';
import type { Terminal } from './terminal.ts';
import { english } from '../protocol/text.ts';

/** Shows how far a cycle has come, where somebody is watching; how the seats go round is told in any case. */
export function showProgress(terminal: Terminal): (progress: CycleProgress) => void {
  return ({ message, done, total, seats }) => {
    if (seats !== undefined) {
      terminal.emit({ seats });
      for (const sentence of seatSentences(seats, inEnglish)) terminal.say(printable(sentence));
    }
    terminal.progress(`${printable(english(message))} ${total === null ? done : `${done} of ${total}`}`);
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
  for (const sentence of summary.unseen ?? []) terminal.note(printable(english(sentence)));
  return (summary.outcome === 'cancelled' ? interruption.exitCode() : null) ?? exitCodeOfCycle(summary);
}
