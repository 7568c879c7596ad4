import type { SeenValues } from '../../decision/knowledge.ts';
import { member, type ScimResource } from './resource.ts';

/**
 * Which attributes a target shows in its responses to changes. What it has shown of one object and leaves out of a whole
 * resource has no value there (RFC 7643 section 2.5); of what it never shows, nothing can be told.
 */
export interface ShownAttributes {
  /**
   * Adds, without a value, the attributes that the target leaves out and has shown before.
   *
   * @param attributes those that were written.
   * @param told what the resource tells of them.
   */
  complete(resource: ScimResource, attributes: readonly string[], told: SeenValues): SeenValues;
  /** Those of the attributes of which it's open whether the target shows them: a look at one object tells. */
  open(attributes: readonly string[]): readonly string[];
  /** Notes that a look has been taken: what the responses don't show from now on, they never show. */
  looked(attributes: readonly string[]): void;
}

export function createShownAttributes(): ShownAttributes {
  const shown = new Set<string>();
  const left = new Set<string>();
  const known = new Set<string>();
  return {
    complete(resource, attributes, told) {
      for (const [attribute, value] of Object.entries(told)) if (value !== null) shown.add(attribute);
      if (!isWhole(resource)) return told;
      const untold = attributes.filter((attribute) => !Object.hasOwn(told, attribute));
      for (const attribute of untold) left.add(attribute);
      const empty = untold.filter((attribute) => shown.has(attribute));
      return { ...told, ...Object.fromEntries(empty.map((attribute) => [attribute, null])) };
    },
    open: (attributes) =>
      attributes.filter((each) => left.has(each) && !shown.has(each) && !known.has(each) && !neverReturned.test(each)),
    looked(attributes) {
      for (const attribute of attributes) known.add(attribute);
    },
  };
}

/** A password is never returned (RFC 7643 section 4.1.1). */
const neverReturned = /(?:^|:)password$/i;

/** A whole user tells the one attribute that each must have (RFC 7643 section 4.1.1); a shortened one may not. */
function isWhole(resource: ScimResource): boolean {
  return typeof member(resource, 'userName') === 'string';
}
