import type { Decision } from '../../decision/decision.ts';
import type { Claims } from './claims.ts';
import type { CycleContext } from './cycleContext.ts';
import type { ExportResult } from './export.ts';
import type { Concerned } from './prepare.ts';
import type { TargetLookup } from './targetLookup.ts';

/** What exporters of one type share. */
export interface ExportSurroundings {
  readonly context: CycleContext;
  readonly lookup: TargetLookup;
  readonly claims: Claims;
  /** Takes the accounts that are deleted. */
  readonly gone: Set<string>;
  /** Carries out another decision that meets what the target responded. */
  readonly attempt: Attempt;
}

export type Attempt = (decision: Decision, item: Concerned, recoveries: number) => Promise<ExportResult>;
