import type { Finding } from '../../src/expressions/finding.ts';
import { check } from '../../src/expressions/checker.ts';
import { compile } from '../../src/expressions/compile.ts';
import { findFunction } from '../../src/expressions/functions/catalogue.ts';
import { tokenize } from '../../src/expressions/syntax/lexer.ts';
import type { AttributeView } from '../../src/protocol/mappingEditorView.ts';
import { liveText, type LiveText, type TypingRegister } from '../components/liveText.ts';
import { h, nextId, onKey, setAttributes } from '../h.ts';
import { hoverAt, signatureAt, type Surroundings } from './assist.ts';
import { CompletionList } from './completionList.ts';

/** What the editor has to know about the place of its expression. */
export interface ExpressionPlace extends Surroundings {
  readonly targetAttribute: AttributeView | null;
  readonly matching: boolean;
  readonly scope: 'assigned' | 'all';
}

export interface ExpressionEditor extends LiveText {
  readonly element: HTMLElement;
  place(place: ExpressionPlace): void;
  focus(): void;
}

/**
 * A small editor for one expression: a text area over its own text in colours, with completion, signature help, hover and
 * problems, all from the functions that the language server and the engine use.
 */
export function expressionEditor(options: {
  readonly label: string;
  readonly key: string;
  readonly typing: TypingRegister;
  readonly commit: (text: string) => Promise<string | null>;
  /** The text changed, by typing or from outside. */
  onText(text: string): void;
}): ExpressionEditor {
  const parts = makeParts(options.label, options.key);
  const { area, colours, signature, problems } = parts;
  let place: ExpressionPlace = {
    dialect: 'provisioning',
    attributes: [],
    targetAttribute: null,
    matching: false,
    scope: 'assigned',
  };
  let drawn: string | null = null;
  let shownProblems = '';

  const draw = (): void => {
    const findings = findingsIn(area.value, place);
    colours.replaceChildren(...coloured(area.value, findings));
    const listed = JSON.stringify(findings);
    if (listed !== shownProblems)
      problems.replaceChildren(...findings.map((finding) => problemItem(finding, applyFix))); // a press on a fix must find it in place
    shownProblems = listed;
    area.setAttribute('aria-invalid', String(findings.some(({ severity }) => severity === 'error')));
    if (drawn !== area.value) {
      drawn = area.value;
      options.onText(area.value);
    }
  };
  const showSignature = (): void => {
    signature.replaceChildren(...signatureNodes(area.value, area.selectionStart));
  };
  const replaceText = (from: number, to: number, text: string, caret: number): void => {
    area.setRangeText(text, from, to, 'end');
    area.setSelectionRange(from + caret, from + caret);
    area.dispatchEvent(new Event('input', { bubbles: true }));
    area.focus();
  };
  const applyFix = (finding: Finding): void => {
    for (const edit of (finding.fix?.edits ?? []).toSorted((a, b) => b.offset - a.offset)) {
      replaceText(edit.offset, edit.offset + edit.length, edit.newText, edit.newText.length);
    }
  };
  const list = new CompletionList(area, colours, replaceText);
  const live = liveText({
    control: area,
    note: parts.note,
    key: options.key,
    typing: options.typing,
    commit: options.commit,
  });

  area.addEventListener('input', () => {
    draw();
    showSignature();
    list.update(place);
  });
  area.addEventListener('restored', draw);
  area.addEventListener('scroll', () => {
    colours.scrollTop = area.scrollTop;
  });
  area.addEventListener('keyup', showSignature);
  area.addEventListener('click', showSignature);
  area.addEventListener('blur', () => {
    list.close();
  });
  onKey(area, (event) => {
    if (list.onKey(event)) return;
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      list.open(place);
    }
  });
  area.addEventListener('mousemove', (event) => {
    const offset = offsetAt(colours, event.clientX, event.clientY);
    setAttributes(area, { title: offset === null ? null : hoverAt(area.value, offset, place) });
  });
  parts.frame.append(list.element);
  return {
    ...live,
    element: parts.element,
    set: (value) => {
      live.set(value);
      draw();
    },
    resume: (typed) => {
      live.resume(typed);
      draw();
    },
    place: (next) => {
      place = next;
      draw();
      showSignature();
    },
    focus: () => {
      area.focus();
    },
  };
}

function makeParts(label: string, key: string) {
  const note = h('p', { class: 'note', role: 'status', id: nextId(), hidden: true });
  const signature = h('div', { class: 'signature', id: nextId() });
  const problems = h('ul', { class: 'problems', 'aria-label': `Problems of ${label}` });
  const colours = h('pre', { class: 'expression-colours', 'aria-hidden': 'true' });
  const area = h('textarea', {
    class: 'expression-text',
    'aria-label': label,
    'aria-autocomplete': 'list',
    'aria-describedby': `${signature.id} ${note.id}`,
    'data-key': key,
    spellcheck: 'false',
    autocomplete: 'off',
    autocapitalize: 'off',
    rows: 4,
  });
  const frame = h('div', { class: 'expression' }, colours, area);
  const heading = h('span', { class: 'label', 'aria-hidden': 'true' }, label);
  return {
    element: h('div', { class: 'field' }, heading, frame, signature, note, problems),
    frame,
    area,
    colours,
    signature,
    problems,
    note,
  };
}

/** Everything that the checker says about the expression at its place. */
function findingsIn(text: string, place: ExpressionPlace): readonly Finding[] {
  if (text.trim() === '') return [];
  return check(compile(text, { dialect: place.dialect }), {
    sourceAttributes: place.attributes,
    ...(place.targetAttribute && { targetAttribute: place.targetAttribute }),
    matching: place.matching,
    scope: place.scope,
  });
}

/** The text as coloured pieces; where a problem stands, the piece is underlined. */
function coloured(text: string, findings: readonly Finding[]): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  for (const { kind, start, end, value } of tokenize(text).tokens) {
    if (start > at) nodes.push(piece(text.slice(at, start), '', at));
    const problem = findings.find(({ offset, length }) => offset < end && start < offset + Math.max(length, 1));
    const type = kind === 'name' && !findFunction(value) ? 'constant' : kind;
    nodes.push(piece(text.slice(start, end), `token-${type}${problem ? ` problem-${problem.severity}` : ''}`, start));
    at = end;
  }
  nodes.push(piece(`${text.slice(at)}\n`, '', at)); // a last line that is empty takes room only with a line break after it
  return nodes;
}

function piece(text: string, className: string, offset: number): HTMLElement {
  return h('span', { class: className, 'data-offset': offset }, text);
}

function problemItem(finding: Finding, applyFix: (finding: Finding) => void): HTMLElement {
  const sign = finding.severity === 'error' ? 'Error' : finding.severity === 'warning' ? 'Warning' : 'Hint';
  const fix =
    finding.fix &&
    h(
      'button',
      {
        type: 'button',
        class: 'link',
        onclick: () => {
          applyFix(finding);
        },
      },
      finding.fix.title,
    );
  return h('li', { class: `problem ${finding.severity}` }, h('strong', {}, `${sign}: `), finding.message, ' ', fix);
}

function signatureNodes(text: string, caret: number): Node[] {
  const signature = signatureAt(text, caret);
  if (!signature) return [h('span', { class: 'help' }, 'Ctrl+Space lists functions and attributes.')];
  const parameters = signature.parameters.flatMap((parameter, index) => [
    ...(index > 0 ? [document.createTextNode(', ')] : []),
    h(parameter.active ? 'strong' : 'span', {}, parameter.text),
  ]);
  return [
    h('code', {}, `${signature.name}(`, ...parameters, `) → ${signature.returns}`),
    h('span', { class: 'help' }, signature.meaning),
  ];
}

/** The offset of the coloured piece under a point; the text area lies above and knows none. */
function offsetAt(colours: HTMLElement, x: number, y: number): number | null {
  for (const piece of colours.children) {
    for (const box of piece.getClientRects()) {
      if (box.left <= x && x < box.right && box.top <= y && y < box.bottom)
        return Number(piece.getAttribute('data-offset'));
    }
  }
  return null;
}
