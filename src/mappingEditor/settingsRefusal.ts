import { text } from '../protocol/text.ts';
import { Refusal } from './refusal.ts';

export function noSettings(): Refusal {
  return new Refusal(text`An exported schema has no settings: they belong to a job file.`);
}

export function jobWithoutName(): Refusal {
  return new Refusal(text`A job needs a name: it is shown wherever the job is.`);
}

export function noEmailAddress(value: string): Refusal {
  return new Refusal(text`${JSON.stringify(value)} is not an email address: write one, such as iam@contoso.com.`);
}

export function noRemovalSettings(): Refusal {
  return new Refusal(
    text`Only a job whose target is "dropboxBusiness" says what becomes of the files of removed users.`,
  );
}

export function noMember(value: string, mayBeManager: boolean): Refusal {
  const quoted = JSON.stringify(value);
  return new Refusal(
    mayBeManager
      ? text`${quoted} is not a member: write "manager" or an email address.`
      : text`${quoted} is not a member: write an email address.`,
  );
}
