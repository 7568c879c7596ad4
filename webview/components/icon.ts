import add from '@vscode/codicons/src/icons/add.svg';
import arrowDown from '@vscode/codicons/src/icons/arrow-down.svg';
import arrowUp from '@vscode/codicons/src/icons/arrow-up.svg';
import chevronRight from '@vscode/codicons/src/icons/chevron-right.svg';
import circleSlash from '@vscode/codicons/src/icons/circle-slash.svg';
import close from '@vscode/codicons/src/icons/close.svg';
import copy from '@vscode/codicons/src/icons/copy.svg';
import diff from '@vscode/codicons/src/icons/diff-multiple.svg';
import discard from '@vscode/codicons/src/icons/discard.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import exportIcon from '@vscode/codicons/src/icons/export.svg';
import filter from '@vscode/codicons/src/icons/filter.svg';
import importIcon from '@vscode/codicons/src/icons/sign-in.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import key from '@vscode/codicons/src/icons/key.svg';
import lightbulb from '@vscode/codicons/src/icons/lightbulb.svg';
import pass from '@vscode/codicons/src/icons/pass.svg';
import question from '@vscode/codicons/src/icons/question.svg';
import refresh from '@vscode/codicons/src/icons/refresh.svg';
import split from '@vscode/codicons/src/icons/split-horizontal.svg';
import trash from '@vscode/codicons/src/icons/trash.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';

const markup = {
  add,
  arrowDown,
  arrowUp,
  chevronRight,
  circleSlash,
  close,
  copy,
  diff,
  discard,
  error,
  export: exportIcon,
  filter,
  import: importIcon,
  info,
  key,
  lightbulb,
  pass,
  question,
  refresh,
  split,
  trash,
  warning,
};

export type IconName = keyof typeof markup;

/**
 * An icon of VS Code's own set, in the colour of the text around it. It only decorates: what it means is said by a text or a
 * name beside it. The page has no icon font, so its content security policy needs no exception (decision 0063).
 */
export function icon(name: IconName): Node {
  const { documentElement } = new DOMParser().parseFromString(markup[name], 'image/svg+xml');
  documentElement.setAttribute('class', `icon icon-${name}`);
  documentElement.setAttribute('aria-hidden', 'true');
  documentElement.setAttribute('focusable', 'false');
  return document.importNode(documentElement, true);
}

/** The icon that VS Code's Problems view has for a severity. */
export function severityIcon(severity: 'error' | 'warning' | 'information'): Node {
  return icon(severity === 'error' || severity === 'warning' ? severity : 'info');
}
