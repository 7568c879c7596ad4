import type { ProblemView } from '../../src/protocol/mappingEditorView.ts';
import { problemItem } from '../components/problemItem.ts';
import { h } from '../h.ts';
import { figure, say, t } from '../language.ts';

const mostListed = 50;

/** Problems of the file, in words. */
export function problemList(onOpen?: (line: number) => void) {
  const element = h('ul', { class: 'problems', 'aria-label': t('Problems') });
  let shown = '';
  return {
    element,
    set: (problems: readonly ProblemView[]): void => {
      const signature = JSON.stringify(problems);
      if (signature === shown) return;
      shown = signature;
      element.hidden = problems.length === 0;
      const rest = problems.length - mostListed;
      element.replaceChildren(
        ...problems.slice(0, mostListed).map((problem) => item(problem, onOpen)),
        ...(rest > 0 ? [h('li', { class: 'help' }, t('and {0} more', figure(rest)))] : []),
      );
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
      t('Open line {0}', figure(line)),
    );
  return problemItem(severity, say(message), open);
}
