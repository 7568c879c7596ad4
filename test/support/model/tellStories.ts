import fc from 'fast-check';
import type { Engine } from './engine.ts';
import { runStory } from './runStory.ts';
import type { Story } from './story.ts';
import { story } from './storyArbitrary.ts';
import { StoryFailure, type ViolationKind } from './violation.ts';

/** A story in which the engine did something wrong, made as small as time allowed. */
export interface FailedStory {
  /** `MODEL_SEED` that tells it again, with `MODEL_STORIES=1`. */
  readonly seed: number;
  /** `MODEL_PATH` that goes straight to the small one. */
  readonly path: string;
  readonly kind: ViolationKind;
  readonly message: string;
  /** The small story, in words. */
  readonly diary: readonly string[];
}

export interface StoryRun {
  readonly engine: Engine;
  readonly seed: number;
  /** Goes straight to a smaller story of this seed. */
  readonly path?: string;
  /** How long a story that fails may be made smaller; 0 leaves it as it is. */
  readonly shrinkMs: number;
}

/**
 * Tells the story of a seed. Each seed has a story of its own, so that any of them is told again by its seed alone.
 *
 * @returns how the engine failed in it; null when it did not.
 */
export async function tellStory({ engine, seed, path, shrinkMs }: StoryRun): Promise<FailedStory | null> {
  const first = await check(
    engine,
    { seed, numRuns: 1, endOnFailure: true, ...(path === undefined ? {} : { path }) },
    null,
  );
  if (first === null || shrinkMs === 0 || path !== undefined) return first;
  // A smaller story has to fail in the same way, so that shrinking does not wander off to another fault.
  const options = { seed, numRuns: 1, interruptAfterTimeLimit: shrinkMs, markInterruptAsFailure: false };
  return (await check(engine, options, first.kind)) ?? first;
}

async function check(
  engine: Engine,
  options: fc.Parameters<[Story]> & { readonly seed: number },
  only: ViolationKind | null,
): Promise<FailedStory | null> {
  // Of a path fast-check tells all that come after it, too, when its own story ends well.
  let isTold = false;
  const property = fc.asyncProperty(story, async (told) => {
    if (isTold && options.path !== undefined) return;
    isTold = true;
    try {
      await runStory(engine, told);
    } catch (error) {
      if (!(error instanceof StoryFailure) || only === null || error.kind === only) throw error;
    }
  });
  const details = await fc.check(property, options);
  if (!details.failed || details.counterexamplePath === null) return null;
  const error = details.errorInstance;
  const { seed } = options;
  const path = details.counterexamplePath;
  if (error instanceof StoryFailure)
    return { seed, path, kind: error.kind, message: error.message, diary: error.diary };
  return {
    seed,
    path,
    kind: 'engine-broke',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    diary: [],
  };
}

/** A failed story for a person who reads the terminal. */
export function failureInWords({ seed, path, message, diary }: FailedStory): string {
  return [
    message,
    '',
    ...diary,
    '',
    `Told again by: MODEL_SEED=${seed} MODEL_PATH=${path} MODEL_STORIES=1 node --test test/integration/engineModel.test.ts`,
  ].join('\n');
}
