import { bench } from './bench.ts';
import { coverage } from './coverage.ts';
import { endOfRun } from './endOfRun.ts';
import { prepareHostTests } from './hostTestsForDebugger.ts';
import { exitOnSignals } from './ownedProcess.ts';
import { build, packExtension } from './package.ts';
import { runTests } from './runTests.ts';
import { soak } from './soak.ts';
import { inWords } from './failure.ts';
import { start } from './start.ts';
import { exportTexts } from './texts/bundle.ts';

/** What bootstrap.mjs hands over to: each command says whether it went well. */
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<boolean>>> = {
  start,
  test: runTests,
  bench,
  soak,
  l10n: exportTexts,
  coverage,
  'host-tests': prepareHostTests,
  install: () => Promise.resolve(true), // bootstrap.mjs has done it
  package: async () => {
    await build();
    console.log(await packExtension());
    return true;
  },
};

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
if (command) {
  exitOnSignals();
  endOfRun(await command(args).catch(failed));
} else {
  console.error(`Usage: node test/support/bootstrap.mjs ${Object.keys(commands).join('|')}`);
  process.exitCode = 2;
}

function failed(error: unknown): false {
  console.error(inWords(error));
  return false;
}
