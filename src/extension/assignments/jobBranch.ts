import type { AssignedPage, StateCounts } from '../../protocol/assignedObjects.ts';
import type { JobStatus } from '../../protocol/jobStatus.ts';
import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import { Generation } from '../support/generation.ts';
import type { AssignmentNode, JobNode, ObjectNode, SectionNode } from './assignmentNodes.ts';
import { type AssignmentsFilter, AssignmentsModel, type PageQuery } from './assignmentsModel.ts';
import { type EmptyState, stateAfterReading } from './assignmentsState.ts';
import { isFilter } from './filterPresentation.ts';

/** What a branch asks for, of its own job only. */
export interface BranchReader {
  /** Asks how the job is, and what keeps requests from being sent. */
  status(): Promise<{ readonly status: JobStatus; readonly missing: 'sandbox' | 'credential' | null }>;
  page(query: PageQuery): Promise<AssignedPage>;
  countStates(filter: string): Promise<StateCounts>;
  pageSize(): number;
  /** Hears why nothing could be read. */
  failed(failure: unknown): void;
}

/** What a job has to show. */
export interface BranchContent {
  readonly state: EmptyState | 'ready';
  readonly sections: readonly SectionNode[];
}

/**
 * One job of the tree: its users and groups, read when somebody looks, and kept until they're read again. Reads and events are
 * of this job alone, whichever is the current one.
 */
export class JobBranch {
  readonly node: JobNode;
  readonly #reader: BranchReader;
  readonly #model: AssignmentsModel;
  readonly #generation = new Generation();
  #content: Promise<BranchContent> | null = null;

  constructor(node: JobNode, reader: BranchReader) {
    this.node = node;
    this.#reader = reader;
    this.#model = new AssignmentsModel(
      node,
      (query) => reader.page(query),
      () => reader.pageSize(),
    );
  }

  /** Who is shown and in which order, as for the other jobs. */
  show(filter: AssignmentsFilter, problemsFirst: boolean): void {
    this.#again();
    this.#model.setFilter(filter);
    this.#model.setProblemsFirst(problemsFirst);
  }

  /** Forgets what was read; nothing is asked for before somebody looks. */
  reload(): void {
    this.#again();
    this.#model.reset();
  }

  /** What is shown, or why nobody is. */
  content(): Promise<BranchContent> {
    this.#content ??= this.#generation.latest(() => this.#read());
    return this.#content;
  }

  /** What stands below the job's root: its sections, or one node that says why there are none. */
  async roots(): Promise<AssignmentNode[]> {
    const { state, sections } = await this.content();
    if (state === 'ready') return [...sections];
    return [{ kind: 'empty', id: `${this.node.id}/empty`, state, parent: this.node }];
  }

  get model(): AssignmentsModel {
    return this.#model;
  }

  /** How many of those whose name matches the filter are in each state. */
  countStates(): Promise<StateCounts> {
    return this.#reader.countStates(this.#model.filter.text);
  }

  /** Takes up what a running sync of this job did; the nodes that look different now. */
  apply(event: ProvisioningEvent): readonly ObjectNode[] {
    return this.#model.apply(event);
  }

  #again(): void {
    this.#generation.advance();
    this.#content = null;
  }

  async #read(): Promise<BranchContent> {
    try {
      const { status, missing } = await this.#reader.status();
      const { sourceReadAt } = status;
      const sections = sourceReadAt === null ? [] : await this.#model.sections();
      const total = sections.reduce((sum, section) => sum + section.total, 0);
      const isFiltered = isFilter(this.#model.filter);
      return { state: stateAfterReading({ sourceReadAt, missing, total, isFiltered }), sections };
    } catch (failure) {
      this.#reader.failed(failure);
      return { state: 'engineFailed', sections: [] };
    }
  }
}
