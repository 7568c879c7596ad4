import { showText } from '../h.ts';
import { t } from '../language.ts';

/** The fields of the page in which something may be typed that is not in the file yet. */
export interface TypingRegister {
  add(key: string, field: LiveText): void;
}

/** A text of the file in a control in which the person may be typing. */
export interface LiveText {
  /** Shows what the file says, unless the person is typing: then the file's text is offered beside. */
  set(value: string): void;
  /** Goes on with what was being typed into the same field before the page was rendered anew. */
  resume(typed: string): void;
  /** What is typed and not in the file yet; null when nothing is. */
  typed(): string | null;
  /** Commits what is typed. */
  flush(): Promise<void>;
}

/** What a person types a text into. */
export interface TextControl {
  /** Has the focus while the person types, and gets the keys. */
  readonly element: HTMLElement;
  /** The text that it shows; setting it is no input. */
  value: string;
  /** Whether Enter begins a new line. */
  readonly isMultiline: boolean;
  /** Calls back whenever the person has changed the text. */
  onInput(listener: () => void): void;
}

/** A native field as something that a person types into. */
export function inputControl(input: HTMLInputElement): TextControl {
  return {
    element: input,
    isMultiline: false,
    get value() {
      return input.value;
    },
    set value(text) {
      input.value = text;
    },
    onInput: (listener) => {
      input.addEventListener('input', listener);
    },
  };
}

interface LiveTextOptions {
  readonly control: TextControl;
  readonly note: HTMLElement;
  readonly key: string;
  readonly typing: TypingRegister;
  readonly commit: (value: string) => Promise<string | null>;
}

/** Milliseconds without a key until what is typed goes into the file. */
const pause = 350;

/**
 * Commits what is typed when the person pauses, leaves the field or presses Enter. A text that is refused stays as it was
 * typed, with the reason under it; Escape brings back what the file says.
 */
export function liveText({ control, note, key, typing, commit }: LiveTextOptions): LiveText {
  let committed = '';
  let fileText = '';
  let isFresh = true;
  let timer: number | undefined;
  let running: Promise<void> | null = null;
  /** Whether an input method is at work on the text: what it has so far is not what is meant. */
  let isComposing = false;

  const isTyped = (): boolean => control.value !== committed;
  const commitNow = async (): Promise<void> => {
    const value = control.value;
    const refusal = await commit(value);
    if (refusal === null) committed = value;
    showText(note, refusal ?? '');
  };
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    if (running) await running;
    if (!isTyped()) return;
    running = commitNow().finally(() => {
      running = null;
    });
    await running;
  };
  const live: LiveText = {
    set: (value) => {
      fileText = value;
      if (isFresh && isTyped()) committed = value; // resumed: what is typed stays
      isFresh = false;
      if (!isTyped()) {
        committed = value;
        if (control.value !== value) control.value = value;
        showText(note, '');
      } else if (value !== committed && value !== control.value && running === null) {
        showText(note, t('The file changed meanwhile and says “{0}”. Press Escape to take that.', value));
      }
    },
    resume: (typed) => {
      control.value = typed;
      schedule();
    },
    typed: () => (isTyped() ? control.value : null),
    flush,
  };
  const schedule = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (!isComposing) void flush();
    }, pause);
  };
  control.onInput(schedule);
  control.element.addEventListener('compositionstart', () => {
    isComposing = true;
  });
  control.element.addEventListener('compositionend', () => {
    isComposing = false;
    schedule();
  });
  control.element.addEventListener('change', () => void flush());
  control.element.addEventListener('blur', () => void flush());
  control.element.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.defaultPrevented && !control.isMultiline) void flush();
    if (event.key !== 'Escape' || event.defaultPrevented || !isTyped()) return;
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(timer);
    committed = fileText;
    control.value = fileText;
    showText(note, '');
  });
  typing.add(key, live);
  return live;
}
