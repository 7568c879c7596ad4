/**
 * Ends this process with its work. A socket, a timer or a child that something has left open would otherwise keep it, and whoever waits
 * for it, for ever. Nothing is written: the last line of a test run is its result.
 *
 * @param ok whether everything went well: exit code 0, else 1.
 */
export function endOfRun(ok: boolean): never {
  process.exit(ok ? 0 : 1);
}
