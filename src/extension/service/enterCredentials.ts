import * as vscode from 'vscode';
import type { Localize } from '../../protocol/localize.ts';
import { isBearerKey, isMask } from '../../protocol/maskedKeys.ts';
import { plainLabel } from '../../protocol/safeText.ts';
import { checkToken, cleanToken } from '../credentials/checkToken.ts';
import type { Entered } from './whileMasked.ts';

/**
 * Asks for credentials that Entra is to have, or keeps masked, one after the other.
 *
 * @param title what they're written for.
 * @returns null when the person leaves one out.
 */
export async function enterCredentials(title: string, keys: readonly string[]): Promise<Entered | null> {
  const entered: Record<string, string> = {};
  for (const [index, key] of keys.entries()) {
    const value = await enterCredential(title, key, keys.length === 1 ? null : [index + 1, keys.length]);
    if (value === null) return null;
    entered[key] = isBearerKey(key) ? cleanToken(value) : value;
  }
  return entered;
}

/** @param place which step it is of how many; null for the only one. */
function enterCredential(title: string, key: string, place: readonly [number, number] | null): Promise<string | null> {
  const input = vscode.window.createInputBox();
  const name = plainLabel(key);
  input.title = `${title}: ${name}`;
  if (place !== null) [input.step, input.totalSteps] = place;
  input.prompt = vscode.l10n.t('Enter the value of {0}. It’s written into Entra and stored nowhere else.', name);
  input.password = true;
  input.ignoreFocusOut = true;
  return new Promise<string | null>((resolve) => {
    input.onDidChangeValue(() => {
      input.validationMessage = undefined;
    });
    input.onDidAccept(() => {
      const problem = credentialProblem(key, input.value, vscode.l10n.t);
      if (problem === null) resolve(input.value);
      else input.validationMessage = problem;
    });
    input.onDidHide(() => {
      resolve(null);
    });
    input.show();
  }).finally(() => {
    input.dispose();
  });
}

/** What is wrong with the value of a key, as a sentence for the input box; null when nothing is. Never quotes it. */
function credentialProblem(key: string, value: string, t: Localize): string | null {
  if (value === '') return t('Enter a value, or press Escape to cancel: nothing is written then.');
  if (isMask(value)) return t('Stars only stand for the value. Enter the value itself.');
  return isBearerKey(key) ? checkToken(value, t) : null;
}
