/**
 * What people call a directory of a schema. Entra's schemas keep the former name of the product
 * (https://learn.microsoft.com/en-us/entra/fundamentals/new-name); it's written as it is.
 */
export function directoryTitle(name: string): string {
  return name === 'Azure Active Directory' ? 'Microsoft Entra ID' : name;
}
