import { h, nextId } from '../h.ts';

export interface FieldTexts {
  readonly label: string;
  /** What the field is for, in a sentence under it that is read out with it. */
  readonly help?: string | undefined;
  /** Shows the label to assistive technology only. */
  readonly compact?: boolean | undefined;
}

/** The texts around a control: its label, its help, and a note about what was typed. */
export interface FieldParts {
  /** What names and describes the control. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly note: HTMLElement;
  /** Puts the texts around the control. */
  readonly around: (...control: readonly Node[]) => HTMLElement;
}

/** A label that a press on it leads from to its control, help, and a note that is read out when it changes. */
export function fieldParts({ label, help, compact }: FieldTexts): FieldParts {
  const id = nextId();
  const title = compact === true ? null : h('label', { class: 'label', for: id }, label);
  const hint = help === undefined ? null : h('p', { class: 'help', id: nextId() }, help);
  const note = h('p', { class: 'note', role: 'status', id: nextId(), hidden: true });
  return {
    attributes: {
      id,
      'aria-describedby': hint ? `${hint.id} ${note.id}` : note.id,
      ...(compact === true && { 'aria-label': label }),
    },
    note,
    around: (...control) => h('div', { class: 'field' }, title, ...control, hint, note),
  };
}
