/** The process behind `startCycleRunner`. */
import { readdirSync } from 'node:fs';
import { openJobSession } from '../../src/engine/jobSession.ts';
import type { CycleOrder, CycleReport, Held } from './manyCycles.ts';

process.on('message', (order: CycleOrder) => {
  void run(order).then(
    (report) => process.send?.(report),
    (error: unknown) => process.send?.({ failure: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));

async function run({ params, later }: CycleOrder): Promise<CycleReport> {
  const session = await openJobSession(params, () => Date.now() + later);
  try {
    const summary = await session.sync({
      signal: new AbortController().signal,
      allowDeletes: true,
      restart: false,
      onEvent: () => undefined,
      onProgress: () => undefined,
    });
    return { summary, held: await heldNow() };
  } finally {
    await session.close();
  }
}

/** Collected twice, with a turn of the event loop between them, so that what waits for its finalizer goes, too. */
async function heldNow(): Promise<Held> {
  for (let round = 0; round < 2; round += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    heap: process.memoryUsage().heapUsed,
    descriptors: countDescriptors(),
    resources: process.getActiveResourcesInfo().length,
  };
}

function countDescriptors(): number | null {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
}
