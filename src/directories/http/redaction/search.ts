import { bytesOf } from './characters.ts';
import { base64Fragments, decodingsOf, findRuns, lettersOf, type Run } from './encodedRuns.ts';
import { decodeEscapes, type Layer } from './escapes.ts';
import { occurrencesInLines, occurrencesOf } from './occurrences.ts';

/** Finds credentials in a text, however they are written in it. */
export interface CredentialSearch {
  /** Whether one is in there; also true when finding out takes too long. */
  holds(text: string): boolean;
  /** Where they are, in no order; null when finding out takes too long. */
  locate(text: string): readonly Run[] | null;
}

/** A shorter one would be found where nobody has written it. */
export const shortestCredential = 8;
/** How often something may be encoded upon what was encoded before. */
const mostLevels = 5;
/** Work that is done for a text: so many times its length, and as many bytes in any case. */
const workPerByte = 32;
const leastWork = 1_000_000;

/** @param credentials long enough that none is found by chance. */
export function createSearch(credentials: readonly string[]): CredentialSearch {
  const values = [...new Set(credentials.flatMap(readings))].map((value) => Buffer.from(value));
  const shortest = Math.min(...values.map(({ length }) => length));
  const shortestRun = Math.ceil((shortest * 4) / 3);
  const written = values.map((value) => value.toString('latin1'));
  const encoded = values.flatMap(base64Fragments);
  const spaced = [...written, ...encoded].filter(hasPlus).map(withSpaces);
  const plain = occurrencesOf([...written, ...spaced]);
  const broken = occurrencesOf([...written, ...encoded, ...spaced]);
  const fragments = occurrencesOf(encoded);

  /** Goes through one level, and tells the places at which a credential is. @returns false when `found` wants no more. */
  const lookAt = (bytes: Buffer, level: number, work: Work, found: (run: Run) => boolean): boolean => {
    work.spend(bytes.length);
    const text = bytes.toString('latin1');
    for (const run of plain(text, work.spend)) if (!found(run)) return false;
    for (const run of occurrencesInLines(text, broken, work.spend)) if (!found(run)) return false;
    for (const run of findRuns(bytes, shortestRun)) if (saysOne(bytes, run, level, work) && !found(run)) return false;
    return true;
  };

  const saysOne = (bytes: Buffer, run: Run, level: number, work: Work): boolean => {
    const letters = lettersOf(bytes, run);
    for (const _ of fragments(letters, work.spend)) return true;
    if (level >= mostLevels) return false;
    for (const decoded of decodingsOf(letters, shortest)) if (isWithin(decoded, level + 1, work)) return true;
    return false;
  };

  const isWithin = (bytes: Buffer, from: number, work: Work): boolean => {
    let layer: Layer | null = { bytes, starts: null };
    for (let level = from; layer !== null && level <= mostLevels; level++) {
      if (!lookAt(layer.bytes, level, work, () => false)) return true;
      layer = decodeEscapes(layer, false);
    }
    return false;
  };

  const placesIn = (text: string): readonly Run[] => {
    const places: Run[] = [];
    const work = budget(text.length);
    let layer: Layer | null = bytesOf(text, true);
    for (let level = 0; layer !== null && level <= mostLevels; level++) {
      const { starts } = layer;
      lookAt(layer.bytes, level, work, ({ start, end }) => {
        places.push({ start: starts?.[start] ?? start, end: starts?.[end] ?? end });
        return true;
      });
      layer = decodeEscapes(layer, true);
    }
    return places;
  };

  return {
    holds(text) {
      const { bytes } = bytesOf(text, false);
      return bytes.length >= shortest && (whileThereIsWork(() => isWithin(bytes, 0, budget(bytes.length))) ?? true);
    },
    locate: (text) => whileThereIsWork(() => placesIn(text)),
  };
}

function whileThereIsWork<Result>(find: () => Result): Result | null {
  try {
    return find();
  } catch (error) {
    if (error instanceof OutOfWork) return null;
    throw error;
  }
}

class OutOfWork extends Error {}

interface Work {
  /** @throws OutOfWork when there is none left. */
  readonly spend: (bytes: number) => void;
}

function budget(length: number): Work {
  let left = length * workPerByte + leastWork;
  return {
    spend(bytes) {
      left -= bytes;
      if (left < 0) throw new OutOfWork();
    },
  };
}

/** A credential as it is, and as it reads where its own letters are taken for escapes. */
function readings(credential: string): readonly string[] {
  const result = [credential];
  for (let layer: Layer | null = { bytes: Buffer.from(credential), starts: null }; ;) {
    layer = decodeEscapes(layer, false);
    if (layer === null) return result;
    if (layer.bytes.length >= shortestCredential) result.push(layer.bytes.toString());
  }
}

/** A form (https://url.spec.whatwg.org/#application/x-www-form-urlencoded) has a plus sign for a space. */
function hasPlus(text: string): boolean {
  return text.includes('+');
}

function withSpaces(text: string): string {
  return text.replaceAll('+', ' ');
}
