import { ProvisioningFailure } from '../../protocol/failure.ts';
import { type Text, text } from '../../protocol/text.ts';
import { permissionAdvice } from './permissionAdvice.ts';
import type { HttpAnswer } from '../http/httpClient.ts';

/** Graph refused a request, in its own words. */
export class GraphRefusal extends ProvisioningFailure {
  /** The HTTP status. */
  readonly status: number;
  /** Graph's error code; empty when it gave none. */
  readonly code: string;
  /** Graph's own sentence, which alone tells some refusals from others; empty when it gave none. */
  readonly said: string;

  constructor(kind: ProvisioningFailure['kind'], answer: HttpAnswer, code: string, words: Words) {
    super(kind, words.told, { recommendedAction: words.recommendedAction, exchange: answer.exchange() });
    this.status = answer.status;
    this.code = code;
    this.said = words.said;
  }
}

interface Words {
  readonly told: Text;
  readonly recommendedAction: Text;
  readonly said: string;
}

/** @param forbidden what to do about a request that isn't permitted (403). */
export function graphRefusal(
  answer: HttpAnswer,
  forbidden: Text = permissionAdvice({ token: () => null }, ['provision']),
): GraphRefusal {
  const { status } = answer;
  const { code, message: said } = graphError(answer);
  const kind = status === 401 || status === 403 ? 'connection' : 'source';
  const told = withRequestId(toldOf(code === '' ? `${status}` : `${status} ${code}`, said), answer);
  return new GraphRefusal(kind, answer, code, { told, recommendedAction: adviceOn(answer, forbidden), said });
}

/** @param refusal status and code. */
function toldOf(refusal: string, said: string): Text {
  return said === ''
    ? text`Microsoft Graph responded with ${refusal}`
    : text`Microsoft Graph responded with ${refusal}: ${said}`;
}

/** What Microsoft's support asks for (Microsoft Graph, "Error responses and resource types"). */
function withRequestId(told: Text, { headers }: HttpAnswer): Text {
  const requestId = headers['request-id'];
  return requestId === undefined ? told : text`${told} (request-id ${requestId})`;
}

function adviceOn({ status, headers }: HttpAnswer, forbidden: Text): Text {
  switch (status) {
    case 401:
      if (isChallenge(headers['www-authenticate'])) return adviceOnChallenge;
      return text`Sign in again, or enter a valid token for the source.`;
    case 403:
      return forbidden;
    case 404:
    case 410:
      return text`Check the tenant and the service principal’s object id in the job file. If the application was added a moment ago, try again in a minute: it isn’t known everywhere yet.`;
    default:
      return text`Nothing was changed; run the cycle again later.`;
  }
}

/** Microsoft identity platform, "Claims challenges, claims requests, and client capabilities". */
function isChallenge(header: string | undefined): boolean {
  return header !== undefined && /\berror="?insufficient_claims\b/.test(header);
}

const adviceOnChallenge = text`Conditional Access asks for more than this token stands for. Sign in again and do what Microsoft asks for, such as multifactor authentication. An application that signs in by itself can’t do that: have an administrator check the policies for workload identities, or exclude it from the policy.`;

/** Graph's code and message; taken from the quoted answer, which holds no secret. */
function graphError(answer: HttpAnswer): { readonly code: string; readonly message: string } {
  const error = memberOf(parseJson(answer.exchange().response?.body ?? ''), 'error');
  const code = memberOf(error, 'code');
  const message = memberOf(error, 'message');
  return { code: typeof code === 'string' ? code : '', message: typeof message === 'string' ? message : '' };
}

function memberOf(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null
    ? (holder as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
