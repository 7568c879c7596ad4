import { dateFunctions } from './dates.ts';
import type { Dialect, FunctionDefinition } from './definition.ts';
import { encodingFunctions } from './encoding.ts';
import { generatedFunctions } from './generated.ts';
import { letterCaseFunctions } from './letterCase.ts';
import { logicFunctions } from './logic.ts';
import { multiValueFunctions } from './multiValues.ts';
import { presenceFunctions } from './presence.ts';
import { replaceFunctions } from './replace.ts';
import { roleFunctions } from './roles.ts';
import { textFunctions } from './text.ts';

/** Every function of the language, in alphabetical order. */
export const functionCatalogue: readonly FunctionDefinition[] = [
  ...dateFunctions,
  ...encodingFunctions,
  ...generatedFunctions,
  ...letterCaseFunctions,
  ...logicFunctions,
  ...multiValueFunctions,
  ...presenceFunctions,
  ...replaceFunctions,
  ...roleFunctions,
  ...textFunctions,
].sort((one, other) => one.name.localeCompare(other.name, 'en'));

const byLowerCaseName: ReadonlyMap<string, FunctionDefinition> = new Map(
  functionCatalogue.map((definition) => [definition.name.toLowerCase(), definition]),
);

/** The function with a name in any letter case, in either dialect. */
export function findFunction(name: string): FunctionDefinition | undefined {
  return byLowerCaseName.get(name.toLowerCase());
}

/** The functions that a dialect knows. */
export function functionsOf(dialect: Dialect): readonly FunctionDefinition[] {
  return functionCatalogue.filter((definition) => isKnownTo(definition, dialect));
}

/** Whether a dialect knows a function: cloud sync knows all of them. */
export function isKnownTo(definition: FunctionDefinition, dialect: Dialect): boolean {
  return dialect === 'cloud-sync' || definition.dialect === 'provisioning';
}
