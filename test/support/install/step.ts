import { spawn } from 'node:child_process';

/** Where a command runs and what it may be waited for. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs one step of an installation with a line when it begins and one when it is done, so that a person who waits sees
 * for what.
 */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  console.log(`• ${title} …`);
  const result = await work();
  console.log(`  done in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return result;
}

/**
 * Runs a command to its end without showing its output.
 *
 * @returns what it wrote to standard output and standard error.
 * @throws Error with that output when it cannot be started or ends with another exit code than 0.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn(command, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32' && !command.endsWith('.exe'),
  });
  let output = '';
  const collect = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('error', reject);
  child.once('close', (code) => {
    process.removeListener('exit', endWithUs);
    if (code === 0) resolve(output);
    else reject(new Error(`${command} ${args.join(' ')} ended with exit code ${String(code)}:\n${output.trim()}`));
  });
  return promise;
}
