import 'vscode-jsonrpc/browser';
import { connectOver } from '../../src/protocol/mappingEditorTransport.ts';
import { registerToolkit } from '../components/toolkit.ts';
import { App } from './app.ts';
import { HostClient } from './hostClient.ts';
import { hearFailures, startFailure } from './pageFailure.ts';
import { speakAsTheHost } from './pageLanguage.ts';
import { stateFrom } from './pageState.ts';

/** What VS Code gives a webview's page, once. */
interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): WebviewApi;

function start(): void {
  speakAsTheHost();
  registerToolkit();
  const api = acquireVsCodeApi();
  const connection = connectOver({
    post: (message) => {
      api.postMessage(message);
    },
    listen: (onMessage) => {
      const listener = (event: MessageEvent<unknown>): void => {
        onMessage(event.data);
      };
      window.addEventListener('message', listener);
      return {
        dispose: () => {
          window.removeEventListener('message', listener);
        },
      };
    },
  });
  const host = new HostClient(connection, (view) => {
    app.show(view);
  });
  const app = new App(host, stateFrom(api.getState()), (state) => {
    api.setState(state);
  });
  document.body.append(...app.elements);
  hearFailures((message) => {
    app.refuse(message);
  });
  listenToShortcuts(app, host);
  keepSelectAll();
  host.ready().then((view) => {
    app.show(view);
  }, cannotStart);
}

function cannotStart(failure: unknown): void {
  document.body.replaceChildren(startFailure(failure));
}

/**
 * Ctrl+S (Cmd+S) writes what is being typed into the file before it is saved: VS Code would save first, and a drop-down that
 * has the focus would take the S for the beginning of a choice. Ctrl+F goes to the filter: a search of the page would find
 * only the rows in sight.
 */
function listenToShortcuts(app: App, host: HostClient): void {
  onShortcut('s', () => {
    void app.flush().then(() => {
      app.run(() => host.save());
    });
  });
  onShortcut('f', () => {
    app.find();
  });
}

/**
 * Ctrl+A (Cmd+A) in a field stays on the page, where the browser or the field selects its text at once. VS Code, told of the
 * key, would select everything again when it gets to it, and the character typed meanwhile would be replaced by the next.
 */
function keepSelectAll(): void {
  document.addEventListener('keydown', (event) => {
    const isField =
      event.target instanceof HTMLElement && event.target.matches('input, textarea, [contenteditable="true"]');
    if (isField && isShortcut(event, 'a')) event.stopPropagation();
  });
}

/** Takes Ctrl or Cmd with a letter before anything else on the page, and before VS Code. */
function onShortcut(letter: string, action: () => void): void {
  document.addEventListener(
    'keydown',
    (event) => {
      if (!isShortcut(event, letter)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      action();
    },
    true,
  );
}

function isShortcut({ ctrlKey, metaKey, shiftKey, altKey, key }: KeyboardEvent, letter: string): boolean {
  return (ctrlKey || metaKey) && !shiftKey && !altKey && key.toLowerCase() === letter;
}

try {
  start();
} catch (failure) {
  cannotStart(failure);
}
