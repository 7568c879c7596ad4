import * as vscode from 'vscode';
import type { StateCounts } from '../../protocol/assignedObjects.ts';
import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import type { Engine } from '../engine/engine.ts';
import type { CurrentJob } from '../jobs/currentJob.ts';
import type { JobOpener } from '../jobs/openJob.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { readSetting } from '../settings/settings.ts';
import { failureText } from '../support/actionableFailure.ts';
import { plainLabel } from '../../protocol/safeText.ts';
import { setContextKey } from '../support/contextKeys.ts';
import { throttle } from '../support/debounce.ts';
import { Disposable } from '../support/disposable.ts';
import { Generation } from '../support/generation.ts';
import {
  type AssignmentNode,
  type AssignmentsFilter,
  AssignmentsModel,
  type MoreNode,
  type ObjectNode,
  type PageQuery,
} from './assignmentsModel.ts';
import { type AssignmentsState, stateAfterReading, stateBeforeReading } from './assignmentsState.ts';
import { isFilter, listWords } from './filterPresentation.ts';
import { treeItem, tooltipFor } from './treeItems.ts';
import { render } from '../../protocol/text.ts';

/** What the tree needs of the other modules. */
export interface AssignmentsParts {
  readonly currentJob: CurrentJob;
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly monitor: JobMonitor;
  readonly log: vscode.LogOutputChannel;
}

/** The tree *Assigned Users and Groups*. */
export class AssignmentsView extends Disposable implements vscode.TreeDataProvider<AssignmentNode> {
  readonly #parts: AssignmentsParts;
  readonly #model: AssignmentsModel;
  readonly #view: vscode.TreeView<AssignmentNode>;
  readonly #changed = this.register(new vscode.EventEmitter<AssignmentNode | AssignmentNode[] | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #touched = new Map<string, ObjectNode>();
  readonly #showTouched = this.register(
    throttle(() => {
      this.#changed.fire(Array.from(this.#touched.values()));
      this.#touched.clear();
    }, 250),
  );
  /** What the tree stands for; see `#jobChanged`. */
  readonly #generation = new Generation();
  #state: AssignmentsState = 'reading';
  #jobShown = '';
  #stale = false;

  constructor(parts: AssignmentsParts) {
    super();
    this.#parts = parts;
    this.#model = new AssignmentsModel(
      (query) => this.#readPage(query),
      () => readSetting('assignments.pageSize'),
    );
    this.#view = this.register(
      vscode.window.createTreeView('dropboxProvisioning.assignments', {
        treeDataProvider: this,
        showCollapseAll: true,
      }),
    );
    this.register(
      parts.currentJob.onDidChange(() => {
        this.#jobChanged();
      }),
    );
    this.register(
      parts.monitor.onDidChange(() => {
        this.#showBadge();
      }),
    );
    this.register(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.reload();
      }),
    );
  }

  get state(): AssignmentsState {
    return this.#state;
  }

  get filter(): AssignmentsFilter {
    return this.#model.filter;
  }

  setFilter(filter: AssignmentsFilter): void {
    this.#generation.advance();
    this.#model.setFilter(filter);
    setContextKey('filtered', isFilter(this.filter));
    this.#showDescription();
    this.#changed.fire(undefined);
  }

  /** *Problems First*, or by name again. */
  setProblemsFirst(problemsFirst: boolean): void {
    this.#generation.advance();
    this.#model.setProblemsFirst(problemsFirst);
    setContextKey('problemsFirst', problemsFirst);
    this.#showDescription();
    this.#changed.fire(undefined);
  }

  /** How many of those whose name matches the filter are in each state. */
  async countStates(): Promise<StateCounts> {
    const { params } = await this.#parts.opener.openToRead();
    return this.#parts.engine.countStates({ job: params, filter: this.filter.text });
  }

  /** Shows again what the job's state holds; nothing is read from the source. */
  reload(): void {
    this.#generation.advance();
    this.#model.reset();
    this.#changed.fire(undefined);
  }

  /** Shows what a running sync did to one object, soon; a sync of another job is not for this tree. */
  apply(event: ProvisioningEvent): void {
    if (event.jobId !== this.#parts.currentJob.lastValid?.job.id) return;
    for (const node of this.#model.apply(event)) this.#touched.set(node.id, node);
    if (this.#touched.size > 0) this.#showTouched.schedule();
  }

  async loadMore(node: MoreNode): Promise<void> {
    await vscode.window.withProgress({ location: { viewId: this.#viewId } }, () => this.#model.loadMore(node));
    this.#changed.fire(node.parent);
  }

  async getChildren(node?: AssignmentNode): Promise<AssignmentNode[]> {
    if (node === undefined) return this.#roots();
    try {
      return await this.#model.children(node);
    } catch (failure) {
      this.#parts.log.error(failureText(failure));
      throw failure;
    }
  }

  getTreeItem(node: AssignmentNode): vscode.TreeItem {
    const shown = node.kind === 'object' ? { ...node, object: this.#model.current(node) } : node;
    return treeItem(shown, { stale: this.#stale });
  }

  getParent(node: AssignmentNode): AssignmentNode | null {
    return node.parent;
  }

  resolveTreeItem(item: vscode.TreeItem, node: AssignmentNode): vscode.TreeItem {
    if (node.kind === 'object') item.tooltip = tooltipFor(this.#model.current(node));
    return item;
  }

  readonly #viewId = 'dropboxProvisioning.assignments';

  async #roots(): Promise<AssignmentNode[]> {
    const { state, roots } = await this.#generation.latest(() => this.#compute());
    this.#state = state;
    setContextKey('assignmentsState', state);
    this.#showDescription();
    return roots;
  }

  async #compute(): Promise<TreeContent> {
    const { currentJob, log } = this.#parts;
    await currentJob.ready();
    const { current, lastValid } = currentJob;
    const before = stateBeforeReading({
      folderOpen: (vscode.workspace.workspaceFolders?.length ?? 0) > 0,
      jobFiles: currentJob.files.length,
      current: current === null ? null : { valid: lastValid !== null },
      trusted: vscode.workspace.isTrusted,
    });
    if (before !== null) return { state: before, roots: [] };
    try {
      return await this.#read();
    } catch (failure) {
      log.error(failureText(failure));
      return { state: 'engineFailed', roots: [] };
    }
  }

  async #read(): Promise<TreeContent> {
    const { opener, engine, monitor } = this.#parts;
    const { params, job, missing, removal } = await opener.openToRead();
    monitor.reportRemoval(job.id, removal);
    const status = await engine.status(params);
    monitor.report(status);
    const roots = status.sourceReadAt === null ? [] : await this.#model.sections();
    const total = roots.reduce((sum, section) => sum + section.total, 0);
    const { sourceReadAt } = status;
    const isFiltered = isFilter(this.filter);
    const state = stateAfterReading({ sourceReadAt, missing: missing?.kind ?? null, total, isFiltered });
    return { state, roots };
  }

  async #readPage(query: PageQuery): ReturnType<Engine['listAssigned']> {
    const { params } = await this.#parts.opener.openToRead();
    return this.#parts.engine.listAssigned({ job: params, ...query });
  }

  /**
   * Typing in the job file must not make the tree read again and again: only another job, source or scope does. While the file
   * has errors, the tree stays as it was read, greyed.
   */
  #jobChanged(): void {
    const { current, lastValid } = this.#parts.currentJob;
    const job = lastValid?.job ?? null;
    this.#showStale(job !== null && current?.reading.job === null);
    const shown = JSON.stringify([
      current?.uri.toString(),
      this.#parts.currentJob.files.length,
      job?.id,
      job?.source,
      job?.target,
      job?.provisioning.scope,
    ]);
    if (shown === this.#jobShown) return;
    this.#jobShown = shown;
    this.reload();
  }

  #showStale(stale: boolean): void {
    if (stale === this.#stale) return;
    this.#stale = stale;
    this.#showMessage();
    this.#changed.fire(undefined);
  }

  #showDescription(): void {
    const { situation } = this.#parts.monitor;
    const parts = [...listWords(this.filter, this.#model.problemsFirst, vscode.l10n.t), situation?.jobName ?? ''];
    this.#view.description = parts.filter((part) => part !== '').join(' · ');
  }

  #showBadge(): void {
    const { situation } = this.#parts.monitor;
    const { escrowed = 0, quarantine = null } = situation?.status ?? {};
    // Staged deletes have a view, and a badge, of their own.
    const value = escrowed + (quarantine === null || quarantine.reason === 'TooManyDeletes' ? 0 : 1);
    const tooltip = vscode.l10n.t('{0} things need attention', value);
    this.#view.badge = value > 0 ? { value, tooltip } : undefined;
    this.#showMessage();
  }

  #showMessage(): void {
    const quarantine = this.#parts.monitor.situation?.status?.quarantine ?? null;
    if (this.#stale) this.#view.message = vscode.l10n.t('The job file has errors. This is what was last read.');
    else
      this.#view.message =
        quarantine === null
          ? ''
          : plainLabel(vscode.l10n.t('In quarantine: {0}', render(quarantine.message, vscode.l10n.t)));
  }
}

/** What the tree shows at its top, and why it is empty if it is. */
interface TreeContent {
  readonly state: AssignmentsState;
  readonly roots: AssignmentNode[];
}
