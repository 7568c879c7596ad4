import type { HttpAnswer } from '../http/httpClient.ts';
import { detailOf } from './errors.ts';

/** How many values the target takes in one request, learned from its responses and good for all of its objects. */
export interface BatchSize {
  /** Values to put into the next request. */
  current(): number;
  /** A request with so many values was carried out. */
  wrote(count: number): void;
  /** No request has more values than this from now on. */
  limit(count: number): void;
}

const first = 100;
const most = 2000;

/** Begins small and doubles with each full request that is carried out, up to what the target takes. */
export function createBatchSize(): BatchSize {
  let size = first;
  let largest = most;
  return {
    current: () => size,
    wrote(count) {
      if (count >= size) size = Math.min(size * 2, largest);
    },
    limit(count) {
      largest = Math.max(1, Math.min(largest, count));
      size = Math.min(size, largest);
    },
  };
}

/**
 * The number of values that a refused request may have had: what its words tell, or half where the request was too
 * large (413). Null when its size does not seem to be the reason.
 */
export function sizeInRefusal(answer: HttpAnswer, count: number): number | null {
  const told = answer.status < 500 ? maximaIn(detailOf(answer) ?? '') : [];
  // A maximum of 1 is rather one of something else; where it is not, splitting finds it too.
  const fitting = told.find((maximum) => maximum > 1 && maximum < count);
  return fitting ?? (answer.status === 413 ? Math.ceil(count / 2) : null);
}

const maximum =
  /\b(?:(fewer than|less than)|at most|more than|up to|max(?:imum)?|limit(?:ed)?|exceeds?|between \d+ and)\b[^\d]{0,40}(\d[\d,]*)/gi;

/** The maxima that a sentence tells: "at most 20 members", "maximum of 50", "the limit is 1,000". */
export function maximaIn(words: string): readonly number[] {
  return [...words.matchAll(maximum)].map(([, exclusive, digits = '']) => {
    const told = Number(digits.replaceAll(',', ''));
    return exclusive === undefined ? told : told - 1;
  });
}
