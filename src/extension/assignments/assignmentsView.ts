import * as vscode from 'vscode';
import type { StateCounts } from '../../protocol/assignedObjects.ts';
import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import { plainLabel } from '../../protocol/safeText.ts';
import { render } from '../../protocol/text.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { failureText } from '../support/actionableFailure.ts';
import { setContextKey } from '../support/contextKeys.ts';
import { throttle } from '../support/debounce.ts';
import { Disposable } from '../support/disposable.ts';
import { Generation } from '../support/generation.ts';
import { type AssignmentNode, jobOfNode, type MoreNode, type ObjectNode } from './assignmentNodes.ts';
import { type AssignmentsFilter, noFilter } from './assignmentsModel.ts';
import { type AssignmentsState, stateBeforeReading } from './assignmentsState.ts';
import { isFilter, listWords } from './filterPresentation.ts';
import type { JobBranch } from './jobBranch.ts';
import { JobBranches, type BranchesParts } from './jobBranches.ts';
import { jobItem, treeItem, tooltipFor } from './treeItems.ts';

/** What the tree needs of the other modules. */
export interface AssignmentsParts extends BranchesParts {
  readonly monitor: JobMonitor;
}

/**
 * The tree *Assigned Users and Groups*. With one job in the window it shows that job's users and groups; with several, each job
 * is a root with its own below it.
 */
export class AssignmentsView extends Disposable implements vscode.TreeDataProvider<AssignmentNode> {
  readonly #parts: AssignmentsParts;
  readonly #branches: JobBranches;
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
  readonly #showRoots = this.register(
    throttle(() => {
      const nodes = this.#branches.changedRoots();
      if (nodes.length > 0) this.#changed.fire(nodes);
    }, 500),
  );
  /** Which jobs there are, and who of them is shown. */
  readonly #generation = new Generation();
  #filter = noFilter;
  #problemsFirst = false;
  #state: AssignmentsState = 'reading';

  constructor(parts: AssignmentsParts) {
    super();
    this.#parts = parts;
    this.#branches = new JobBranches(parts);
    this.#view = this.register(
      vscode.window.createTreeView('dropboxProvisioning.assignments', {
        treeDataProvider: this,
        showCollapseAll: true,
      }),
    );
    this.register(
      parts.currentJob.onDidChange(() => {
        this.#jobsChanged();
      }),
    );
    this.register(
      parts.monitor.onDidChange(() => {
        this.#showBadge();
        if (this.#branches.several) this.#showRoots.schedule();
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
    return this.#filter;
  }

  /** Of all jobs. */
  setFilter({ text, states }: AssignmentsFilter): void {
    this.#filter = { text: text.trim(), states };
    setContextKey('filtered', isFilter(this.#filter));
    this.#showAnew();
  }

  /** *Problems First*, or by name again. */
  setProblemsFirst(problemsFirst: boolean): void {
    this.#problemsFirst = problemsFirst;
    setContextKey('problemsFirst', problemsFirst);
    this.#showAnew();
  }

  /** How many of those whose name matches the filter are in each state, in all jobs. */
  countStates(): Promise<StateCounts> {
    return this.#branches.countStates();
  }

  /**
   * Shows again what is stored of a job; nothing is read from its source.
   *
   * @param jobId all jobs when absent.
   */
  reload(jobId?: string): void {
    this.#generation.advance();
    const branches = jobId === undefined ? this.#branches.all : this.#branches.ofJob(jobId);
    for (const branch of branches) branch.reload();
    this.#changed.fire(undefined);
  }

  /** Shows what a running sync did to one object, soon, below the job of the event. */
  apply(event: ProvisioningEvent): void {
    for (const branch of this.#branches.ofJob(event.jobId))
      for (const node of branch.apply(event)) this.#touched.set(node.id, node);
    if (this.#touched.size > 0) this.#showTouched.schedule();
  }

  async loadMore(node: MoreNode): Promise<void> {
    const model = this.#branches.of(node)?.model;
    if (model === undefined) return;
    await vscode.window.withProgress({ location: { viewId: this.#viewId } }, () => model.loadMore(node));
    this.#changed.fire(node.parent);
  }

  async getChildren(node?: AssignmentNode): Promise<AssignmentNode[]> {
    if (node === undefined) return this.#roots();
    const branch = this.#branches.of(node);
    if (branch === null) return [];
    try {
      return await (node.kind === 'job' ? branch.roots() : branch.model.children(node));
    } catch (failure) {
      this.#parts.log.error(failureText(failure));
      throw failure;
    }
  }

  getTreeItem(node: AssignmentNode): vscode.TreeItem {
    if (node.kind === 'job') return jobItem(node, this.#branches.factsOf(node));
    const branch = this.#branches.of(node);
    const shown = node.kind === 'object' && branch !== null ? { ...node, object: branch.model.current(node) } : node;
    const { stale, executor } = this.#branches.lookOf(jobOfNode(node));
    return treeItem(shown, { stale, executor });
  }

  getParent(node: AssignmentNode): AssignmentNode | null {
    return node.parent?.kind === 'job' && !this.#branches.several ? null : node.parent;
  }

  resolveTreeItem(item: vscode.TreeItem, node: AssignmentNode): vscode.TreeItem {
    if (node.kind === 'object') item.tooltip = tooltipFor(this.#branches.of(node)?.model.current(node) ?? node.object);
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
    const { currentJob } = this.#parts;
    await currentJob.ready();
    const { jobs } = currentJob;
    const only = jobs.length === 1 ? jobs[0] : undefined;
    const before = stateBeforeReading({
      folderOpen: (vscode.workspace.workspaceFolders?.length ?? 0) > 0,
      jobs: jobs.length,
      isValid: only?.lastValid !== null,
      trusted: vscode.workspace.isTrusted,
    });
    if (before !== null) return { state: before, roots: [] };
    this.#branches.update(this.#filter, this.#problemsFirst);
    const branch: JobBranch | undefined = only === undefined ? undefined : this.#branches.all[0];
    if (branch !== undefined) {
      const { state, sections } = await branch.content();
      return { state, roots: [...sections] };
    }
    this.#branches.askForStatus();
    return { state: 'ready', roots: this.#branches.all.map(({ node }) => node) };
  }

  /**
   * Typing in a job file must not make the tree read again and again: only another job, source or scope does. While a file has
   * errors, its part of the tree stays as it was read, greyed.
   */
  #jobsChanged(): void {
    const change = this.#branches.update(this.#filter, this.#problemsFirst);
    this.#showMessage();
    if (change === 'none') {
      if (this.#branches.several) this.#showRoots.schedule();
      return;
    }
    if (change === 'jobs') this.#generation.advance();
    this.#changed.fire(undefined);
  }

  #showAnew(): void {
    this.#generation.advance();
    for (const branch of this.#branches.all) branch.show(this.#filter, this.#problemsFirst);
    this.#showDescription();
    this.#changed.fire(undefined);
  }

  #showDescription(): void {
    const { situation } = this.#parts.monitor;
    const parts = [...listWords(this.#filter, this.#problemsFirst, vscode.l10n.t), situation?.jobName ?? ''];
    this.#view.description = parts.filter((part) => part !== '').join(' · ');
  }

  #showBadge(): void {
    const value = this.#parts.monitor.attention;
    const tooltip = vscode.l10n.t('{0} things need attention', value);
    this.#view.badge = value > 0 ? { value, tooltip } : undefined;
    this.#showMessage();
  }

  /** Of the one job; with several, each root says it of its own. */
  #showMessage(): void {
    const quarantine = this.#parts.monitor.situation?.status?.quarantine ?? null;
    if (this.#branches.several) this.#view.message = '';
    else if (this.#branches.all.some(({ node }) => this.#branches.lookOf(node).stale))
      this.#view.message = vscode.l10n.t('The job file has errors. This is what was last read.');
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
