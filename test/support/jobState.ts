import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventually } from './eventually.ts';
import { statesBelow } from './vscodeServer.ts';

/**
 * Lets time pass for a job that has cycles by themselves: waits until its last one has ended, and moves the beginning of that
 * one into the past. The window looks at the clock at its next wake-up, or when the job file is written.
 *
 * @param dataDirectory that of the VS Code server (see `VsCodeServerOptions`).
 */
export async function letTimePass(dataDirectory: string, jobId: string, milliseconds: number): Promise<void> {
  const state = new DatabaseSync(join(statesBelow(dataDirectory), jobId, 'state.sqlite'));
  try {
    await eventually('the end of the cycle before', () =>
      state.prepare("SELECT 1 FROM meta WHERE key = 'lastAttempt' AND json_extract(value, '$.finishedAt') > ''").get(),
    );
    state
      .prepare("UPDATE meta SET value = json_set(value, '$.startedAt', ?) WHERE key = 'lastAttempt'")
      .run(new Date(Date.now() - milliseconds).toISOString());
  } finally {
    state.close();
  }
}
