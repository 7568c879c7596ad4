/** An error for a person who reads the terminal from its end: the cause in full first, what it means and what to do last. */
export function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.cause.message}\n\n${error.message}` : error.message;
}
