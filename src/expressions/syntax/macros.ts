/**
 * Macros stand for facts of the tenant's Active Directory, as `%DomainFQDN%` in Microsoft's default mappings from Microsoft Entra ID to Active
 * Directory. Source: https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-attribute-mapping-entra-to-active-directory
 */
const knownMacros: ReadonlySet<string> = new Set(['domainfqdn', 'domainnetbios']);

/** A macro as it stands in an expression's text. */
export const macroPattern = /%[\p{L}_][\p{L}\p{N}_]*%/uy;

const wholeMacro = /^%(.+)%$/u;
const embeddedMacro = /%[\p{L}_][\p{L}\p{N}_]*%/gu;

/** Whether a text can stand in an expression as a macro. */
export function isMacro(text: string): boolean {
  macroPattern.lastIndex = 0;
  return macroPattern.exec(text)?.[0].length === text.length;
}

/** The name between the percent signs; null for what is no macro. */
export function macroName(text: string): string | null {
  return wholeMacro.exec(text)?.[1] ?? null;
}

/** Whether a text is a macro that Microsoft's mappings use, in any letter case: in quotation marks it stands for its value, too. */
export function isKnownMacro(text: string): boolean {
  return knownMacros.has((macroName(text) ?? '').toLowerCase());
}

/** The first known macro inside a longer text, where it is not replaced. */
export function macroWithin(text: string): string | null {
  if (isKnownMacro(text)) return null;
  return text.match(embeddedMacro)?.find((each) => isKnownMacro(each)) ?? null;
}

/** What a macro stands for in a tenant, by its exact name or else in any letter case; null when nobody said. */
export function valueOfMacro(name: string, macros: Readonly<Record<string, string>>): string | null {
  if (Object.hasOwn(macros, name)) return macros[name] ?? null;
  const wanted = name.toLowerCase();
  return Object.entries(macros).find(([each]) => each.toLowerCase() === wanted)?.[1] ?? null;
}
