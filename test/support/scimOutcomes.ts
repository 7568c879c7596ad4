import { TargetError, type TargetErrorKind } from '../../src/directories/targetDirectory.ts';
import type { FakeRequest, FakeResponse } from './fakeScimServer.ts';

/** A signal that is never aborted. */
export const never = new AbortController().signal;

/** The TargetError that a promise is rejected with. @throws when it is not. */
export async function errorOf(promise: Promise<unknown>): Promise<TargetError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof TargetError) return error;
    throw error;
  }
  throw new Error('There was no error.');
}

export async function kindOf(promise: Promise<unknown>): Promise<TargetErrorKind> {
  return (await errorOf(promise)).kind;
}

/** Responds so to the first request of a method, and lets all others through. */
export function once(response: FakeResponse, method = 'GET'): (request: FakeRequest) => FakeResponse | null {
  let left = 1;
  return (request) => (request.method === method && left-- > 0 ? response : null);
}

/** Responds so to every request of a method. */
export function always(response: FakeResponse, method: string): (request: FakeRequest) => FakeResponse | null {
  return (request) => (request.method === method ? response : null);
}
