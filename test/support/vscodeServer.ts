import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { runCommand } from './install/step.ts';
import { nodeOf } from './install/vsCodeNode.ts';
import { startProcess } from './ownedProcess.ts';

/** What a VS Code server is started with. */
export interface VsCodeServerOptions {
  /** VS Code's own folder (see `ensureVsCode`). */
  readonly vsCode: string;
  /** Where it keeps settings, extensions and logs; made when it is not there. */
  readonly dataDirectory: string;
  /** A port, or a range of ports of which the first free one is taken (`8790-8890`); any free one when absent. */
  readonly port?: string;
  /** A packed extension to install. */
  readonly vsix?: string;
  /** User settings, added to those that keep VS Code out of the way. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of this machine: those of scope `machine` are lost from the user settings as soon as these change. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** Added to the environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether a page may run tests in the extension host; VS Code then shows no notification toasts. */
  readonly withTestDriver: boolean;
}

/** A running VS Code server on loopback. */
export interface VsCodeServer {
  /** The address under which the workbench knows a file of this machine. */
  remote(path: string): string;
  /** The address of the workbench on a folder; it carries the token that the server asks for. */
  address(folder: string, payload?: readonly (readonly [string, string])[]): string;
  /** Resolves with the exit code when the server has ended. */
  readonly ended: Promise<number | null>;
  /** What the server wrote so far, for error messages. */
  output(): string;
  stop(): Promise<void>;
}

/** Nothing that greets, asks or reports: the window shows the person's folder and nothing else. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.settings.enableNaturalLanguageSearch': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'chat.disableAIFeatures': true,
  'extensions.autoUpdate': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'update.mode': 'none',
  // In a browser VS Code saves by itself after a second: half-typed expressions included.
  'files.autoSave': 'off',
  'remote.autoForwardPorts': false,
  'files.exclude': { '**/*.sqlite*': true, '**/*.db*': true, '**/*.lock': true },
};

/**
 * Starts VS Code's own server on a free port of 127.0.0.1.
 *
 * @throws Error quoting the server's output when it does not come up, or the extension cannot be installed.
 */
export async function startVsCodeServer(options: VsCodeServerOptions): Promise<VsCodeServer> {
  await seedSettings(options);
  if (options.vsix) await installExtension(options, options.vsix);
  const token = randomUUID();
  const server = startProcess(
    nodeOf(options.vsCode),
    [
      ...commonArguments(options),
      ...[
        '--host',
        '127.0.0.1',
        '--port',
        options.port ?? '0',
        '--connection-token',
        token,
        '--telemetry-level',
        'off',
      ],
      ...(options.withTestDriver ? ['--enable-smoke-test-driver'] : []),
    ],
    { env: { ...environmentOfOthers, ...sameMachine, ...ownStates(options), ...options.env } },
  );
  const [, port = ''] = await server.line(/Extension host agent listening on (\d+)/, 60_000);
  const authority = `127.0.0.1:${port}`;
  return {
    remote: (path) => `vscode-remote://${authority}${path}`,
    address: (folder, payload) => {
      const query = new URLSearchParams({ tkn: token, folder });
      if (payload) query.set('payload', JSON.stringify(payload));
      return `http://${authority}/?${query.toString()}`;
    },
    ended: server.ended,
    output: () => server.output(),
    stop: () => server.stop(),
  };
}

async function seedSettings({ dataDirectory, settings, machineSettings = {} }: VsCodeServerOptions): Promise<void> {
  const seeds = { User: { ...quietSettings, ...settings }, Machine: machineSettings };
  for (const [level, values] of Object.entries(seeds)) {
    const file = join(dataDirectory, 'data', level, 'settings.json');
    if (existsSync(file)) continue; // a person's own by now
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(values, null, 2));
  }
}

async function installExtension(options: VsCodeServerOptions, vsix: string): Promise<void> {
  const args = [...commonArguments(options), '--install-extension', vsix, '--force'];
  await runCommand(nodeOf(options.vsCode), args, { env: { ...process.env, ...environmentOfOthers } });
}

function commonArguments({ vsCode, dataDirectory }: VsCodeServerOptions): string[] {
  return [join(vsCode, 'out', 'server-main.js'), '--accept-server-license-terms', '--server-data-dir', dataDirectory];
}

/** The browser reaches what listens on loopback by itself, as a desktop window does: addresses aren't led through the server. */
const sameMachine = { VSCODE_PROXY_URI: '' };

/** Where jobs' states are kept below a server's data directory. */
export function statesBelow(dataDirectory: string): string {
  return join(dataDirectory, 'states');
}

/** The states of jobs are the server's own, for the command line in its terminal, too: it may run for practice beside a person's own windows. */
function ownStates({ dataDirectory }: VsCodeServerOptions): Readonly<Record<string, string>> {
  return { DROPBOX_PROVISIONING_STATE: resolve(statesBelow(dataDirectory)) };
}

/** What an outer VS Code, test runner or npm put into the environment would mislead this one. */
const environmentOfOthers: Readonly<Record<string, undefined>> = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => /^(VSCODE_|ELECTRON_|NODE_TEST_CONTEXT$|NODE_OPTIONS$|npm_)/.test(name))
    .map((name) => [name, undefined]),
);
