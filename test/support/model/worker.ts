import { setMaxListeners } from 'node:events';
import { constants, setPriority } from 'node:os';
import { engine } from './engine.ts';
import { tellStory } from './tellStories.ts';
import type { Task, TaskResult } from './workers.ts';

/** Tells the stories that it is asked for, several at once, until its parent lets go of it. */
setMaxListeners(100);
// Other tests run beside these, and some of them look at the clock.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
process.on('message', (message) => {
  const { seed, path, shrinkMs } = message as Task;
  const told = tellStory({ engine, seed, shrinkMs, ...(path === undefined ? {} : { path }) });
  told.then(
    (failed) => {
      process.send?.({ seed, failed } satisfies TaskResult);
    },
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
