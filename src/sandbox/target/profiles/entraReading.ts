import type { PatchRules } from '../patch/applyPatch.ts';
import type { Profile } from './profile.ts';
import { rfc7644 } from './rfc7644.ts';

/** PATCH as servers read it that are used with Microsoft Entra ID: as the standard has it, and as Entra's own client writes it. */
export const entraPatch: PatchRules = {
  ...rfc7644.patch,
  operations: { anyCase: true, ignoreUnknown: false },
  tolerance: { stringBooleans: true, looseComplex: true, anyReference: true },
  entraForms: true,
};

/** The standard, and what Microsoft Entra's own client sends beside it. */
export const entraReading: Omit<Profile, 'name'> = {
  ...rfc7644,
  tolerance: { stringBooleans: false, looseComplex: true, anyReference: true },
  patch: entraPatch,
  quirks: { ...rfc7644.quirks, filterFault: () => undefined },
};
