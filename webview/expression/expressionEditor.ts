import type { Finding } from '../../src/expressions/finding.ts';
import { check } from '../../src/expressions/checker.ts';
import { compile } from '../../src/expressions/compile.ts';
import type { AttributeView } from '../../src/protocol/mappingEditorView.ts';
import { fieldParts } from '../components/fieldParts.ts';
import { icon } from '../components/icon.ts';
import { liveText, type LiveText, type TypingRegister } from '../components/liveText.ts';
import { problemItem } from '../components/problemItem.ts';
import { h, nextId, onKey } from '../h.ts';
import { hoverAt, signatureAt, type Surroundings } from './assist.ts';
import { colouredPieces } from './colouring.ts';
import { CompletionList } from './completionList.ts';
import { expressionHover } from './hover.ts';

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
  let findings: readonly Finding[] = [];
  let shownProblems = '';

  const draw = (): void => {
    findings = findingsIn(area.value, place);
    colours.replaceChildren(...colouredPieces(area.value, findings));
    const listed = JSON.stringify(findings);
    if (listed !== shownProblems)
      problems.replaceChildren(...findings.map((finding) => findingItem(finding, applyFix))); // a press on a fix must find it in place
    shownProblems = listed;
    area.setAttribute('aria-invalid', String(findings.some(({ severity }) => severity === 'error')));
    if (drawn !== area.value) {
      drawn = area.value;
      options.onText(area.value);
    }
  };
  const showSignature = (): void => {
    signature.replaceChildren(...helpNodes(area.value, area.selectionStart, place));
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
  parts.frame.append(
    list.element,
    expressionHover(area, colours, () => ({ place, findings })),
  );
  // Before the text's own keys: Escape closes the list or the hover first, and only then takes back what is typed.
  onKey(area, (event) => {
    if (list.onKey(event)) return;
    const fixable = findings.find(({ fix }) => fix !== undefined);
    if (event.key === ' ' && event.ctrlKey) list.open(place);
    else if (event.key === '.' && (event.ctrlKey || event.metaKey) && fixable) applyFix(fixable);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
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
  const { attributes, note, around } = fieldParts({ label });
  const signature = h('div', { class: 'signature', id: nextId() });
  const problems = h('ul', { class: 'problems', 'aria-label': `Problems of ${label}` });
  const colours = h('pre', { class: 'expression-colours', 'aria-hidden': 'true' });
  const area = h('textarea', {
    ...attributes,
    class: 'expression-text',
    'aria-autocomplete': 'list',
    'aria-describedby': `${signature.id} ${note.id}`,
    'data-key': key,
    spellcheck: 'false',
    autocomplete: 'off',
    autocapitalize: 'off',
    rows: 4,
  });
  const frame = h('div', { class: 'expression' }, colours, area);
  return { element: around(frame, signature, problems), frame, area, colours, signature, problems, note };
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

function findingItem(finding: Finding, applyFix: (finding: Finding) => void): HTMLElement {
  const fix =
    finding.fix &&
    h(
      'button',
      {
        type: 'button',
        class: 'link',
        title: `${finding.fix.title} (Ctrl+.)`,
        onclick: () => {
          applyFix(finding);
        },
      },
      icon('lightbulb'),
      finding.fix.title,
    );
  return problemItem(finding.severity, finding.message, fix);
}

/** The signature of the call at the caret, else what stands there, else how to get help. */
function helpNodes(text: string, caret: number, place: Surroundings): Node[] {
  const signature = signatureAt(text, caret);
  const word = hoverAt(text, Math.max(0, caret - 1), place);
  if (!signature) return [h('span', { class: 'help' }, word ?? 'Ctrl+Space lists functions and attributes.')];
  const parameters = signature.parameters.flatMap((parameter, index) => [
    ...(index > 0 ? [document.createTextNode(', ')] : []),
    h(parameter.active ? 'strong' : 'span', {}, parameter.text),
  ]);
  return [
    h('code', {}, `${signature.name}(`, ...parameters, `) → ${signature.returns}`),
    h('span', { class: 'help' }, signature.meaning),
  ];
}
