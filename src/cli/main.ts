import process from 'node:process';
import { addAbortSignal } from 'node:stream';
import { terminalLines, visible } from '../protocol/safeText.ts';
import { runCommandLine } from './commandLine.ts';
import { exitCode, type ExitCode } from './exitCode.ts';
import { isSystemError } from './failures.ts';
import { listenForInterruption } from './interruption.ts';
import { openTerminal } from './terminal.ts';

/** The command line's entry: connects it to this process. */
async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  let outputCode = null as ExitCode | null;
  const interruption = listenForInterruption(process, () => {
    terminal.note('Stopping. Press Ctrl+C again to end at once.');
  });
  const terminal = openTerminal({
    json: argv.includes('--json'),
    stdout: process.stdout,
    stderr: process.stderr,
    onOutputClosed(error) {
      if (error !== null) terminal.note(`error: Standard output cannot be written: ${visible(error.message)}`);
      outputCode = error === null ? exitCode.outputClosed : exitCode.inputOutput;
      interruption.interrupt(outputCode);
    },
  });
  // A program that started this with a channel of its own has gone: nobody else would stop what it started.
  if (process.connected) {
    process.once('disconnect', () => {
      interruption.interrupt(exitCode.terminated);
    });
  }
  const code = await runCommandLine(argv, {
    terminal,
    interruption,
    environment: process.env,
    input: () => addAbortSignal(interruption.signal, process.stdin.setEncoding('utf8')),
  });
  await terminal.flush();
  // Not only set: standard input that nobody closes would keep the process alive.
  process.exit(outputCode ?? code);
}

// Node would end with 1, which here means that some objects failed.
process.on('uncaughtException', (error) => {
  if (isSystemError(error)) {
    process.stderr.write(`error: The system refused something: ${visible(error.message)}\n`);
    process.exit(exitCode.inputOutput);
  }
  const told = terminalLines(error.stack ?? error.message);
  process.stderr.write(`error: This is a fault of the program, please report it:\n${told}\n`);
  process.exit(exitCode.internal);
});

void main();
