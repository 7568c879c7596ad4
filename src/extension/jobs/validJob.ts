import * as vscode from 'vscode';
import type { ProvisioningJob } from '../../job/job.ts';
import { render } from '../../protocol/text.ts';
import { ActionableFailure } from '../support/actionableFailure.ts';
import { fileName, type JobFile } from './readJobFile.ts';

/** A job file without errors, as commands need it. */
export interface ValidJob {
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly job: ProvisioningJob;
}

/** The job that something is about, however it was chosen. Each method throws an ActionableFailure that says what is missing. */
export interface JobChoice {
  /** The job, valid. */
  require(): Promise<ValidJob>;
  /** The job to read what is stored of it: an error that is being typed doesn't hide what was read before. */
  requireReadable(): Promise<ValidJob>;
}

/** The job of a file without errors. Throws an ActionableFailure with the first error. */
export function requireValid({ uri, text, reading }: JobFile): ValidJob {
  if (reading.job !== null) return { uri, text, job: reading.job };
  const errors = reading.problems.filter(({ severity }) => severity === 'error');
  const first = render(errors[0]?.message ?? '', vscode.l10n.t);
  throw new ActionableFailure(
    errors.length === 1
      ? vscode.l10n.t('{0} has 1 error, so no request was sent: {1}', fileName(uri), first)
      : vscode.l10n.t(
          '{0} has {1} errors, so no request was sent. The first: {2}',
          fileName(uri),
          errors.length,
          first,
        ),
    null,
    ['showProblems'],
  );
}
