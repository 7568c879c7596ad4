/**
 * Which source object was first to come for a matching value or an account in this cycle: what one stands for is not given
 * to a second, although the first one's link may not be stored yet.
 */
export interface Claims {
  /** Claims a value. @returns who has it: the one that claims it, or who was there before. */
  claimValue(attribute: string, value: string, sourceId: string): string;
  claimAccount(targetId: string, sourceId: string): string;
  ofAccount(targetId: string): string | null;
}

export function createClaims(): Claims {
  const values = new Map<string, string>();
  const accounts = new Map<string, string>();
  const claim = (claimed: Map<string, string>, key: string, sourceId: string): string => {
    const claimant = claimed.get(key) ?? sourceId;
    claimed.set(key, claimant);
    return claimant;
  };
  return {
    claimValue: (attribute, value, sourceId) => claim(values, `${attribute} ${value.toLowerCase()}`, sourceId),
    claimAccount: (targetId, sourceId) => claim(accounts, targetId, sourceId),
    ofAccount: (targetId) => accounts.get(targetId) ?? null,
  };
}
