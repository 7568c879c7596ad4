import { setImmediate as nextTurn } from 'node:timers/promises';

/** What a process always has: its own standard streams. */
const always: ReadonlySet<string> = new Set(['PipeWrap', 'TTYWrap']);

/**
 * Ends this process with its work. A socket, a timer or a child that something has left open would otherwise keep it, and whoever waits
 * for it, for ever; it's told of instead.
 *
 * @param ok whether everything went well: exit code 0, else 1.
 */
export async function endOfRun(ok: boolean): Promise<never> {
  await nextTurn(); // what has just been done is listed until then
  const open = new Set(process.getActiveResourcesInfo().filter((kind) => !always.has(kind)));
  if (open.size > 0) console.error(`Left open at the end: ${[...open].join(', ')}.`);
  process.exit(ok ? 0 : 1);
}
