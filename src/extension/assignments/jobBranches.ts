import * as vscode from 'vscode';
import type { StateCounts } from '../../protocol/assignedObjects.ts';
import type { Executor } from '../../protocol/executors.ts';
import type { Engine } from '../engine/engine.ts';
import type { CurrentJob } from '../jobs/currentJob.ts';
import type { KnownJob } from '../jobs/knownJobs.ts';
import type { JobOpener } from '../jobs/openJob.ts';
import { fileName } from '../jobs/readJobFile.ts';
import { readSetting } from '../settings/settings.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { failureText } from '../support/actionableFailure.ts';
import { type AssignmentNode, type JobNode, jobOfNode } from './assignmentNodes.ts';
import type { AssignmentsFilter } from './assignmentsModel.ts';
import { type BranchReader, JobBranch } from './jobBranch.ts';
import { jobRoot, type JobRoot } from './jobRoot.ts';

export interface BranchesParts {
  readonly currentJob: CurrentJob;
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly monitor: JobMonitor;
  readonly log: vscode.LogOutputChannel;
}

interface Kept {
  readonly branch: JobBranch;
  /** What the branch was read for: another source or scope is read anew. */
  readonly readFor: string;
  readonly stale: boolean;
}

/** How much of the tree is another one than before. */
export type TreeChange = 'jobs' | 'content' | 'none';

/** The jobs of the tree, each with its own branch, by the address of its file. */
export class JobBranches {
  readonly #parts: BranchesParts;
  #kept: ReadonlyMap<string, Kept> = new Map();
  /** The roots as they were drawn last. */
  readonly #drawn = new Map<string, string>();

  constructor(parts: BranchesParts) {
    this.#parts = parts;
  }

  get all(): readonly JobBranch[] {
    return Array.from(this.#kept.values(), ({ branch }) => branch);
  }

  /** Whether each job has a root of its own. */
  get several(): boolean {
    return this.#kept.size > 1;
  }

  /** Those of a job; several where files are copies of one another. */
  ofJob(jobId: string): readonly JobBranch[] {
    return this.all.filter(({ node }) => this.#knownOf(node)?.lastValid?.job.id === jobId);
  }

  /** Null when the node's job is gone. */
  of(node: AssignmentNode): JobBranch | null {
    return this.#kept.get(jobOfNode(node).id)?.branch ?? null;
  }

  /** Follows the jobs of the window: new ones get a branch, those that are gone lose theirs, and changed ones are read anew. */
  update(filter: AssignmentsFilter, problemsFirst: boolean): TreeChange {
    const before = this.#kept;
    const kept = this.#parts.currentJob.jobs.map((known): [string, Kept] => {
      const { uri } = known.file;
      const former = before.get(uri.toString());
      const next = { readFor: readFor(known), stale: isStale(known) };
      const isSame = former?.readFor === next.readFor;
      if (former !== undefined && !isSame) former.branch.reload();
      const branch = former?.branch ?? this.#branch(uri, filter, problemsFirst);
      return [uri.toString(), { branch, ...next }];
    });
    this.#kept = new Map(kept);
    const isOther = kept.length !== before.size || kept.some(([address]) => !before.has(address));
    if (isOther) return 'jobs';
    const differs = ([address, { readFor: what, stale }]: [string, Kept]): boolean =>
      before.get(address)?.readFor !== what || before.get(address)?.stale !== stale;
    return kept.some(differs) ? 'content' : 'none';
  }

  /** How the nodes of a job are drawn. */
  lookOf(node: JobNode): { readonly stale: boolean; readonly executor: Executor } {
    const executor = this.#knownOf(node)?.lastValid?.job.executor ?? 'local';
    return { stale: this.#kept.get(node.id)?.stale ?? false, executor };
  }

  /** How the root of a job is drawn; null when the job is gone. */
  factsOf(node: JobNode): RootLook | null {
    const known = this.#knownOf(node);
    const situation = this.#parts.monitor.situationOf(node.uri);
    if (known === null || situation === null) return null;
    const { currentJob } = this.#parts;
    const isCurrent = currentJob.current?.uri.toString() === node.id;
    const isReadable = known.lastValid !== null;
    const facts = { situation, name: currentJob.nameOf(known), fileName: fileName(node.uri), isCurrent, isReadable };
    const root = jobRoot(facts, vscode.l10n.t);
    this.#drawn.set(node.id, JSON.stringify(root));
    return { root, isCurrent, isReadable };
  }

  /** The roots that look otherwise than they were drawn. */
  changedRoots(): JobNode[] {
    return this.all.flatMap(({ node }) => {
      const before = this.#drawn.get(node.id);
      this.factsOf(node);
      return before !== undefined && before !== this.#drawn.get(node.id) ? [node] : [];
    });
  }

  /** Asks how the jobs are of which nothing is known, for their roots. What can't be asked says why when its root is opened. */
  askForStatus(): void {
    const { monitor, opener, currentJob, log } = this.#parts;
    for (const { file, lastValid } of currentJob.jobs) {
      if (lastValid === null || monitor.situationOf(file.uri)?.status !== null) continue;
      monitor.refresh(opener.at(file.uri)).catch((failure: unknown) => {
        log.debug(failureText(failure));
      });
    }
  }

  /** How many are in each state, in all jobs that can be read. */
  async countStates(): Promise<StateCounts> {
    const readable = this.all.filter(({ node }) => this.#knownOf(node)?.lastValid != null);
    const counts = await Promise.all(readable.map((branch) => branch.countStates()));
    const sum: Record<string, number> = {};
    for (const each of counts)
      for (const [state, count] of Object.entries(each)) sum[state] = (sum[state] ?? 0) + count;
    return sum;
  }

  #branch(uri: vscode.Uri, filter: AssignmentsFilter, problemsFirst: boolean): JobBranch {
    const branch = new JobBranch({ kind: 'job', id: uri.toString(), uri, parent: null }, this.#reader(uri));
    branch.show(filter, problemsFirst);
    return branch;
  }

  #reader(uri: vscode.Uri): BranchReader {
    const { engine, monitor, log } = this.#parts;
    const opener = this.#parts.opener.at(uri);
    return {
      status: async () => {
        const { params, job, missing, removal } = await opener.openToRead();
        monitor.reportRemoval(job.id, removal);
        const status = await engine.status(params);
        monitor.report(status);
        return { status, missing: missing?.kind ?? null };
      },
      page: async (query) => engine.listAssigned({ job: (await opener.openToRead()).params, ...query }),
      countStates: async (filter) => engine.countStates({ job: (await opener.openToRead()).params, filter }),
      pageSize: () => readSetting('assignments.pageSize'),
      failed: (failure) => {
        log.error(failureText(failure));
      },
    };
  }

  #knownOf({ uri }: JobNode): KnownJob | null {
    return this.#parts.currentJob.known(uri);
  }
}

/** The root of a job, and what it can do. */
export interface RootLook {
  readonly root: JobRoot;
  readonly isCurrent: boolean;
  readonly isReadable: boolean;
}

function readFor({ lastValid }: KnownJob): string {
  const job = lastValid?.job;
  return JSON.stringify([job?.id, job?.source, job?.target, job?.provisioning.scope]);
}

/** Whether what is shown was read for another text than the file has. */
function isStale({ file, lastValid }: KnownJob): boolean {
  return lastValid !== null && file.reading.job === null;
}
