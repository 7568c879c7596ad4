/**
 * Puts a message into the person's language and its values into the message (`{0}`, `{1}`, …). It is `vscode.l10n.t`,
 * passed in, so that what writes for people also runs outside VS Code.
 */
export type Localize = (message: string, ...values: (string | number | boolean)[]) => string;

/** The messages as they are written, in English: for plain Node. */
export const inEnglish: Localize = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (placeholder, index: string) => String(values[Number(index)] ?? placeholder));
