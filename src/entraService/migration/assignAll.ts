import type { Assigning } from '../../directories/entra/assigning.ts';
import { GraphRefusal } from '../../directories/entra/graphRefusal.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import { text } from '../../protocol/text.ts';
import type { AssignmentToMake } from './carryAssignments.ts';

/** So many are named in a message. */
const mostNamed = 5;

/**
 * Assigns users and groups, each with its role. One whom Graph refuses doesn't keep out those who come after; what would be refused for
 * everyone ends it.
 *
 * @throws ProvisioningFailure that names who isn't assigned, and why.
 */
export async function assignAll(
  assigning: Pick<Assigning, 'assign'>,
  missing: readonly AssignmentToMake[],
  signal: AbortSignal,
): Promise<void> {
  const refused: { readonly name: string; readonly why: ProvisioningFailure }[] = [];
  for (const { principalId, principalName, role } of missing) {
    signal.throwIfAborted();
    try {
      await assigning.assign(principalId, role.id, signal);
    } catch (error) {
      if (!(error instanceof ProvisioningFailure) || endsAll(error)) throw error;
      refused.push({ name: principalName, why: error });
    }
  }
  const [first] = refused;
  if (first === undefined) return;
  const names = refused.slice(0, mostNamed).map(({ name }) => name);
  const more = refused.length > mostNamed ? text` and ${refused.length - mostNamed} more` : '';
  throw new ProvisioningFailure(
    first.why.kind,
    text`${missing.length - refused.length} of ${missing.length} are assigned to the new application. Microsoft Graph refused ${names.join(', ')}${more}. ${first.why.text}`,
    {
      recommendedAction: first.why.recommendedAction ?? text`Assign them by hand.`,
      exchange: first.why.exchange,
      cause: first.why,
    },
  );
}

function endsAll(error: ProvisioningFailure): boolean {
  if (error.kind === 'credential') return true;
  return error instanceof GraphRefusal
    ? [401, 403, 429].includes(error.status) || error.status >= 500
    : error.kind === 'connection';
}
