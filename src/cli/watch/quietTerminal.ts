import type { Terminal } from '../terminal.ts';

/** So many remarks are remembered. */
const mostKept = 100;

/** A terminal for one job of several, that doesn't repeat itself. */
export interface QuietTerminal {
  readonly terminal: Terminal;
  /** What is said from now on is news, also when it was said before. */
  readonly forget: () => void;
}

/**
 * Names the job before each remark, and in each line of JSON. Until `forget`, a remark or an error that was told already isn't
 * told again: what keeps a job from its cycles is said once, not each half a minute.
 */
export function quietTerminal(terminal: Terminal, name: string, facts: object): QuietTerminal {
  const said = new Set<string>();
  const isNews = (text: string): boolean => {
    if (said.has(text)) return false;
    if (said.size >= mostKept) said.clear();
    said.add(text);
    return true;
  };
  return {
    terminal: {
      ...terminal,
      note(text) {
        if (isNews(text)) terminal.note(`${name}: ${text}`);
      },
      emit(value) {
        const line = { ...facts, ...(value as object) };
        if (!('error' in line) || isNews(JSON.stringify(line))) terminal.emit(line);
      },
    },
    forget: () => {
      said.clear();
    },
  };
}
