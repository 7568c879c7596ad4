import { runCommand } from './step.ts';

/** Installs packages into a folder, without their scripts. */
export async function npmInstall(folder: string, args: readonly string[]): Promise<void> {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  await runCommand('npm', ['install', ...quiet, ...args], { cwd: folder });
}
