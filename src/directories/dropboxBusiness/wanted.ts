import { scalarsOf } from '../../protocol/attributeJson.ts';
import type { AttributeJson } from '../../protocol/provisioning.ts';
import { type Text, text } from '../../protocol/text.ts';
import { emailProblem, externalIdProblem, namePartProblem, refusedBefore } from './limits.ts';
import { workEmail } from './profile.ts';

/** What is to be written to a member; undefined is left as it is, and an empty text clears. */
export interface Wanted {
  readonly email?: string;
  readonly externalId?: string;
  readonly givenName?: string;
  readonly surname?: string;
  readonly active?: boolean;
}

/**
 * Translates values by attribute into what Dropbox has, and checks them as Dropbox does.
 *
 * @throws TargetError of kind `rejected`, before anything is sent.
 */
export function wantedOf(values: Readonly<Record<string, AttributeJson>>): Wanted {
  const wanted: { -readonly [Name in keyof Wanted]: Wanted[Name] } = {};
  for (const [attribute, value] of Object.entries(values)) {
    const written = textOf(value);
    switch (attribute) {
      case 'userName':
      case workEmail:
        check(attribute, emailProblem(attribute, written));
        if (wanted.email !== undefined && wanted.email !== written)
          throw refusedBefore(
            attribute,
            text`${attribute} is to be ${written}, and the user name ${wanted.email}; Dropbox has one address for both`,
          );
        wanted.email = written;
        break;
      case 'externalId':
        check(
          attribute,
          written === ''
            ? text`${attribute} is to be cleared, and Dropbox clears no external id`
            : externalIdProblem(attribute, written),
        );
        wanted.externalId = written;
        break;
      case 'name.givenName':
        check(attribute, namePartProblem(attribute, written));
        wanted.givenName = written;
        break;
      case 'name.familyName':
        check(attribute, namePartProblem(attribute, written));
        wanted.surname = written;
        break;
      case 'active':
        wanted.active = written.toLowerCase() === 'true';
        break;
      default:
        throw refusedBefore(attribute, text`${attribute} is nothing that can be written to a Dropbox member`);
    }
  }
  return wanted;
}

function check(attribute: string, problem: Text | null): void {
  if (problem !== null) throw refusedBefore(attribute, problem);
}

/** A single value as text; an empty one for none. */
export function textOf(value: AttributeJson): string {
  const [first] = scalarsOf(value);
  return first === undefined ? '' : String(first);
}
