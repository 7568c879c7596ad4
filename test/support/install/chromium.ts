import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { runCommand, step } from './step.ts';

const commandNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const otherPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The Chromium to drive: `CHROMIUM_PATH`, else the system's, else the one that Playwright downloaded, else null.
 *
 * @throws Error when `CHROMIUM_PATH` names a file that is not there.
 */
export function findChromium(): string | null {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen && !existsSync(chosen)) throw new Error(`CHROMIUM_PATH names ${chosen}, and there is no such file.`);
  if (chosen) return chosen;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const onPath = commandNames.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...otherPlaces, chromium.executablePath()].find((path) => existsSync(path)) ?? null;
}

/**
 * Makes sure that there is a Chromium: installs Debian's package where that is possible (as root, with apt-get).
 *
 * @returns the path of its executable.
 * @throws Error saying exactly what to install otherwise.
 */
export async function ensureChromium(): Promise<string> {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await step('Installing Chromium (apt-get install chromium)', async () => {
      try {
        await runCommand('apt-get', ['update'], { env });
        await runCommand('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env });
      } catch (error) {
        throw new Error(whatToInstall, { cause: error });
      }
    });
  }
  const installed = findChromium();
  if (!installed) throw new Error(whatToInstall);
  return installed;
}

const whatToInstall = `The host and ui tests need a Chromium, and none was found. Install one of these, then run the same command again:
  Debian, Ubuntu:  sudo apt-get install chromium
  Fedora:          sudo dnf install chromium
  macOS:           brew install --cask chromium
  anywhere:        npx playwright-core install --with-deps chromium
or set CHROMIUM_PATH to the executable of one that is installed. Without one: npm test -- unit integration`;
