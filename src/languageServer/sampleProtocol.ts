/**
 * What the extension and the language server say to each other beyond the Language Server Protocol. Names rather than
 * `NotificationType`s, so that the extension does not load the protocol's library before it needs it.
 */

/** An object of the source that expressions are tried on: its attributes under their Entra names. */
export interface Sample {
  readonly type: 'User' | 'Group';
  readonly displayName: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface SampleParams {
  /** Null when the person wants no sample any more. */
  readonly sample: Sample | null;
}

/** Notification with `SampleParams`: tells the server which object the person chose as a sample; until then no expression is evaluated. */
export const sampleChosen = 'dropboxProvisioning/sampleChosen';

/** What an expression came to on the sample. */
export interface ExpressionResult {
  readonly expression: string;
  readonly targetAttributeName: string;
  /** The result in words or as a value in JSON; `[Redact]` where Redact hides it. */
  readonly text: string;
  readonly failed: boolean;
}

/**
 * Request with the protocol's `TextDocumentPositionParams`: evaluates the expression at that position on the sample. Answers
 * an `ExpressionResult`, or null when no expression stands there or no fitting sample is chosen.
 */
export const evaluateExpression = 'dropboxProvisioning/evaluateExpression';

/** The client's command behind the code lens *Evaluate on user*; its arguments are a document's URI and a position. */
export const evaluateCommand = 'dropboxProvisioning.evaluateExpression';

/** What the client says about itself in `initializationOptions`; every member may be missing. */
export interface ClientOptions {
  /** Whether the editor completes the fixed words of job files itself; false when missing. */
  readonly completesSchemaWords?: boolean;
  /** Whether document formatting is offered; true when missing. */
  readonly formatsDocuments?: boolean;
  /** Whether the formatting of a selection is offered, where that of documents is; true when missing. */
  readonly formatsSelections?: boolean;
  /** Translations of our texts by their English (`vscode.l10n.bundle`); missing where they are shown in English. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** Whether a message's content is a sample: what comes from another process is checked before it is used. */
export function isSample(value: unknown): value is Sample {
  if (typeof value !== 'object' || value === null) return false;
  const { type, displayName, attributes } = value as Readonly<Record<string, unknown>>;
  const isObject = typeof attributes === 'object' && attributes !== null && !Array.isArray(attributes);
  return (type === 'User' || type === 'Group') && typeof displayName === 'string' && isObject;
}
