/** Whether a document is a job file by its name, which a path or a URI ends with. */
export function isJobFileName(name: string): boolean {
  return name.endsWith('.provisioning.json');
}

/**
 * Whether a text may hold a schema: a cheap look at all JSON that is open. `TargetAttributeName` is a word of the form that
 * Microsoft Entra's service writes for itself; people take it for an exported schema, and are told so.
 */
export function mayHoldSchema(text: string): boolean {
  return text.includes('"synchronizationRules"') || text.includes('"TargetAttributeName"');
}
