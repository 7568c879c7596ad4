import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
} from '@vscode/webview-ui-toolkit';

/**
 * Registers the elements of `@vscode/webview-ui-toolkit` that are in use: explicitly, since a bundler drops a bare import.
 * The toolkit is frozen upstream; only this folder knows it (decision 0060).
 */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodePanels(),
    vsCodePanelTab(),
    vsCodePanelView(),
  );
}

/** Makes an element of the toolkit. TypeScript does not know custom elements by their names. */
export function toolkitElement(name: string): HTMLElement {
  return document.createElement(`vscode-${name}`);
}
