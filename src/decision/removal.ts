import type { LeaverFiles } from '../protocol/provisioning.ts';
import { joined, text, type Text } from '../protocol/text.ts';

/** What a job says of the files of members who are removed (`target.removal` of the job file). */
export interface RemovalPolicy {
  /** `manager`, or an address; null where the job doesn't say. */
  readonly transferFilesTo: string | null;
  /** Whose they are where the former can't have them. */
  readonly otherwiseTo: string | null;
  /** Whom Dropbox tells by mail of what could not be transferred: a team admin. */
  readonly transferAdmin: string | null;
  readonly keepAccount: boolean;
  readonly retainTeamShares: boolean;
  readonly removeEvenIfNobodyGetsTheFiles: boolean;
}

/** A member who gets files. */
export interface Receiver {
  /** The id in the target. */
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** Why somebody can't get files, or can't be told of a transfer. */
export type ReceiverTrouble = 'unknown' | 'notInTeam' | 'invited' | 'suspended' | 'leaving' | 'themselves' | 'notAdmin';

/** Somebody whom the job names for files, with what the team knows of them. */
export type Candidate =
  | { readonly trouble: null; readonly as: 'manager' | 'address'; readonly receiver: Receiver }
  | { readonly trouble: ReceiverTrouble; readonly as: 'manager' | 'address'; readonly name: string };

/** What becomes of a member who is to be removed, and of their files. */
export type RemovalPlan =
  | {
      readonly kind: 'transfer';
      readonly to: Receiver;
      readonly as: Candidate['as'];
      /** The target id of whom Dropbox tells of errors. */
      readonly admin: string;
      /** Why it isn't who comes first; null when it is. */
      readonly instead: Text | null;
    }
  | { readonly kind: 'keepAccount'; readonly retainTeamShares: boolean }
  /** Nobody gets the files, as the job says in so many words. */
  | { readonly kind: 'withoutTransfer'; readonly why: Text | null }
  /** Who has not accepted the invitation has no files in the team. */
  | { readonly kind: 'invited' }
  /** The member isn't removed. */
  | { readonly kind: 'nowhere'; readonly why: Text };

/**
 * Decides who gets the files of somebody who is removed: the first of those whom the job names who can have them.
 *
 * Dropbox keeps an account or transfers its files, not both (Dropbox API specification,
 * `team.MembersRemoveError.cannot_keep_account_and_transfer`).
 *
 * @param candidates those whom the job names, in order.
 * @param admin who is told of errors of the transfer.
 */
export function planRemoval(policy: RemovalPolicy, candidates: readonly Candidate[], admin: Candidate): RemovalPlan {
  const { keepAccount, retainTeamShares, removeEvenIfNobodyGetsTheFiles: evenWithout } = policy;
  if (keepAccount) return { kind: 'keepAccount', retainTeamShares };
  const first = candidates.findIndex(({ trouble }) => trouble === null);
  const chosen = candidates[first];
  const passed = candidates.slice(0, first === -1 ? candidates.length : first).flatMap(troubleWords);
  const why = passed.length === 0 ? null : passed.reduce((all, next) => text`${all}, and ${next}`);
  if (chosen?.trouble === null) {
    // What is wrong with the admin is wrong for everybody: that isn't what the job allows to go without a transfer.
    if (admin.trouble !== null)
      return { kind: 'nowhere', why: text`${joined(troubleWords(admin), ', ')} (“transferAdmin”)` };
    return { kind: 'transfer', to: chosen.receiver, as: chosen.as, admin: admin.receiver.id, instead: why };
  }
  if (evenWithout) return { kind: 'withoutTransfer', why };
  return { kind: 'nowhere', why: why ?? text`the job doesn’t say who gets the files of removed users` };
}

function troubleWords(candidate: Candidate): readonly Text[] {
  if (candidate.trouble === null) return [];
  const { trouble, as, name } = candidate;
  const who = as === 'manager' ? text`the manager ${name}` : name;
  switch (trouble) {
    case 'unknown':
      return [text`Microsoft Entra ID has told of no manager`];
    case 'notInTeam':
      return [text`${who} has no account in the team`];
    case 'invited':
      return [text`${who} hasn’t accepted the invitation yet`];
    case 'suspended':
      return [text`${who} is suspended`];
    case 'leaving':
      return [text`${who} is leaving, too`];
    case 'themselves':
      return [text`${who} is the member to be removed`];
    case 'notAdmin':
      return [text`${who} is no team admin`];
  }
}

/** What people and programs are told of the files; null where there are none, or nobody is removed. */
export function filesOf(plan: RemovalPlan): LeaverFiles | null {
  switch (plan.kind) {
    case 'transfer': {
      const { id, email, name } = plan.to;
      return { outcome: 'transferred', to: { targetId: id, displayName: name, email } };
    }
    case 'keepAccount':
      return { outcome: 'kept', to: null };
    case 'withoutTransfer':
      return { outcome: 'notTransferred', to: null };
    default:
      return null;
  }
}

/** What becomes of the files, in a sentence; empty where there are none. */
export function filesSentence(plan: RemovalPlan): Text {
  switch (plan.kind) {
    case 'transfer': {
      const { name, email } = plan.to;
      const whom = plan.as === 'manager' ? text`${name} (${email}), the manager` : `${name} (${email})`;
      return plan.instead === null
        ? text`The files go to ${whom}.`
        : text`The files go to ${whom}, since ${plan.instead}.`;
    }
    case 'keepAccount':
      return plan.retainTeamShares
        ? text`The account becomes a personal one and keeps its files and what was shared with it.`
        : text`The account becomes a personal one and keeps its files.`;
    case 'withoutTransfer': {
      const recovered = text`Dropbox lets the account be recovered for 7 days; its files can be transferred in the admin console for as long as the team keeps versions (180 days on most teams).`;
      return plan.why === null
        ? text`Nobody gets the files. ${recovered}`
        : text`Nobody gets the files, since ${plan.why}. ${recovered}`;
    }
    default:
      return '';
  }
}
