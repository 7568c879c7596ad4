import * as vscode from 'vscode';
import { jobOfNode } from '../assignments/assignmentNodes.ts';
import type { CurrentJob } from '../jobs/currentJob.ts';
import { isJobFile } from '../jobs/readJobFile.ts';
import { ActionableFailure } from '../support/actionableFailure.ts';
import { isNode, isObjectNode } from './subject.ts';

/** The job file that menus, trees and buttons pass with a command: of a node of the tree, or itself; null for none. */
export function jobOfArgument(argument: unknown): vscode.Uri | null {
  if (argument instanceof vscode.Uri) return isJobFile(argument) ? argument : null;
  return isNode(argument) ? jobOfNode(argument).uri : null;
}

/**
 * The job that a command is about from its beginning to its end: that of its argument, else the current one; null when there is
 * none. A command that is about a job as a whole makes it the current one; one about a user or group of the tree leaves that.
 */
export async function chosenJob(currentJob: CurrentJob, argument: unknown): Promise<vscode.Uri | null> {
  const uri = jobOfArgument(argument);
  await currentJob.ready();
  const current = currentJob.current?.uri ?? null;
  if (uri === null) return current;
  if (!isObjectNode(argument) && uri.toString() !== current?.toString()) await currentJob.select(uri);
  return uri;
}

/** Runs what a command does about a job; the buttons of a failure are about the same job. */
export async function aboutJob(jobFile: vscode.Uri | null, act: () => Promise<void> | void): Promise<void> {
  try {
    await act();
  } catch (failure) {
    if (failure instanceof ActionableFailure && jobFile !== null) failure.about ??= jobFile;
    throw failure;
  }
}
