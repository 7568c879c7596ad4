import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { decodeDocument } from '../../job/decodeDocument.ts';
import type { CycleProgress } from '../../protocol/cycleProgress.ts';
import type {
  Consequence,
  ConsequenceStep,
  ObjectTypeName,
  Samples,
  ScopeCount,
} from '../../protocol/mappingEditor.ts';
import type { FilterGroupView } from '../../protocol/mappingEditorView.ts';
import type { Engine } from '../engine/engine.ts';
import { gaveWay } from '../engine/unasked.ts';
import type { DecisionSummary } from '../../protocol/provisioning.ts';
import { requireValid } from '../jobs/validJob.ts';
import { type JobOpener, type OpenedJob, whatIsMissing } from '../jobs/openJob.ts';
import { isJobFile, readJobText } from '../jobs/readJobFile.ts';
import { withProgress } from '../commands/progress.ts';
import { inBackground } from '../commands/inBackground.ts';
import type { PreviewStore } from '../preview/previewStore.ts';
import { readSetting } from '../settings/settings.ts';
import { remembered } from '../support/remembered.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { ActionableFailure, failureText } from '../support/actionableFailure.ts';
import { noConsequence } from '../../mappingEditor/noConsequence.ts';
import { noCount } from '../../mappingEditor/countScope.ts';
import { render } from '../../protocol/text.ts';

export interface EngineQuestionParts {
  readonly monitor: JobMonitor;
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly previews: PreviewStore;
}

/** Only some of the known objects are offered as samples. */
const mostSamples = 500;
/** So often a computation that gave way is begun again. */
const mostInterruptions = 5;

type OnProgress = (step: ConsequenceStep) => void;

/** Tells how far the comparison is: in evaluating both texts on everybody, then in deciding whom the change affects. */
function stepsOf(tell: OnProgress): (progress: CycleProgress) => void {
  return ({ stage, done, total }) => {
    if (stage === 'comparing') tell({ step: 'before', done, total });
    else if (stage === 'deciding' || stage === 'exporting') tell({ step: 'after', done, total });
  };
}

/**
 * What the mapping editor asks the engine about its document: the known users and groups, and what a change does to them.
 * Answers say why there is none, since a file that is being edited is often not in order.
 */
export class EngineQuestions {
  readonly #document: vscode.TextDocument;
  readonly #parts: EngineQuestionParts;
  /** The decisions of those that the last consequence lists. */
  #last: readonly DecisionSummary[] = [];
  /** How many the last consequence changes, listed or not. */
  #changing = 0;
  /** The file as it was on disk when the editor was opened. */
  readonly #found: () => Promise<string>;

  constructor(document: vscode.TextDocument, parts: EngineQuestionParts) {
    this.#document = document;
    this.#parts = parts;
    this.#found = remembered(async () => decodeDocument(await vscode.workspace.fs.readFile(document.uri)));
    inBackground(this.#found());
  }

  /** Tells of the last cycle's id, whenever the document's job is known to have had another one. */
  onDidRunCycle(tell: (cycleId: string) => void): vscode.Disposable {
    const { monitor } = this.#parts;
    let last = '';
    const look = (): void => {
      const cycleId = monitor.situationOf(this.#document.uri)?.status?.lastCycle?.cycleId ?? last;
      if (cycleId === last) return;
      last = cycleId;
      tell(cycleId);
    };
    look();
    return monitor.onDidChange(look);
  }

  /** Objects on which expressions can be tried. */
  async samples(type: ObjectTypeName): Promise<Samples> {
    try {
      const { params } = await this.#open({ toRun: false });
      const objects = await this.#parts.engine.sampleObjects({ job: params, type, limit: mostSamples });
      const samples = objects.map(({ id, displayName, attributes }) => ({ id, displayName, attributes }));
      return { samples, message: objects.length > 0 ? null : this.#nobodyKnown() };
    } catch (failure) {
      return { samples: [], message: failureText(failure) };
    }
  }

  /** All attributes of one object, asked of the source; what is known of it when the source does not answer. */
  async sampleAttributes(type: ObjectTypeName, id: string): Promise<Readonly<Record<string, unknown>> | null> {
    const { params } = await this.#open({ toRun: false });
    const sample = await this.#parts.engine.sourceAttributes({ job: params, type, id });
    return sample?.attributes ?? null;
  }

  /** Reads the directory again, with the attributes that the unsaved text uses; nothing is written to the target. */
  async readDirectory(): Promise<string> {
    const opened = await this.#open({ toRun: true });
    await this.#requireNoQuarantine(opened);
    const reading = vscode.l10n.t('Reading the directory');
    const read = (): Promise<unknown> =>
      withProgress(reading, ({ signal }) => this.#parts.engine.refreshSource(opened.params, { signal }));
    await this.#parts.monitor.run(opened.job, reading, read);
    return vscode.l10n.t('The directory was read.');
  }

  /** How the known objects fare under a filter, saved or not. Throws Cancelled. */
  async countScope(type: ObjectTypeName, groups: readonly FilterGroupView[], signal: AbortSignal): Promise<ScopeCount> {
    try {
      const { params } = await this.#open({ toRun: false });
      const count = await this.#parts.engine.countScope({ job: params, type, groups }, signal);
      return count.known > 0 || count.message !== null ? count : noCount(this.#nobodyKnown());
    } catch (failure) {
      if (signal.aborted) throw failure;
      return noCount(failureText(failure));
    }
  }

  /**
   * What the next cycle does otherwise, because of how the document was changed since the last one: the engine compares the
   * text, saved or not, with what the last cycle ran with, on the directory as it is known. Nothing is written. Throws
   * Cancelled.
   */
  async consequence(signal: AbortSignal, onProgress: OnProgress): Promise<Consequence> {
    this.#last = [];
    for (let interruptions = 0; ; interruptions++) {
      try {
        return await this.#compute(signal, onProgress);
      } catch (failure) {
        if (signal.aborted) throw failure;
        // It gave way to something that somebody has asked for, and is computed again when that has ended.
        if (gaveWay(failure) && interruptions < mostInterruptions) continue;
        const text = gaveWay(failure) ? this.#interrupted() : failureText(failure);
        return noConsequence('impossible', text);
      }
    }
  }

  async #compute(signal: AbortSignal, onProgress: OnProgress): Promise<Consequence> {
    const known = await this.#open({ toRun: false });
    const former = await this.#formerText(known);
    if (await isSameJob(former, known.text)) return noConsequence('nothingChanged', null);
    const { params } = await this.#open({ toRun: true });
    const run = { signal, onProgress: stepsOf(onProgress) };
    const { consequence, decisions, changing } = await this.#parts.engine.consequence(params, former, run);
    this.#last = decisions;
    this.#changing = changing;
    return consequence;
  }

  /** Opens the objects of the last consequence, before and after, in the diff editor. */
  async showConsequence(): Promise<void> {
    const decisions = this.#last.filter(({ action, failed }) => !failed && action !== 'none' && action !== 'skip');
    if (decisions.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('The change updates nobody in the target, so there are no differences to show.'),
      );
      return;
    }
    const most = readSetting('preview.maximumDiffs');
    const { job } = await this.#open({ toRun: false });
    await this.#parts.previews.show(
      job,
      vscode.l10n.t('What This Change Does'),
      decisions.slice(0, most),
      this.#changing,
    );
  }

  /** What the document is compared with: what the last cycle ran with, or, before the first one, the file as the editor found it. */
  async #formerText({ params }: OpenedJob): Promise<string> {
    const lastRun = await this.#parts.engine.lastRunText(params);
    if (lastRun !== null && (await readJobText(lastRun)).job !== null) return lastRun;
    return this.#found();
  }

  /** The document's job with all that the engine needs, whether or not it is the current one. */
  async #open(options: { readonly toRun: boolean }): Promise<OpenedJob> {
    const { uri } = this.#document;
    if (!isJobFile(uri)) throw new Error(vscode.l10n.t('An exported schema has no users: they belong to a job file.'));
    const text = this.#document.getText();
    const opened = await this.#parts.opener.openJob(requireValid({ uri, text, reading: await readJobText(text) }));
    const lack = options.toRun ? whatIsMissing(opened) : null;
    if (lack !== null) throw lack;
    return opened;
  }

  /** The engine takes a changed schema for the person's answer to a quarantine; a text that is not saved is none. */
  async #requireNoQuarantine({ params }: OpenedJob): Promise<void> {
    const { quarantine } = await this.#parts.engine.status(params);
    if (quarantine === null) return;
    throw new ActionableFailure(
      vscode.l10n.t(
        'The job is in quarantine, so what unsaved changes do is not computed. {0}',
        render(quarantine.message, vscode.l10n.t),
      ),
      render(quarantine.recommendedAction, vscode.l10n.t),
      [],
    );
  }

  #interrupted(): string {
    return vscode.l10n.t(
      'Other runs of this job keep interrupting the computation. Edit the file to compute it again.',
    );
  }

  #nobodyKnown(): string {
    return vscode.l10n.t('No users or groups are known yet: run Refresh or Preview Sync first.');
  }
}

/** Whether two texts mean one job: comments and formatting make no difference. */
async function isSameJob(one: string, other: string): Promise<boolean> {
  if (one === other) return true;
  const jobs = [(await readJobText(one)).job, (await readJobText(other)).job];
  return jobs[0] !== null && isDeepStrictEqual(jobs[0], jobs[1]);
}
