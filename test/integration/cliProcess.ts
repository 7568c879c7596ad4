import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, type TestContext } from 'node:test';

const entry = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Where the command line keeps what no `--state` says, instead of in the person's own home. */
const stateHome = mkdtempSync(join(tmpdir(), 'dropbox-provisioning-home-'));
process.once('exit', () => {
  rmSync(stateHome, { recursive: true, force: true });
});

/** What a test that failed has left running would keep the file's process from its end. */
const running = new Set<ChildProcess>();
after(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** How one run of the command line ended. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as JSON Lines. */
  readonly lines: () => readonly Readonly<Record<string, unknown>>[];
}

export interface CliOptions {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs the command line to its end, as a person would, in a process of its own. */
export async function runCli(argv: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const cli = startCli(argv, options);
  cli.process.stdin?.end(options.input ?? '');
  return cli.ended;
}

/** A run of the command line that has not ended yet. */
export interface RunningCli {
  readonly process: ChildProcess;
  readonly ended: Promise<CliResult>;
  /** Resolves with the first line of standard output; rejects when the process ends without one. */
  readonly firstLine: Promise<string>;
}

/** Starts the command line with none of the person's own environment variables that it reads, and not in their home. */
export function startCli(argv: readonly string[], { environment = {}, cwd }: CliOptions = {}): RunningCli {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(DROPBOX_PROVISIONING_|XDG_|NODE_|FORCE_COLOR)/.test(name),
  );
  const child = spawn(process.execPath, [entry, ...argv], {
    cwd,
    env: { ...Object.fromEntries(inherited), XDG_STATE_HOME: stateHome, ...environment },
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  let stdout = '';
  let stderr = '';
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.includes('\n')) resolve(stdout.slice(0, stdout.indexOf('\n')));
    });
    child.once('close', () => {
      reject(new Error(`The command ended without a line on standard output: ${stderr}`));
    });
  });
  firstLine.catch(() => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A command that never reads its input may have ended before the input was written.
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close').then(([code]: (number | null)[]) => ({
    code: code ?? null,
    stdout,
    stderr,
    lines: () => parseLines(stdout),
  }));
  return { process: child, ended, firstLine };
}

/** A directory that is gone after the test. */
export function temporaryDirectory(context: Pick<TestContext, 'after'>): string {
  const directory = mkdtempSync(join(tmpdir(), 'dropbox-provisioning-cli-'));
  context.after(() => {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  });
  return directory;
}

function parseLines(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}
