import { engine, type ApartMessage, type CycleReport } from './engine.ts';

/** Runs one cycle in a process of its own, which can be killed at any moment, and tells its parent what came of it. */
process.once('message', (message) => {
  const { params, allowDeletes, later } = message as ApartMessage;
  const tell = (report: CycleReport): void => void process.send?.(report);
  const { signal } = new AbortController();
  engine.sync(params, { signal, allowDeletes, restart: false, now: () => Date.now() + later }).then(
    (run) => {
      tell({ run });
    },
    (error: unknown) => {
      const { name, message: text } = error instanceof Error ? error : new Error(String(error));
      tell({ failure: { name, message: text } });
    },
  );
});
process.on('disconnect', () => process.exit(0));
