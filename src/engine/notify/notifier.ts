import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { ProvisioningJob } from '../../job/job.ts';
import { targetAddress } from '../../job/serverAddresses.ts';
import type { Notice, NoticeJob } from '../../notifications/notice.ts';
import { noticeText } from '../../notifications/noticeText.ts';
import type { OpenJobParams } from '../../protocol/openJob.ts';
import type { Delivery, NotificationReport } from '../../protocol/deliveries.ts';
import { identityOf } from '../jobIdentity.ts';
import type { JobState } from '../store/jobState.ts';
import type { JobStore } from '../store/jobStore.ts';
import type { WaitingNotice } from '../store/notified.ts';
import { noteNotices } from './noticesOfState.ts';
import type { Renewals } from '../renewedBearer.ts';
import { openSenders } from './openSenders.ts';
import { SendFailure, type Sender } from './sender.ts';

/** Milliseconds that sending may take after a cycle; the rest waits for the next one. */
const longestSending = 60_000;

/** Tells people of a job what its settings say they are to be told. */
export interface Notifier {
  /**
   * Runs a cycle, and sends what is to be told afterwards, also of a cycle that failed. Whatever isn't sent waits for the next.
   *
   * @param onDelivery hears of each notice that was sent, or could not be.
   */
  around<T>(
    store: JobStore,
    signal: AbortSignal,
    onDelivery: (delivery: Delivery) => void,
    cycle: () => Promise<T>,
  ): Promise<T>;
  /** Sends a test to everybody whom the job names. */
  test(signal: AbortSignal): Promise<NotificationReport>;
}

export function createNotifier(job: ProvisioningJob, params: OpenJobParams, renewals: Renewals): Notifier {
  const { now } = renewals;
  const settings = job.provisioning.notification;
  const facts = factsOf(job, params);
  return {
    async around(store, signal, onDelivery, cycle) {
      // What a cycle before this one has changed, and was killed before it could tell.
      noteNotices(store, settings, now(), false);
      const tell = async (): Promise<void> => {
        noteNotices(store, settings, now(), true);
        if (!signal.aborted) await sendWaiting(store.state, signal, onDelivery);
      };
      let result;
      try {
        result = await cycle();
      } catch (error) {
        // Why the cycle failed is what matters; a state that can't be written is behind both.
        await tell().catch(() => undefined);
        throw error;
      }
      await tell();
      return result;
    },
    test: (signal) =>
      withSenders(async (senders) => {
        const notice: Notice = { kind: 'test', id: randomUUID(), at: new Date(now()).toISOString() };
        return { deliveries: await Promise.all(senders.map((sender) => deliver(sender, notice, signal))) };
      }),
  };

  async function withSenders<T>(use: (senders: readonly Sender[]) => Promise<T>): Promise<T> {
    const senders = openSenders(job, params, facts, renewals);
    try {
      return await use(senders);
    } finally {
      await Promise.all(senders.map((sender) => sender.close()));
    }
  }

  async function deliver(sender: Sender, notice: Notice, signal: AbortSignal): Promise<Delivery & Attempt> {
    const { way, to } = sender;
    const { subject } = noticeText(notice, facts);
    try {
      await sender.send(notice, signal);
      return { way, to, subject, failure: null };
    } catch (error) {
      if (!(error instanceof SendFailure)) throw error;
      const { text: message, recommendedAction, unreachable } = error;
      return { way, to, subject, failure: { message, recommendedAction }, unreachable };
    }
  }

  async function sendWaiting(
    state: JobState,
    cancelled: AbortSignal,
    onDelivery: (delivery: Delivery) => void,
  ): Promise<void> {
    if (state.notified().waiting.length === 0) return;
    const signal = AbortSignal.any([cancelled, AbortSignal.timeout(longestSending)]);
    await withSenders(async (senders) => {
      await Promise.all(senders.map((sender) => sendOn(sender, state, signal, onDelivery)));
    }).catch((error: unknown) => {
      // Cancelled, or too late: what was not sent waits.
      if (!signal.aborted) throw error;
    });
  }

  /** Sends on one way, in order; what is sent is noted at once, so that a kill repeats one notice at most. */
  async function sendOn(
    sender: Sender,
    state: JobState,
    signal: AbortSignal,
    onDelivery: (delivery: Delivery) => void,
  ): Promise<void> {
    for (const { notice, ways } of state.notified().waiting) {
      if (!ways.includes(sender.way)) continue;
      const { unreachable = false, ...delivery } = await deliver(sender, notice, signal);
      const { failure } = delivery;
      if (failure === null) noteSent(state, notice, sender.way);
      else state.setNotified({ ...state.notified(), failure: { ...failure, at: new Date(now()).toISOString() } });
      onDelivery(delivery);
      if (unreachable) return;
    }
  }
}

/** What an attempt found out beside what people are told. */
interface Attempt {
  readonly unreachable?: boolean;
}

function noteSent(state: JobState, { id }: Notice, sent: Delivery['way']): void {
  const notified = state.notified();
  const without = (each: WaitingNotice): WaitingNotice =>
    each.notice.id === id ? { ...each, ways: each.ways.filter((way) => way !== sent) } : each;
  const waiting = notified.waiting.map(without).filter(({ ways }) => ways.length > 0);
  state.setNotified({ ...notified, waiting, failure: waiting.length === 0 ? null : notified.failure });
}

function factsOf(job: ProvisioningJob, params: OpenJobParams): NoticeJob {
  const identity = identityOf(job, params);
  const address = targetAddress(job.target);
  return {
    id: job.id,
    displayName: job.displayName,
    source: identity.source,
    target: address === null ? identity.target : new URL(address).host,
    computer: hostname(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}
