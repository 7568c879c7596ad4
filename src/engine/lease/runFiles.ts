import { join } from 'node:path';
import { type Guarded, isBoolean, isCount, isOneOf, isShape, isText } from '../../protocol/mappingEditorGuards.ts';
import type { RunHolder } from '../../protocol/jobStatus.ts';
import { isSystemError } from '../systemError.ts';
import { parsedJson, readSmallFile, removeSmallFile, writeSmallFile } from './smallFile.ts';

/** The holder of the lock as it describes itself beside it; `id` tells it from those before and after. */
export interface NotedHolder extends RunHolder {
  readonly id: string;
}

const isHolder = isShape({
  id: isText,
  who: isOneOf('window', 'commandLine', 'watch'),
  what: isOneOf('sync', 'preview', 'explain', 'provisionOnDemand', 'refresh', 'decide'),
  background: isBoolean,
  pid: isCount,
  host: isText,
  since: isText,
});

/** Why a run is asked to end: a person needs the job, or doesn't want the run any more. */
const isRequest = isShape({ holder: isText, why: isOneOf('giveWay', 'cancel') });

export type EndRequest = Guarded<typeof isRequest>;

const holderFile = (stateDirectory: string): string => join(stateDirectory, 'run.json');
const requestFile = (stateDirectory: string): string => join(stateDirectory, 'run.request');

/** Who says that they hold the lock, which they may have left behind: only the lock itself tells whether it's held. */
export function readHolder(stateDirectory: string): NotedHolder | null {
  const value = parsedJson(readSmallFile(holderFile(stateDirectory)));
  return isHolder(value) && !Number.isNaN(Date.parse(value.since)) ? value : null;
}

/** Says who holds the lock. A disk that takes no more makes the run itself fail, and says so then. */
export function noteHolder(stateDirectory: string, holder: NotedHolder): void {
  try {
    writeSmallFile(holderFile(stateDirectory), JSON.stringify(holder));
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/** Removes who holds the lock and what was asked of them; only for who holds it. */
export function clearRunFiles(stateDirectory: string): void {
  removeSmallFile(holderFile(stateDirectory));
  removeSmallFile(requestFile(stateDirectory));
}

/** What is asked of this holder; null for nothing. */
export function readRequest(stateDirectory: string, holder: string): EndRequest | null {
  const value = parsedJson(readSmallFile(requestFile(stateDirectory)));
  return isRequest(value) && value.holder === holder ? value : null;
}

/** Asks a holder to end. @throws the operating system's error when nothing can be written there. */
export function writeRequest(stateDirectory: string, request: EndRequest): void {
  writeSmallFile(requestFile(stateDirectory), JSON.stringify(request));
}
