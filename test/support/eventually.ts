import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again until the answer is something, for what no event announces.
 *
 * @returns the first answer that is neither null nor undefined nor false.
 * @throws Error naming what was waited for when `timeoutMs` are over.
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  timeoutMs = 60_000,
): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (performance.now() > until) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
    await delay(100);
  }
}
