import type { ObjectType } from '../../protocol/provisioning.ts';
import { text } from '../../protocol/text.ts';
import { readResource } from './answers.ts';
import type { ScimConnection } from './connection.ts';
import { errorOf, isMissing, isSuccess } from './errors.ts';
import { sendGuarded } from './guarded.ts';
import { patchBody } from './patch.ts';
import { member, type ScimResource } from './resource.ts';

/** What is known of whether the target can PATCH, learned from its responses, whatever it publishes. */
export interface PatchSupport {
  /** Whether a PATCH is worth sending. */
  isUsable(signal: AbortSignal): Promise<boolean>;
  /** A PATCH was carried out. */
  worked(): void;
  /** A PATCH was refused as a method (405, 501). */
  refused(): void;
  /**
   * Finds out what a PATCH that was refused with 404 means: some targets say so of a method that they do not know.
   *
   * @returns whether the target can PATCH, so that something else in the request was not found.
   * @throws TargetError of kind `notFound` when the object is not there.
   */
  survives404(type: ObjectType, id: string, signal: AbortSignal): Promise<boolean>;
}

/** Attributes that a PATCH may replace by what they hold, the likeliest to be there first. */
const harmless: Readonly<Record<ObjectType, readonly string[]>> = {
  User: ['userName', 'displayName', 'externalId'],
  Group: ['displayName', 'externalId'],
};

export function createPatchSupport(connection: ScimConnection): PatchSupport {
  let known: 'works' | 'missing' | null = null;
  let probe: Promise<boolean> | null = null;

  /** Sends a PATCH that changes nothing. Any refusal but of the method itself shows that the target knows it. */
  const tryPatch = async (type: ObjectType, resource: ScimResource & { readonly id: string }, signal: AbortSignal) => {
    const path = harmless[type].find((attribute) => typeof member(resource, attribute) === 'string');
    if (path === undefined) return false;
    const op = connection.dialect === 'entra' ? 'Replace' : 'replace';
    const body = patchBody([{ op, path, value: member(resource, path) }]);
    const answer = await sendGuarded(connection, type, resource.id, { method: 'PATCH', body }, signal);
    if (isSuccess(answer)) known = 'works';
    return ![404, 405, 501].includes(answer.status);
  };

  return {
    isUsable: async (signal) => known === 'works' || (known === null && (await connection.capabilities(signal)).patch),
    worked: () => {
      known = 'works';
    },
    refused: () => {
      known ??= 'missing';
    },
    async survives404(type, id, signal) {
      const answer = await connection.leanGet(type, id, '', signal);
      if (isMissing(answer)) throw errorOf(answer, text`The update was refused, and the object was not found`);
      if (!isSuccess(answer)) throw errorOf(answer, text`Reading the object was refused`);
      if (known === 'works') return true;
      probe ??= tryPatch(type, { ...readResource(answer), id }, signal).catch((error: unknown) => {
        probe = null;
        throw error;
      });
      const canPatch = await probe;
      if (!canPatch) known ??= 'missing';
      return canPatch;
    },
  };
}
