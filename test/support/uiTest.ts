import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { BrowserContext, ConsoleMessage, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { ensureVsCode } from './install/vsCode.ts';
import { exitOnSignals, temporaryDirectory } from './ownedProcess.ts';
import { testResults, vsix } from './paths.ts';
import { startSandboxProcess, type SandboxProcess } from './sandbox.ts';
import { speakPseudoLanguage } from './texts/pseudoLanguage.ts';
import { startVsCodeServer } from './vscodeServer.ts';
import { Workbench } from './workbench.ts';

/** What a ui test has at hand. */
export interface UiTestContext {
  readonly workbench: Workbench;
  /** The sandbox that runs beside; its folder is the one that is open unless the suite names another. */
  readonly sandbox: SandboxProcess;
  /** The data directory of the VS Code server, with the state of jobs below it. */
  readonly dataDirectory: string;
}

/** How the window of a suite is set up. */
export interface UiSuiteOptions {
  /** The folder to open instead of the sandbox's own. */
  readonly folder?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of scope `machine`, for suites that change user settings, such as the theme. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** Added to the environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments for the sandbox (`--users`, `1000`). */
  readonly sandboxArguments?: readonly string[];
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Whether the window speaks the pseudo-language of `texts/pseudoLanguage.ts`. */
  readonly pseudoLanguage?: boolean;
}

/** Declares a test of the suite; its body gets the open window. */
export type UiTest = (title: string, body: (context: UiTestContext) => Promise<void>) => void;

interface Opened extends UiTestContext {
  readonly context: BrowserContext;
  readonly errors: string[];
  close(): Promise<void>;
}

/**
 * VS Code's own tree, on a busy machine: a row that had the focus was replaced. It names the view, and nothing of ours runs
 * (https://github.com/microsoft/vscode/issues/203962).
 */
const treeOfVsCode = /TreeError \[[\w.]+\] Data tree node not found/;

/** Console errors of our own code that are known and accepted. It is empty, and it stays empty. */
const acceptedErrors: readonly RegExp[] = [];

/**
 * A suite of tests in a real VS Code in a real browser, with the packed extension installed and a sandbox of its own. The
 * tests of a suite share one window, in the order in which they are written. A test fails, besides its own assertions,
 * when our code writes an error to the browser's console; a failed test leaves a screenshot and a trace in test-results/.
 */
export function uiSuite(title: string, options: UiSuiteOptions, define: (test: UiTest) => void): void {
  describe(title, () => {
    let opened: Opened | undefined;
    before(
      async () => {
        opened = await open(options);
      },
      { timeout: 180_000 },
    );
    after(async () => {
      await opened?.close();
    });
    define((testTitle, body) => {
      it(testTitle, { timeout: 180_000 }, async () => {
        assert.ok(opened, 'the window is open');
        await runInWindow(opened, `${title} ${testTitle}`, body);
      });
    });
  });
}

/** Opens the window and all that it needs; when one of them fails, those that were opened before it are closed again. */
async function open(options: UiSuiteOptions): Promise<Opened> {
  exitOnSignals();
  await using opening = new AsyncDisposableStack();
  const sandbox = await startSandboxProcess(join(temporaryDirectory('sandbox'), 'contoso'), options.sandboxArguments);
  opening.defer(() => sandbox.stop());
  const dataDirectory = temporaryDirectory('vscode');
  const server = await startVsCodeServer({
    vsCode: await ensureVsCode(),
    dataDirectory,
    vsix,
    withTestDriver: false,
    settings: { 'workbench.colorTheme': 'Light Modern', ...options.settings },
    ...(options.machineSettings === undefined ? {} : { machineSettings: options.machineSettings }),
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  opening.defer(() => server.stop());
  const browser = await launchBrowser();
  opening.defer(() => browser.close());
  const context = await browser.newContext({ viewport: options.viewport ?? { width: 1280, height: 800 } });
  await context.tracing.start({ snapshots: true });
  if (options.pseudoLanguage) await speakPseudoLanguage(dataDirectory, context);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const errors = collectErrors(page);
  await page.goto(server.address(options.folder ?? sandbox.folder));
  const workbench = new Workbench(page, dataDirectory);
  await workbench.opened();
  const all = opening.move();
  return { sandbox, context, workbench, dataDirectory, errors, close: () => all.disposeAsync() };
}

/** Collects, as they come, the errors that our code writes to the browser's console. */
function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && isOurs(message)) errors.push(message.text());
  });
  return errors;
}

/** Whether an error comes from this extension: it names it, or one of its webviews logged it. */
function isOurs(message: ConsoleMessage): boolean {
  const said = `${message.text()} ${message.location().url}`;
  const names = /entra-dropbox-provisioning|dropboxProvisioning/.test(said.replace(treeOfVsCode, ''));
  return names && !acceptedErrors.some((error) => error.test(said));
}

async function runInWindow(
  opened: Opened,
  title: string,
  body: (context: UiTestContext) => Promise<void>,
): Promise<void> {
  const { workbench, context, errors } = opened;
  errors.length = 0;
  await context.tracing.startChunk({ title });
  try {
    await body(opened);
    assert.deepEqual(errors, [], 'our code writes no error to the console');
    await context.tracing.stopChunk();
  } catch (error) {
    const name = `failed-${title.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}`;
    await mkdir(testResults, { recursive: true });
    await workbench.page.screenshot({ path: join(testResults, `${name}.png`) });
    await context.tracing.stopChunk({ path: join(testResults, `${name}.zip`) });
    throw error;
  }
}
