/**
 * Puts a message into the person's language and its values into the message (`{0}`, `{1}`, …). It is `vscode.l10n.t`,
 * passed in, so that what writes for people also runs outside VS Code.
 */
export type Localize = (message: string, ...values: (string | number | boolean)[]) => string;

/** The messages as they are written, in English: for plain Node. */
export const inEnglish: Localize = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (placeholder, index: string) => String(values[Number(index)] ?? placeholder));

/**
 * Puts messages into the language of a bundle (`vscode.l10n.bundle`: translations by their messages in English), for processes
 * and pages without `vscode`. What the bundle doesn't have stays in English; without a bundle, all does.
 */
export function localizeFrom(bundle: Readonly<Record<string, string>> | undefined): Localize {
  if (bundle === undefined) return inEnglish;
  const translations = new Map(Object.entries(bundle));
  return (message, ...values) => inEnglish(translations.get(message) ?? message, ...values);
}
