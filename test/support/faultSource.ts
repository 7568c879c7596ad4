import type { Owner } from './faults/owner.ts';
import { startProxy, type Outcome, type PassingRequest } from './faults/proxy.ts';
import { createRuleBook, type Befalls } from './faults/ruleBook.ts';
import { befall, readingOf, type SourceEffect } from './faults/sourceEffects.ts';

export type { SourceEffect } from './faults/sourceEffects.ts';

/** A fault of the source, and the requests that it befalls. Lies match by themselves; `path` narrows them further. */
export type SourceFault = SourceEffect & Befalls;

/** A Graph-shaped source that fails and lies in the ways that it is told to. */
export interface FaultSource {
  readonly origin: string;
  /** Puts these faults in place of the former ones. All lies that match an answer change it; of the others the first does. */
  set(faults: readonly SourceFault[]): void;
  clear(): void;
  /** How often each fault changed something that the client was told, since the start or since `forget`. */
  counts(): Readonly<Partial<Record<SourceFault['fault'], number>>>;
  forget(): void;
  /** Resolves when no request is under way. */
  settled(): Promise<void>;
}

/** Puts a source with faults in front of another, until the owner (a test, say) ends. */
export async function startFaultSource(
  owner: Owner,
  { upstream, basePath = '/v1.0' }: { readonly upstream: string; readonly basePath?: string },
): Promise<FaultSource> {
  const rules = createRuleBook<SourceFault>();
  let faults: readonly SourceFault[] = [];
  let counts: Partial<Record<SourceFault['fault'], number>> = {};
  /** Links to further pages of a read of everything. */
  const laterPages = new Set<string>();

  const count = (fault: SourceFault['fault']): void => {
    counts[fault] = (counts[fault] ?? 0) + 1;
  };
  const handle = async (request: PassingRequest): Promise<Outcome> => {
    const reading = readingOf(request.path, laterPages);
    const lies: SourceFault[] = [];
    for (const candidate of faults) {
      if (candidate.fault !== 'short' || !reading.lists.includes(candidate.of)) continue;
      const taken = rules.take(request, (rule) => rule === candidate);
      if (taken !== undefined) lies.push(taken);
    }
    const fault = rules.take(request, (rule) => rule.fault !== 'short' && appliesTo(rule, reading.continues));
    if (fault !== undefined) count(fault.fault);
    return befall(request, fault, lies, reading, laterPages, () => {
      count('short');
    });
  };
  const proxy = await startProxy(owner, { upstream, basePath, handle });
  return {
    origin: proxy.origin,
    set(given) {
      faults = given;
      rules.set(given);
    },
    clear() {
      faults = [];
      rules.set([]);
    },
    counts: () => ({ ...counts }),
    forget() {
      counts = {};
    },
    settled: () => proxy.idle(),
  };
}

/** Only who comes with a watermark can be told that it is no longer known. */
function appliesTo({ fault }: SourceFault, continues: boolean): boolean {
  return fault !== 'expired' || continues;
}
