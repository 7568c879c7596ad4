import { base64Fragments, decodingsOf, findRuns, lettersOf, type Run } from './encodedRuns.ts';
import { decodeEscapes, type Layer } from './escapes.ts';

/** Finds credentials in a text, however they are written in it. */
export interface CredentialSearch {
  /** Whether one is in there; also true when finding out takes too long. */
  holds(bytes: Buffer): boolean;
  /** Where they are, in no order; null when finding out takes too long. */
  locate(bytes: Buffer): readonly Run[] | null;
}

/** A shorter one would be found where nobody has written it. */
export const shortestCredential = 8;
/** How often something may be encoded upon what was encoded before. */
const mostLevels = 5;
/** Work that is done for a text: so many times its length, and as many bytes in any case. */
const workPerByte = 32;
const leastWork = 1_000_000;

/** @param credentials of `shortestCredential` characters at least. */
export function createSearch(credentials: readonly string[]): CredentialSearch {
  const values = [...new Set(credentials.flatMap(readings))].map((value) => Buffer.from(value));
  const shortest = Math.min(...values.map(({ length }) => length));
  const shortestRun = Math.ceil((shortest * 4) / 3);
  const plain = anyOf(values.map((value) => value.toString('latin1')));
  const fragments = anyOf(values.flatMap(base64Fragments));

  /** Goes through one level, and tells the places at which a credential is. @returns false when `found` wants no more. */
  const lookAt = (bytes: Buffer, level: number, work: Work, found: (run: Run) => boolean): boolean => {
    work.spend(bytes.length);
    for (const { index, 0: hit } of bytes.toString('latin1').matchAll(plain))
      if (!found({ start: index, end: index + hit.length })) return false;
    for (const run of findRuns(bytes, shortestRun)) if (saysOne(bytes, run, level, work) && !found(run)) return false;
    return true;
  };

  const saysOne = (bytes: Buffer, run: Run, level: number, work: Work): boolean => {
    const letters = lettersOf(bytes, run);
    if (letters.search(fragments) >= 0) return true;
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

  const placesIn = (bytes: Buffer): readonly Run[] => {
    const places: Run[] = [];
    const work = budget(bytes.length);
    let layer: Layer | null = { bytes, starts: null };
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
    holds: (bytes) =>
      bytes.length >= shortest && (whileThereIsWork(() => isWithin(bytes, 0, budget(bytes.length))) ?? true),
    locate: (bytes) => whileThereIsWork(() => placesIn(bytes)),
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
  spend(bytes: number): void;
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

/** What finds any of these texts, in any letter case. */
function anyOf(texts: readonly string[]): RegExp {
  return new RegExp([...new Set(texts)].map((text) => text.replace(/[^\w]/g, '\\$&')).join('|'), 'gi');
}
