import { runCommandLine } from '../../src/cli/commandLine.ts';
import { jsonLine } from '../../src/protocol/safeText.ts';

/** How one call of the command line ended. */
export interface CallResult {
  readonly code: number;
  /** What is for people: results and remarks, in their order. */
  readonly text: string;
  /** Results as `--json` prints them, whether or not it was given. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

/** Calls the command line in this process: what a process of its own adds is tested elsewhere, and takes a second each. @param onLine hears of each line of JSON at once. */
export async function callCli(
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
  onLine: (line: Readonly<Record<string, unknown>>) => void = () => undefined,
): Promise<CallResult> {
  const text: string[] = [];
  const lines: Readonly<Record<string, unknown>>[] = [];
  const write = (line: string): void => void text.push(line);
  const code = await runCommandLine(argv, {
    terminal: {
      emit(value) {
        const line = JSON.parse(jsonLine(value)) as Record<string, unknown>;
        lines.push(line);
        onLine(line);
      },
      ...{ print: write, say: write, detail: write, note: write },
      progress: () => undefined,
      style: (_, words) => words,
      styleNote: (_, words) => words,
      flush: () => Promise.resolve(),
    },
    interruption: { signal: new AbortController().signal, exitCode: () => null, interrupt: () => undefined },
    environment,
    input: () => {
      throw new Error('Nothing is read from standard input.');
    },
  });
  return { code, text: text.join('\n'), lines };
}
