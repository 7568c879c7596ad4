import type { JobDocument, RemovalDocument } from './jobDocument.ts';
import type { Findings, JobFinding, JobPath } from './jobFinding.ts';
import { type Text, text } from '../protocol/text.ts';

const path: JobPath = ['target', 'removal'];

/**
 * Checks that what a job says of the files of removed members is what Dropbox does.
 * Source: Dropbox API specification, `team.MembersRemoveError` and `team.MembersTransferFilesError`.
 */
export function* checkRemoval({ target }: Pick<JobDocument, 'target'>): Findings {
  if (target.kind !== 'dropboxBusiness' || target.removal === undefined) return;
  const { removal } = target;
  yield* removal.keepAccount === true ? whereKept(removal) : whereRemoved(removal);
}

function* whereKept({ transferFilesTo, otherwiseTo }: RemovalDocument): Findings {
  if (transferFilesTo !== undefined || otherwiseTo !== undefined)
    yield error(
      'keep-or-transfer',
      text`Dropbox keeps an account with its files or transfers the files, not both: remove "keepAccount", or "transferFilesTo" and "otherwiseTo".`,
      'keepAccount',
    );
}

function* whereRemoved(removal: RemovalDocument): Findings {
  const { transferFilesTo, otherwiseTo, transferAdmin, retainTeamShares } = removal;
  if (retainTeamShares === true)
    yield error(
      'shares-without-account',
      text`Only an account that is kept retains what was shared with it: write "keepAccount": true, or remove "retainTeamShares".`,
      'retainTeamShares',
    );
  if (transferFilesTo === undefined) {
    if (otherwiseTo !== undefined)
      yield error(
        'first-missing',
        text`Write who gets the files first, such as "transferFilesTo": "manager".`,
        'otherwiseTo',
      );
    else if (removal.removeEvenIfNobodyGetsTheFiles !== true)
      yield {
        code: 'nobody-removed',
        severity: 'warning',
        message: text`Nobody is removed, since the files would have nowhere to go: write "transferFilesTo" and "transferAdmin", or "keepAccount": true.`,
        path,
      };
    return;
  }
  if (transferAdmin === undefined)
    yield error(
      'transfer-admin-missing',
      text`Dropbox transfers no files without a team admin whom it tells of errors: write "transferAdmin": "admin@contoso.com".`,
      'transferFilesTo',
    );
  if (otherwiseTo?.toLowerCase() === transferFilesTo.toLowerCase())
    yield error(
      'same-receiver',
      text`"otherwiseTo" is the same as "transferFilesTo": name somebody else, or remove it.`,
      'otherwiseTo',
    );
}

function error(code: string, message: Text, member: keyof RemovalDocument): JobFinding {
  return { code, severity: 'error', message, path: [...path, member] };
}
