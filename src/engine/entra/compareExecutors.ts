import { compareDecision } from '../../entraService/compareDecision.ts';
import { runCycle } from '../cycle/runCycle.ts';
import { exclusively } from '../exclusively.ts';
import type { Comparison } from '../../protocol/comparison.ts';
import type { CompareOptions } from '../session.ts';
import { followService } from './followService.ts';
import { readJobInService } from './jobInService.ts';
import { runPartsOf, type ServiceParts } from './serviceParts.ts';

/**
 * Decides for every object on the schema and settings in Entra, as a preview does, and compares each decision with the last
 * event of Entra's log about the object.
 */
export async function compareExecutors(
  parts: ServiceParts,
  { signal, onDifference, onProgress }: CompareOptions,
): Promise<Comparison> {
  await followService(parts, { signal, onEvent: () => undefined });
  const { job, unseen } = await readJobInService(parts, signal);
  const { log } = parts.opened.store();
  let compared = 0;
  let differences = 0;
  await exclusively(runPartsOf(parts, job), { what: 'preview', signal, onProgress }, (context) => {
    // What the preview itself stages is logged, too, until it's rolled back.
    const before = log.newest() + 1;
    return runCycle(context, {
      kind: 'preview',
      onDecision(decision) {
        compared++;
        const [last = null] = log.list({ sourceId: decision.source.id, cycleId: null, before, limit: 1 });
        const difference = compareDecision(decision, last);
        if (difference === null) return;
        differences++;
        onDifference(difference);
      },
    });
  });
  return { compared, differences, unseen };
}
