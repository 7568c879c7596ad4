import { nextId, setAttributes } from '../h.ts';
import { toolkitElement } from './toolkit.ts';

export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly content: HTMLElement;
}

export interface Tabs {
  readonly element: HTMLElement;
  select(id: string): void;
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
    tab.textContent = title;
    view.append(content);
    return { id, tab, view };
  });
  setAttributes(element, { 'aria-label': label });
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
    show: (id, shown) => {
      const part = parts.find((each) => each.id === id);
      if (part) part.tab.hidden = !shown;
    },
  };
}
