import { ProvisioningFailure } from '../../protocol/failure.ts';
import { targetNotAsked } from '../../cycle/reasons.ts';
import type { ExportResult } from './export.ts';

/** This many failures of the connection itself in a row, and the cycle stops instead of failing every object. */
const patience = 5;
const connectionCodes = new Set(['Unauthorized', 'WebExceptionProtocolError', 'Timeout', 'TooManyRequests']);

/**
 * Watches for a target that is gone, refuses the token, asks for long pauses, or answers no question about any object:
 * failing 50,000 objects one by one would say nothing new. What is left stays to be decided in the next cycle. A target
 * without groups is none of these.
 */
export function connectionGuard(): (result: ExportResult) => void {
  let inARow = 0;
  return (result) => {
    if (result.kind === 'done') {
      if (result.note !== null) inARow = 0;
      return;
    }
    const { source, reason } = result.decision.summary;
    const withoutGroups = source.type === 'Group' && result.code === 'NotImplemented';
    if (!connectionCodes.has(result.code) && (reason.code !== targetNotAsked.code || withoutGroups)) {
      inARow = 0;
      return;
    }
    if (++inARow < patience) return;
    throw new ProvisioningFailure(
      'connection',
      `The cycle was stopped, since the last ${patience} requests to the target failed: ${result.message}`,
      {
        recommendedAction: 'Run Test Connection to see which step fails. What is left is taken up by the next cycle.',
        exchange: result.exchange,
      },
    );
  };
}
