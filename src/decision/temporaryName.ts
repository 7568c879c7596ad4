import type { AttributeJson } from '../protocol/provisioning.ts';
import { heldValue, type KnownObject } from './knowledge.ts';

/**
 * The name that an account gets which has to give up its own and has no other: as Microsoft Entra ID renames who is
 * deleted, it begins with what only this object has, so that nobody else is called so and no mail reaches anybody else.
 * Letters and digits only are added, in front, so that an email address stays one.
 */
export function temporaryName(value: string, sourceId: string): string {
  const own = sourceId.toLowerCase().replace(/[^a-z0-9]/g, '');
  return `${own.slice(0, longestPrefix)}${value}`;
}

/** The part of an address before the @ may have 64 characters (RFC 5321 section 4.5.3.1.1). */
const longestPrefix = 32;

/**
 * What was read of an account while it has a temporary name, as it was before: what people are told is the change from the
 * one name to the other.
 *
 * @param before what was known of the account before it got the temporary name.
 */
export function withFormerNames(
  values: Readonly<Record<string, AttributeJson>>,
  before: KnownObject,
  sourceId: string,
): Record<string, AttributeJson> {
  return Object.fromEntries(
    Object.entries(values).map(([attribute, value]) => {
      const former = heldValue(before[attribute]);
      const isTemporary = typeof former === 'string' && value === temporaryName(former, sourceId);
      return [attribute, isTemporary ? former : value];
    }),
  );
}
