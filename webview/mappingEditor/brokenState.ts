import type { EditorView } from '../../src/protocol/mappingEditorView.ts';
import { button } from '../components/button.ts';
import { icon } from '../components/icon.ts';
import { h } from '../h.ts';
import type { HostClient } from './hostClient.ts';
import { figure, say, t } from '../language.ts';

/** What is seen instead of the editor while the file is not JSON. */
export function brokenState(host: HostClient) {
  const message = h('p', { role: 'alert' });
  const place = h('p', { class: 'help' });
  let line = 1;
  const open = button(
    t('Open as Text'),
    () => {
      host.openAsText(line, false);
    },
    { look: 'primary', key: 'open-broken' },
  );
  const element = h(
    'main',
    { class: 'broken', hidden: true },
    h('div', { class: 'broken-sign' }, icon('warning')),
    h('h1', {}, t('This file cannot be shown as mappings')),
    message,
    place,
    open.element,
  );
  return {
    element,
    show: (view: Extract<EditorView, { state: 'broken' }>): void => {
      line = view.line;
      message.textContent = say(view.message);
      place.textContent = t(
        'Line {0}, column {1}. The editor comes back by itself when the text is mended.',
        figure(view.line),
        figure(view.column),
      );
    },
  };
}
