import { h, nextId, setAttributes, showText } from '../h.ts';
import { toolkitElement } from './toolkit.ts';

export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly content: HTMLElement;
}

export interface Tabs {
  readonly element: HTMLElement;
  select(id: string): void;
  /** Shows how many things are behind a tab; nothing for an empty text. */
  count(id: string, text: string): void;
  /** Hides a tab that does not apply. */
  show(id: string, shown: boolean): void;
}

/** Panels of which one is seen, chosen by tabs that the arrow keys walk. */
export function tabs(label: string, items: readonly Tab[], onSelect: (id: string) => void): Tabs {
  const element = toolkitElement('panels') as HTMLElement & { activeid: string };
  const prefix = nextId();
  const parts = items.map(({ id, title, content }) => {
    const tab = toolkitElement('panel-tab');
    const view = toolkitElement('panel-view');
    setAttributes(tab, { id: `${prefix}-${id}`, 'data-key': `tab:${id}` });
    setAttributes(view, { id: `${prefix}-${id}-view` });
    const count = h('span', { class: 'badge', hidden: true });
    tab.append(`${title} `, count);
    view.append(content);
    return { id, title, tab, view, count };
  });
  setAttributes(element, { 'aria-label': label, activeindicator: 'false' }); // the style sheet marks the tab in view
  element.append(...parts.map(({ tab }) => tab), ...parts.map(({ view }) => view));
  element.addEventListener('change', () => {
    const chosen = parts.find(({ tab }) => tab.id === element.activeid);
    if (chosen) onSelect(chosen.id);
  });
  return {
    element,
    select: (id) => {
      if (element.activeid !== `${prefix}-${id}`) element.activeid = `${prefix}-${id}`;
    },
    count: (id, text) => {
      const part = parts.find((each) => each.id === id);
      if (!part) return;
      showText(part.count, text);
      setAttributes(part.tab, { 'aria-label': `${part.title} ${text}`.trim() }); // the toolkit's own is of the beginning
    },
    show: (id, shown) => {
      const part = parts.find((each) => each.id === id);
      if (part) part.tab.hidden = !shown;
    },
  };
}
