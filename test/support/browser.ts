import { chromium, type Browser } from 'playwright-core';
import { findChromium } from './install/chromium.ts';
import { temporaryDirectory } from './ownedProcess.ts';

/**
 * Starts the machine's Chromium without a window, and without the requests of its own that a closed network refuses by
 * the hundred.
 *
 * @throws Error when no Chromium is installed; `npm test` installs one or says how.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium was found: `npm test -- ui` installs one or says how.');
  return chromium.launch({
    executablePath,
    tracesDir: temporaryDirectory('traces'),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--force-device-scale-factor=1',
    ],
  });
}
