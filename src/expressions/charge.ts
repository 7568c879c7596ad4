import type { Budget } from './budget.ts';
import type { Value } from './value.ts';

/** Charges a budget for reading a value: its text, or its elements with their texts. @throws BudgetExhausted */
export function chargeReading(value: Value, budget: Budget): void {
  if (typeof value === 'string') budget.scan(value.length);
  else if (typeof value === 'object' && value !== null) budget.spend(sizeOf(value));
}

/** Charges a budget for a value that a function has made, and refuses one that is too large. @throws BudgetExhausted */
export function chargeResult(value: Value, budget: Budget): void {
  if (typeof value === 'string') {
    budget.admit(value.length);
    budget.spend(1 + (value.length >> 3));
  } else if (typeof value === 'object' && value !== null) {
    const size = sizeOf(value);
    budget.admit(size);
    budget.spend(1 + size);
  } else budget.spend();
}

/** Elements and the UTF-16 units of their texts. */
function sizeOf(value: Extract<Value, object>): number {
  if (!('kind' in value)) {
    return value.reduce<number>((size, each) => size + 1 + (typeof each === 'string' ? each.length : 0), 0);
  }
  return value.kind === 'dateTime' ? 1 : value.roles.length * assumedRoleLength;
}

/** A role's JSON text: a GUID, a value and a display name. */
const assumedRoleLength = 200;
