import { ProvisioningFailure } from '../../protocol/failure.ts';
import { text, type Text } from '../../protocol/text.ts';
import type { SynchronizationCalls } from '../synchronizationClient.ts';
import { isOn, mayBeOn } from './facts.ts';
import type { MigrationPorts } from './ports.ts';

/** One of the two jobs, by the calls that steer it. */
export interface Steered {
  readonly calls: SynchronizationCalls;
  readonly jobId: string;
}

/** Milliseconds between two looks at a job that was steered, and after which one gives up. */
const look = 2000;
const patience = 60_000;

/**
 * Pauses the old job, and reads it back until Entra says that it's off.
 *
 * @throws ProvisioningFailure that says in which state both jobs are; the new one isn't started then.
 */
export async function pauseOld(
  { clock }: Pick<MigrationPorts, 'clock'>,
  old: Steered,
  signal: AbortSignal,
): Promise<void> {
  let refusal: unknown = null;
  try {
    await old.calls.pause(old.jobId, signal);
  } catch (error) {
    // It may be done all the same.
    refusal = error;
  }
  for (const began = clock.now(); ;) {
    const job = await readOr(old, signal, refusal);
    if (!mayBeOn(job)) return;
    if (refusal !== null) throw told(refusal, text`The old job is still on, and the new one was left as it is.`);
    if (clock.now() - began >= patience) break;
    await clock.sleep(look, signal);
  }
  throw new ProvisioningFailure(
    'source',
    text`Microsoft Entra accepted the pause but still shows the old job as on, so the new one was left as it is.`,
    { recommendedAction: text`Migrate again in a few minutes: the steps go on from what is then.` },
  );
}

/**
 * Starts the new job, if the old one is off at that moment, and makes sure afterwards that they aren't both on.
 *
 * @throws ProvisioningFailure that says in which state both jobs are.
 */
export async function startNew(
  { clock }: Pick<MigrationPorts, 'clock'>,
  old: Steered,
  now: Steered,
  signal: AbortSignal,
): Promise<void> {
  if (mayBeOn(await old.calls.job(old.jobId, signal)))
    throw new ProvisioningFailure('source', text`The old job is on, so the new one wasn’t started.`, {
      recommendedAction: text`Pause the old job first.`,
    });
  try {
    await now.calls.start(now.jobId, signal);
  } catch (error) {
    if (!isOn(await readOr(now, signal, error)))
      throw told(error, text`Both jobs are off, the old one and the new one.`);
  }
  for (const began = clock.now(); ;) {
    await refuseBoth(old, now, signal);
    if (isOn(await now.calls.job(now.jobId, signal))) return;
    if (clock.now() - began >= patience) break;
    await clock.sleep(look, signal);
  }
  throw new ProvisioningFailure(
    'source',
    text`Microsoft Entra accepted the start but still shows the new job as off. The old one is off, too.`,
    { recommendedAction: text`Migrate again in a few minutes: the steps go on from what is then.` },
  );
}

/** Somebody may have started the old job meanwhile. */
async function refuseBoth(old: Steered, now: Steered, signal: AbortSignal): Promise<void> {
  if (!mayBeOn(await old.calls.job(old.jobId, signal))) return;
  try {
    await now.calls.pause(now.jobId, signal);
  } catch (error) {
    throw told(error, text`Somebody has started the old job meanwhile, and both may be on. Pause one of them now.`);
  }
  throw new ProvisioningFailure(
    'source',
    text`Somebody has started the old job meanwhile, so the new one was paused again.`,
    { recommendedAction: text`Find out who runs the old job and pause it. Then migrate again.` },
  );
}

/** How a job is now; when that can't be read either, the first refusal is told with what isn't known. */
async function readOr({ calls, jobId }: Steered, signal: AbortSignal, refusal: unknown): ReturnType<typeof calls.job> {
  try {
    return await calls.job(jobId, signal);
  } catch (error) {
    if (refusal === null) throw error;
    throw told(
      refusal,
      text`The job ${jobId} couldn’t be read afterwards, so it may be on or off. Look before you go on.`,
    );
  }
}

/** A refusal, with the state in which it has left both jobs. */
function told(refusal: unknown, state: Text): unknown {
  if (!(refusal instanceof ProvisioningFailure)) return refusal;
  const { kind, text: what, recommendedAction, exchange } = refusal;
  return new ProvisioningFailure(kind, text`${what} ${state}`, {
    recommendedAction: recommendedAction ?? text`Migrate again: the steps go on from what is then.`,
    exchange,
    cause: refusal,
  });
}
