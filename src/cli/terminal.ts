import { styleText } from 'node:util';
import { jsonLine, shortened, terminalLines, visible } from '../protocol/safeText.ts';
import type { LineWriter } from './lineWriter.ts';
import { writeLinesTo } from './lineWriter.ts';

/** Where a command speaks: JSON Lines to programs on standard output, text to people. */
export interface Terminal {
  /** A result as one line of JSON on standard output; nothing without `--json`. */
  readonly emit: (value: unknown) => void;
  /** A line of JSON (`jsonLine`) on standard output, with `--json` or without: for commands that respond in JSON always. */
  readonly print: (line: string) => void;
  /** A result for people: on standard output, or on standard error when `--json` takes standard output. */
  readonly say: (text: string) => void;
  /** One of many results for people: on standard output, or left out when `--json` says the same. */
  readonly detail: (text: string) => void;
  /** A remark, warning or error for people, on standard error. */
  readonly note: (text: string) => void;
  /** Replaces the progress line on standard error; nothing unless that is a terminal. */
  readonly progress: (text: string) => void;
  /** Colours, for the stream that `say` and `detail` write to. */
  readonly style: (style: Style, text: string) => string;
  /** Colours, for standard error. */
  readonly styleNote: (style: Style, text: string) => string;
  /** Resolves when all output so far has left the process. */
  readonly flush: () => Promise<void>;
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export interface TerminalOptions {
  readonly json: boolean;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Called once when standard output takes no more: with null when its reader has gone away, else with the reason. */
  readonly onOutputClosed: (error: Error | null) => void;
}

const progressIntervalMilliseconds = 100;
const eraseLine = '\r\u001b[2K';

/** Colours follow Node's own rules: only for a terminal, and not with `NO_COLOR` (https://no-color.org). */
export function openTerminal({ json, stdout, stderr, onOutputClosed }: TerminalOptions): Terminal {
  const progress = showProgressOn(stderr);
  const output = writeLinesTo(stdout, progress.erase, onOutputClosed);
  const remarks = writeLinesTo(stderr, progress.erase, () => undefined);
  const results: LineWriter = json ? remarks : output;
  const resultStream = json ? stderr : stdout;
  return {
    emit(value) {
      if (json) output.write(jsonLine(value));
    },
    print: output.write,
    say(text) {
      results.write(terminalLines(text));
    },
    detail(text) {
      if (!json) output.write(terminalLines(text));
    },
    note(text) {
      remarks.write(terminalLines(text));
    },
    progress: progress.show,
    style: (style, text) => styleText(style, text, { stream: resultStream }),
    styleNote: (style, text) => styleText(style, text, { stream: stderr }),
    async flush() {
      progress.erase();
      await Promise.all([output.flush(), remarks.flush()]);
    },
  };
}

interface ProgressLine {
  readonly show: (text: string) => void;
  readonly erase: () => void;
}

function showProgressOn(stream: NodeJS.WriteStream): ProgressLine {
  if (!stream.isTTY) return { show: () => undefined, erase: () => undefined };
  let shown = false;
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    show(text) {
      const now = performance.now();
      if (now - shownAt < progressIntervalMilliseconds) return;
      shownAt = now;
      shown = true;
      // A terminal that does not tell its width says 0.
      const columns = stream.columns > 0 ? stream.columns : 80;
      stream.write(eraseLine + shortened(visible(text), columns - 1));
    },
    erase() {
      if (shown) stream.write(eraseLine);
      shown = false;
    },
  };
}
