import { sharedRenewal } from '../authorization/sharedRenewal.ts';
import { BearerFailure, type BearerSource } from '../directories/http/bearer.ts';
import type { Credential, RenewedToken, RenewToken } from '../protocol/openJob.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import { text } from '../protocol/text.ts';

/** How tokens are renewed that end in the middle of a cycle. */
export interface Renewals {
  /** Asks whoever has opened the job; absent where nobody renews tokens. */
  readonly renewToken?: RenewToken;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The same for what nobody waits for, such as a notice by mail: nobody is asked to sign in for it. */
export function unattended({ renewToken, now }: Renewals): Renewals {
  if (renewToken === undefined) return { now };
  return { now, renewToken: ({ attended: _, ...params }) => renewToken(params) };
}

/** The bearer token of a credential that is renewed; null for one that is sent as it is. */
export function renewedBearer({ token, renewal }: Credential, { renewToken, now }: Renewals): BearerSource | null {
  if (renewal === undefined || renewToken === undefined) return null;
  const { key, attended } = renewal;
  const asked = { key, ...(attended === undefined ? {} : { attended }) };
  let held: RenewedToken = { token, renewAt: renewal.renewAt };
  const challenges = answeredOnce();
  const fresh = sharedRenewal(async (refused, challenge) => {
    if (held.token === refused && challenge !== null) {
      held = await challenges.answer(refused, challenge, () => renewToken({ ...asked, refused, challenge }));
    } else if (held.token === refused || now() >= held.renewAt) {
      held = await renewToken({ ...asked, refused }).catch(asBearerFailure);
    }
    return held;
  });
  return { token: async (refused, challenge) => (await fresh(refused, challenge)).token };
}

/**
 * Answers each challenge once: whoever has declined to sign in isn't asked again for the next request, and a token that was had for
 * a challenge isn't exchanged for another one when the same challenge comes back.
 */
function answeredOnce(): {
  answer(refused: string, challenge: string, obtain: () => Promise<RenewedToken>): Promise<RenewedToken>;
} {
  let failed: { readonly refused: string; readonly challenge: string; readonly failure: unknown } | null = null;
  let answered: { readonly token: string; readonly challenge: string } | null = null;
  return {
    async answer(refused, challenge, obtain) {
      if (failed?.refused === refused && failed.challenge === challenge) asBearerFailure(failed.failure);
      if (answered?.token === refused && answered.challenge === challenge) throw askedAgain();
      try {
        const held = await obtain();
        answered = { token: held.token, challenge };
        return held;
      } catch (failure) {
        failed = { refused, challenge, failure };
        return asBearerFailure(failure);
      }
    },
  };
}

function askedAgain(): BearerFailure {
  return new BearerFailure('unauthorized', text`Microsoft Graph asks again for what the new token was to fulfil.`, {
    advice: text`Have an administrator check the Conditional Access policies: the sign-in logs show which one asks for it.`,
  });
}

function asBearerFailure(error: unknown): never {
  if (!(error instanceof ProvisioningFailure)) throw error;
  const kind = error.kind === 'connection' ? 'network' : 'unauthorized';
  throw new BearerFailure(kind, error.text, { advice: error.recommendedAction, cause: error });
}
