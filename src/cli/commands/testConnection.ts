import type { ConnectionStep } from '../../protocol/connectionReport.ts';
import type { Invocation } from '../command.ts';
import { exchangeText } from '../exchangeText.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { printable } from '../printable.ts';
import type { Style, Terminal } from '../terminal.ts';
import { withJob } from '../withJob.ts';
import { english } from '../../protocol/text.ts';

/** `test-connection`: each step with what was found, and what to do about one that did not pass. */
export async function runTestConnection(invocation: Invocation): Promise<ExitCode> {
  const { terminal, interruption } = invocation;
  const report = await withJob(invocation, 'reading', (session) => session.testConnection(interruption.signal));
  terminal.emit(report);
  for (const step of report.steps) for (const line of stepText(step, terminal)) terminal.say(line);
  return report.succeeded ? exitCode.ok : exitCode.connection;
}

const styles: Readonly<Record<ConnectionStep['status'], Style>> = {
  passed: 'green',
  failed: 'red',
  warning: 'yellow',
  skipped: 'dim',
};

function stepText(step: ConnectionStep, terminal: Terminal): readonly string[] {
  const { side, title, status, detail, recommendedAction, exchange } = step;
  return [
    `${terminal.style(styles[status], status.padEnd(7))}  ${side}: ${printable(english(title))}: ${printable(english(detail))}`,
    ...(recommendedAction === null ? [] : [`         ${printable(english(recommendedAction))}`]),
    ...(status === 'failed' && exchange !== null ? exchangeText(exchange) : []),
  ];
}
