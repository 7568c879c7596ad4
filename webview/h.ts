type Attribute = string | number | boolean | null | undefined;

/** What an element may be made with: attributes as written in HTML, `on…` for listeners. */
export type Attributes = Readonly<Record<string, Attribute | ((event: Event) => void)>>;

export type Child = Node | string | null | undefined;

/**
 * Makes an element. Children that are texts stay texts, whatever markup they hold. A `false`, `null` or `undefined`
 * attribute is left out, `true` is written empty; `onclick` and its like are listeners, never script in the markup.
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Gives an element attributes and listeners, as `h` does. */
export function setAttributes(element: HTMLElement, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value === false || value === null || value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, String(value));
  }
}

/** Shows a text, or hides the element when there is none. */
export function showText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = text === '';
}

/** A number that makes element ids distinct within the page. */
export const nextId = ((): (() => string) => {
  let last = 0;
  return () => {
    last += 1;
    return `element-${last}`;
  };
})();

/** Listens to keys of an element. The page has no other keyboard events than these. */
export function onKey(element: HTMLElement, listener: (event: KeyboardEvent) => void): void {
  element.addEventListener('keydown', listener);
}
