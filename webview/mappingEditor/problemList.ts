import type { ProblemView } from '../../src/protocol/mappingEditorView.ts';
import { h } from '../h.ts';

/** Problems of the file, in words. */
export function problemList(onOpen?: (line: number) => void) {
  const element = h('ul', { class: 'problems', 'aria-label': 'Problems' });
  let shown = '';
  return {
    element,
    set: (problems: readonly ProblemView[]): void => {
      const signature = JSON.stringify(problems);
      if (signature === shown) return;
      shown = signature;
      element.hidden = problems.length === 0;
      element.replaceChildren(...problems.slice(0, 50).map((problem) => item(problem, onOpen)));
    },
  };
}

function item({ severity, message, line }: ProblemView, onOpen: ((line: number) => void) | undefined): HTMLElement {
  const open =
    onOpen &&
    h(
      'button',
      {
        type: 'button',
        class: 'link',
        onclick: () => {
          onOpen(line);
        },
      },
      `Open line ${line}`,
    );
  return h(
    'li',
    { class: `problem ${severity}` },
    h('strong', {}, severity === 'error' ? 'Error: ' : 'Warning: '),
    message,
    ' ',
    open,
  );
}
