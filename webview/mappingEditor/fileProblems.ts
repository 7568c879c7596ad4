import type { ProblemView } from '../../src/protocol/mappingEditorView.ts';
import { severityIcon } from '../components/icon.ts';
import { h } from '../h.ts';
import type { EditorActions, EditorContext, Section } from './editorContext.ts';
import { problemList } from './problemList.ts';
import { figure, listed, t } from '../language.ts';

/** The problems that stand in no row of a table: of the object mapping, its filter, the settings and the rest of the file. */
export function fileProblems(actions: EditorActions): Section {
  const list = problemList((line) => {
    actions.host.openAsText(line, true);
  });
  const title = h('span', {});
  const sign = h('span', {});
  const summary = h('summary', {}, sign, title);
  const element = h('details', { class: 'file-problems', hidden: true, open: true }, summary, list.element);
  return {
    element,
    update: ({ view, objectMapping }: EditorContext) => {
      const problems = [...(objectMapping?.problems ?? []), ...view.problems];
      element.hidden = problems.length === 0;
      title.textContent = countText(problems);
      const hasErrors = problems.some(({ severity }) => severity === 'error');
      sign.replaceChildren(severityIcon(hasErrors ? 'error' : 'warning'));
      list.set(problems);
    },
  };
}

function countText(problems: readonly ProblemView[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  return listed([
    ...(errors > 0 ? [t(errors === 1 ? '1 error' : '{0} errors', figure(errors))] : []),
    ...(warnings > 0 ? [t(warnings === 1 ? '1 warning' : '{0} warnings', figure(warnings))] : []),
  ]);
}
