import type { EngineErrorData } from './engineError.ts';
import type { HttpExchange } from './provisioning.ts';
import { english, type Text } from './text.ts';

/** An error whose message can be shown in any language. */
export class TextError extends Error {
  /** What happened; `message` says it in English. */
  readonly text: Text;

  constructor(told: Text, options?: ErrorOptions) {
    super(english(told), options);
    this.text = told;
  }
}

/** What an error says, for people. */
export function textOf(error: unknown): Text {
  if (error instanceof TextError) return error.text;
  return error instanceof Error ? error.message : String(error);
}

/**
 * A failure that speaks to the person: it stops the whole run, unlike the failure of one object, which is a
 * provisioning event.
 */
export class ProvisioningFailure extends TextError {
  readonly kind: EngineErrorData['kind'];
  readonly recommendedAction: Text | null;
  readonly exchange: HttpExchange | null;
  /** Keys that Entra shows only masked, or lacks, whose values have to be entered to be written along; empty for other failures. */
  readonly maskedKeys: readonly string[];

  constructor(
    kind: EngineErrorData['kind'],
    told: Text,
    options: {
      readonly recommendedAction?: Text;
      readonly exchange?: HttpExchange | null;
      readonly maskedKeys?: readonly string[];
      readonly cause?: unknown;
    } = {},
  ) {
    super(told, { cause: options.cause });
    this.name = 'ProvisioningFailure';
    this.kind = kind;
    this.recommendedAction = options.recommendedAction ?? null;
    this.exchange = options.exchange ?? null;
    this.maskedKeys = options.maskedKeys ?? [];
  }
}
