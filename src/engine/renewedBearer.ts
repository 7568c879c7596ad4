import { sharedRenewal } from '../authorization/sharedRenewal.ts';
import { BearerFailure, type BearerSource } from '../directories/http/bearer.ts';
import type { Credential, RenewedToken, RenewToken } from '../protocol/openJob.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';

/** How tokens are renewed that end in the middle of a cycle. */
export interface Renewals {
  /** Asks whoever has opened the job; absent where nobody renews tokens. */
  readonly renewToken?: RenewToken;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The bearer token of a credential that is renewed; null for one that is sent as it is. */
export function renewedBearer({ token, renewal }: Credential, { renewToken, now }: Renewals): BearerSource | null {
  if (renewal === undefined || renewToken === undefined) return null;
  const { key } = renewal;
  let held: RenewedToken = { token, renewAt: renewal.renewAt };
  const fresh = sharedRenewal(async (refused) => {
    if (held.token === refused || now() >= held.renewAt)
      held = await renewToken({ key, refused }).catch(asBearerFailure);
    return held;
  });
  return { token: async (refused) => (await fresh(refused)).token };
}

function asBearerFailure(error: unknown): never {
  if (!(error instanceof ProvisioningFailure)) throw error;
  const kind = error.kind === 'connection' ? 'network' : 'unauthorized';
  throw new BearerFailure(kind, error.text, { advice: error.recommendedAction, cause: error });
}
