import type { Budget } from './budget.ts';
import type { Text } from '../protocol/text.ts';

/**
 * The values that an expression reads and yields.
 *
 * Everything is string-centred: numbers keep their exact text as bigint where a double would
 * round them, and an attribute that is absent is `null`.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/functions-for-customizing-application-data
 */
export type Value = ScalarValue | readonly ScalarValue[] | RoleAssignments | DateTimeValue;

export type ScalarValue = string | number | bigint | boolean | null;

/** An instant that passes between the date functions; its text form is `M/d/yyyy h:mm:ss tt` in UTC. */
export interface DateTimeValue {
  readonly kind: 'dateTime';
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly epochMilliseconds: number;
  /** Ticks of 100 nanoseconds beyond the millisecond, 0 to 9,999; 0 when absent. */
  readonly subMillisecondTicks?: number;
}

/** The app roles that an object was assigned, as `[appRoleAssignments]` reads them. */
export interface RoleAssignments {
  readonly kind: 'roleAssignments';
  readonly roles: readonly RoleAssignment[];
}

export interface RoleAssignment {
  readonly id: string;
  readonly value: string | null;
  readonly displayName: string;
}

/** The attributes of one source object, by their case-sensitive Entra name; an absent one is null. */
export type Attributes = Readonly<Record<string, Value | undefined>>;

/** What the surroundings provide to an evaluation, so that the evaluator itself is pure. */
export interface EvaluationContext {
  /** The clock that `Now()` reads, in milliseconds since 1970-01-01T00:00Z. */
  readonly now: number;
  /** Uniform random numbers in [0, 1) for `Guid()` and `RandomString()`. */
  readonly random: () => number;
  readonly tenant: {
    readonly defaultDomain?: string;
    /** What `%DomainFQDN%` and its like stand for, by their name without the percent signs. */
    readonly macros?: Readonly<Record<string, string>>;
  };
  /** Whether a value is already taken in the target; `SelectUniqueValue` asks it. */
  readonly isTaken?: (value: string) => boolean;
  /** What the evaluation may cost, for callers that let several share it; a budget of its own when absent. */
  readonly budget?: Budget;
}

/** What an evaluation comes to. */
export type Outcome =
  | {
      readonly kind: 'value';
      readonly value: Value;
      /** True when Redact() asks that logs show `[Redact]`. */ readonly redacted: boolean;
    }
  /** IgnoreFlowIfNullOrEmpty, IgnoreAttributeFlow: leave the target attribute alone. */
  | { readonly kind: 'ignoreAttribute' }
  /** IgnoreObjectFlow: leave the whole object alone. */
  | { readonly kind: 'ignoreObject' }
  | { readonly kind: 'error'; readonly error: EvaluationError };

export interface EvaluationError {
  /** A stable code; those of syntax errors begin with `syntax`. */
  readonly code: string;
  /** A sentence that says what to do. */
  readonly message: Text;
  /** Offset in the expression's text, in UTF-16 units. */
  readonly offset: number;
}
