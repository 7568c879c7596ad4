import { controlFaults, FaultRuleError } from '../faults.ts';
import type { Faults } from '../faults.ts';
import type { DeltaTokens } from './deltaTokens.ts';
import type { SentMail } from './directory.ts';
import { badRequest, GraphError } from './graphError.ts';
import type { GraphAnswer } from './router.ts';

/** What the control endpoint switches. */
export interface ControlContext {
  readonly faults: Faults;
  readonly deltaTokens: DeltaTokens;
  readonly sentMail: () => readonly SentMail[];
  readonly requestCounts: () => Readonly<Record<string, number>>;
}

const noContent: GraphAnswer = { status: 204, body: null };

/**
 * Answers the sandbox's own switches, below `/_sandbox`:
 *
 *     GET, PUT, POST, DELETE /faults   list; replace by a list; add one; clear
 *     POST   /deltaTokens/expire       all delta tokens given so far: 410 with syncStateNotFound
 *     POST   /deltaTokens/resync       the same with resyncRequired
 *     GET    /requests                 how many requests came in, by method
 *     GET    /sentMail                 what was sent from mailboxes since the start
 *
 * Throws 400 or 404.
 */
export function answerControl(context: ControlContext, method: string, path: string, body: unknown): GraphAnswer {
  const { faults, deltaTokens } = context;
  if (path === '/faults') {
    const answer = changeFaults(faults, method, body);
    if (answer !== undefined) return answer === null ? noContent : { status: 200, body: answer };
  }
  switch (`${method} ${path}`) {
    case 'POST /deltaTokens/expire':
      deltaTokens.revoke('syncStateNotFound');
      return noContent;
    case 'POST /deltaTokens/resync':
      deltaTokens.revoke('resyncRequired');
      return noContent;
    case 'GET /requests':
      return { status: 200, body: { requests: context.requestCounts() } };
    case 'GET /sentMail':
      return { status: 200, body: { sentMail: context.sentMail() } };
    default:
      throw new GraphError(404, 'BadRequest', `The control endpoint has no ${method} ${path}.`);
  }
}

function changeFaults(faults: Faults, method: string, body: unknown): object | null | undefined {
  try {
    return controlFaults(faults, method, () => body);
  } catch (error) {
    if (error instanceof FaultRuleError) throw badRequest(error.message);
    throw error;
  }
}
