import * as vscode from 'vscode';
import { decodeDocument } from '../../job/decodeDocument.ts';
import { inabilityOf } from '../../protocol/executors.ts';
import { inEnglish } from '../../protocol/localize.ts';
import type { ValidJob } from '../jobs/validJob.ts';
import { readJobText } from '../jobs/readJobFile.ts';

/**
 * A job file as it was saved: what runs by itself follows the file that is kept, not what is being typed. Null when it can't
 * be read, has errors, its Provisioning Status is off, or its executor is another one.
 */
export async function readSavedJob(uri: vscode.Uri): Promise<ValidJob | null> {
  const text = await savedText(uri);
  // Most jobs are off; only what may be on is worth a whole reading.
  if (text === null || !/"on"/i.test(text)) return null;
  const { job } = await readJobText(text);
  return job?.provisioning.status === 'on' && inabilityOf(job.executor, 'sync', inEnglish) === null
    ? { uri, text, job }
    : null;
}

async function savedText(uri: vscode.Uri): Promise<string | null> {
  try {
    return decodeDocument(await vscode.workspace.fs.readFile(uri));
  } catch {
    // It's gone, or not to be read: nothing runs.
    return null;
  }
}
