import { targetNotAsked } from '../../decision/reasons.ts';
import { TargetError } from '../../directories/targetDirectory.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { CycleContext } from './cycleContext.ts';
import type { ExportResult } from './export.ts';
import type { Run } from './run.ts';
import { text } from '../../protocol/text.ts';

/** This many failures of the connection itself in a row, and the target is asked a question whose response is known. */
const patience = 5;
const connectionCodes = new Set(['Unauthorized', 'WebExceptionProtocolError', 'Timeout', 'TooManyRequests']);

/**
 * Watches for a target that is gone, refuses the token, asks for long pauses, or responds to no question about any object:
 * failing 50,000 objects one by one would say nothing new. Before it's taken to be gone it's asked a question whose
 * response is known, since the values of some objects may be all that it stumbles over. What is left stays to be decided
 * in the next cycle. A target without groups is none of these.
 */
export function connectionGuard({
  context,
  set,
}: Pick<Run, 'context' | 'set'>): (result: ExportResult | null) => Promise<void> {
  let inARow = 0;
  return async (result) => {
    if (result === null) return;
    const { failure } = result;
    if (failure === null) {
      if (result.note !== null) inARow = 0;
      return;
    }
    const { source, reason } = result.decision.summary;
    const withoutGroups = source.type === 'Group' && failure.code === 'NotImplemented';
    if (!connectionCodes.has(failure.code) && (reason.code !== targetNotAsked.code || withoutGroups)) {
      inARow = 0;
      return;
    }
    if (++inARow < patience) return;
    inARow = 0;
    if (failure.code === 'TooManyRequests' || !(await isAlive(context, set))) throw stopped(failure);
  };
}

async function isAlive({ target, signal }: CycleContext, { type, mappings }: Run['set']): Promise<boolean> {
  try {
    await target.prove({ type, attribute: mappings[0].matching[0]?.target ?? 'userName' }, signal);
    return true;
  } catch (error) {
    if (error instanceof TargetError) return false;
    throw error;
  }
}

function stopped({ message, exchange }: NonNullable<ExportResult['failure']>): ProvisioningFailure {
  return new ProvisioningFailure(
    'connection',
    text`The cycle was stopped, since the last ${patience} requests to the target failed: ${message}`,
    {
      recommendedAction: text`Run Test Connection to see which step fails. What is left is taken up by the next cycle.`,
      exchange,
    },
  );
}
