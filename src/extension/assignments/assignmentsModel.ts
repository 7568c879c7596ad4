import type { AssignedObject, AssignedPage, ObjectState } from '../../protocol/assignedObjects.ts';
import type { ObjectType, ProvisioningEvent } from '../../protocol/provisioning.ts';
import { Generation } from '../support/generation.ts';
import { applyEvent } from './applyEvent.ts';
import type { AssignmentNode, JobNode, MoreNode, ObjectNode, SectionNode } from './assignmentNodes.ts';

/** Whom the tree shows; members of a group that was opened are all shown. */
export interface AssignmentsFilter {
  /** What the display name, user principal name or mail contains; empty for everyone. */
  readonly text: string;
  /** Only objects in one of these states; empty for all. */
  readonly states: readonly ObjectState[];
}

export const noFilter: AssignmentsFilter = { text: '', states: [] };

/** What the tree asks the engine for. */
export interface PageQuery {
  readonly filter: string;
  /** Absent for all. */
  readonly states?: readonly ObjectState[];
  readonly problemsFirst: boolean;
  readonly groupId: string | null;
  readonly type: ObjectType;
  readonly offset: number;
  readonly limit: number;
}

export type ReadPage = (query: PageQuery) => Promise<AssignedPage>;

interface List {
  objects: readonly AssignedObject[];
  total: number;
  unfiltered: number;
}

const sections: readonly ObjectType[] = ['User', 'Group'];

/**
 * What the tree shows of one job: pages of assigned users and groups, and of the direct members of groups that were opened. It holds
 * only what was asked for, and a page more each time the person loads more; a list that changed between two pages is read
 * again from its beginning, so that paging neither drops nor repeats anyone.
 */
export class AssignmentsModel {
  readonly #root: JobNode;
  readonly #readPage: ReadPage;
  readonly #pageSize: () => number;
  /** By id of the node whose children they are, and object type. */
  readonly #lists = new Map<string, List>();
  readonly #loadedBefore = new Map<string, number>();
  readonly #nodes = new Map<string, ObjectNode[]>();
  /** Another source of the job, or another filter: pages that were asked for before belong to neither. */
  readonly #generation = new Generation();
  #filter = noFilter;
  #problemsFirst = false;

  constructor(root: JobNode, readPage: ReadPage, pageSize: () => number) {
    this.#root = root;
    this.#readPage = readPage;
    this.#pageSize = pageSize;
  }

  get filter(): AssignmentsFilter {
    return this.#filter;
  }

  get problemsFirst(): boolean {
    return this.#problemsFirst;
  }

  setFilter({ text, states }: AssignmentsFilter): void {
    this.#filter = { text: text.trim(), states };
    this.#forget(false);
  }

  /** Lists what failed, is held back or was skipped before the others. */
  setProblemsFirst(problemsFirst: boolean): void {
    this.#problemsFirst = problemsFirst;
    this.#forget(false);
  }

  /** Forgets what was read; lists that were loaded further than a page are read that far again. */
  reset(): void {
    this.#forget(true);
  }

  /** *Users* and *Groups*, as far as there are any. */
  async sections(): Promise<SectionNode[]> {
    const found: SectionNode[] = [];
    for (const type of sections) {
      const id = `${this.#root.id}/${type}`;
      const { total, unfiltered } = await this.#list(id, null, type);
      if (total > 0) found.push({ kind: 'section', id, type, total, unfiltered, parent: this.#root });
    }
    return found;
  }

  /** What is below a section or a group. */
  async children(node: AssignmentNode): Promise<AssignmentNode[]> {
    if (node.kind === 'more' || node.kind === 'empty') return [];
    if (node.kind === 'job') return this.sections();
    if (node.kind === 'section') return this.#nodesOf(node, node.type, await this.#list(node.id, null, node.type));
    if (node.object.type !== 'Group') return [];
    const children: AssignmentNode[] = [];
    for (const type of sections) {
      children.push(...this.#nodesOf(node, type, await this.#list(node.id, node.object.id, type)));
    }
    return children;
  }

  /** Reads the next page of the list that a *Load more…* node ends. */
  async loadMore(node: MoreNode): Promise<void> {
    const key = listKey(node.parent.id, node.type);
    const groupId = node.parent.kind === 'object' ? node.parent.object.id : null;
    const list = this.#lists.get(key);
    if (list === undefined) return;
    const counts = this.#generation.begin();
    const page = await this.#readPage(this.#query(groupId, node.type, list.objects.length, this.#pageSize()));
    const moved = page.total !== list.total || (page.objects.length === 0 && list.objects.length < list.total);
    const next = moved
      ? await this.#readPage(this.#query(groupId, node.type, 0, list.objects.length + this.#pageSize()))
      : { ...page, objects: [...list.objects, ...page.objects] };
    if (counts()) this.#lists.set(key, listOf(next));
  }

  /** Takes up what happened to one object; the nodes that look different now. */
  apply(event: ProvisioningEvent): ObjectNode[] {
    for (const list of this.#lists.values()) {
      const index = list.objects.findIndex(({ id }) => id === event.source.id);
      const object = list.objects[index];
      if (object === undefined) continue;
      list.objects = list.objects.with(index, applyEvent(object, event));
    }
    return this.#nodes.get(event.source.id) ?? [];
  }

  /** The object as it is known now; the node may be older. */
  current(node: ObjectNode): AssignedObject {
    const list = this.#lists.get(listKey(node.parent.id, node.object.type));
    return list?.objects.find(({ id }) => id === node.object.id) ?? node.object;
  }

  async #list(parentId: string, groupId: string | null, type: ObjectType): Promise<List> {
    const key = listKey(parentId, type);
    const known = this.#lists.get(key);
    if (known) return known;
    const page = await this.#generation.latest(() => {
      const limit = Math.max(this.#pageSize(), this.#loadedBefore.get(key) ?? 0);
      return this.#readPage(this.#query(groupId, type, 0, limit));
    });
    const list = listOf(page);
    this.#lists.set(key, list);
    return list;
  }

  #query(groupId: string | null, type: ObjectType, offset: number, limit: number): PageQuery {
    const { text, states } = groupId === null ? this.#filter : noFilter;
    const chosen = states.length === 0 ? {} : { states };
    return { filter: text, ...chosen, problemsFirst: this.#problemsFirst, groupId, type, offset, limit };
  }

  #nodesOf(parent: SectionNode | ObjectNode, type: ObjectType, list: List): AssignmentNode[] {
    const nodes: AssignmentNode[] = list.objects.map((object) => this.#remember(objectNode(parent, object)));
    if (list.objects.length < list.total) nodes.push(moreNode(parent, type, list));
    return nodes;
  }

  /** Keeps each node by its object, so that an event finds all of them; a node that is made again replaces its former self. */
  #remember(node: ObjectNode): ObjectNode {
    const nodes = this.#nodes.get(node.object.id)?.filter(({ id }) => id !== node.id) ?? [];
    this.#nodes.set(node.object.id, [...nodes, node]);
    return node;
  }

  #forget(keepReach: boolean): void {
    this.#generation.advance();
    this.#loadedBefore.clear();
    if (keepReach) for (const [key, { objects }] of this.#lists) this.#loadedBefore.set(key, objects.length);
    this.#lists.clear();
    this.#nodes.clear();
  }
}

function listKey(parentId: string, type: ObjectType): string {
  return `${parentId}\n${type}`;
}

function objectNode(parent: SectionNode | ObjectNode, object: AssignedObject): ObjectNode {
  return { kind: 'object', id: `${parent.id}/${object.id}`, object, parent };
}

function moreNode(parent: SectionNode | ObjectNode, type: ObjectType, list: List): MoreNode {
  const { objects, total } = list;
  return { kind: 'more', id: `${parent.id}/${type}/more`, type, loaded: objects.length, total, parent };
}

function listOf({ objects, total, unfiltered }: AssignedPage): List {
  return { objects: withoutRepeats(objects), total, unfiltered };
}

/** Two tree items of one id would break the view. */
function withoutRepeats(objects: readonly AssignedObject[]): readonly AssignedObject[] {
  return Array.from(new Map(objects.map((object) => [object.id, object])).values());
}
