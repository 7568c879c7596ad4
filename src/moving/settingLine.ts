import type { Localize } from '../protocol/localize.ts';
import type { SettingDifference } from '../protocol/service.ts';

/** A setting that the job file and Entra say differently, in a sentence. */
export function settingLine({ name, inFile, inEntra }: SettingDifference, t: Localize): string {
  return t('{0} is {1} in the job file and {2} in Entra.', name, String(inFile), String(inEntra));
}
