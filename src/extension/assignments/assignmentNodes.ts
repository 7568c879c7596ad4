import type * as vscode from 'vscode';
import type { AssignedObject } from '../../protocol/assignedObjects.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { EmptyState } from './assignmentsState.ts';

/** One node of the tree *Assigned Users and Groups*. */
export type AssignmentNode = JobNode | EmptyNode | SectionNode | ObjectNode | MoreNode;

/** A job. With one job in the window its root isn't shown, and its sections are the tree's roots. */
export interface JobNode {
  readonly kind: 'job';
  /** The address of its file. */
  readonly id: string;
  /** Its file. */
  readonly uri: vscode.Uri;
  readonly parent: null;
}

/** Stands below the root of a job that has nobody to show, and says why. */
export interface EmptyNode {
  readonly kind: 'empty';
  readonly id: string;
  readonly state: EmptyState;
  readonly parent: JobNode;
}

/** *Users* or *Groups*. */
export interface SectionNode {
  readonly kind: 'section';
  readonly id: string;
  readonly type: ObjectType;
  /** How many match the filter. */
  readonly total: number;
  /** How many there are without a filter. */
  readonly unfiltered: number;
  readonly parent: JobNode;
}

/** A user or group; the same user has one node under *Users* and one in each group that is open. */
export interface ObjectNode {
  readonly kind: 'object';
  readonly id: string;
  readonly object: AssignedObject;
  readonly parent: SectionNode | ObjectNode;
}

/** *Load more…*: stands for those of a list that are not loaded yet. */
export interface MoreNode {
  readonly kind: 'more';
  readonly id: string;
  readonly type: ObjectType;
  readonly loaded: number;
  readonly total: number;
  readonly parent: SectionNode | ObjectNode;
}

/** The job that a node belongs to. */
export function jobOfNode(node: AssignmentNode): JobNode {
  return node.kind === 'job' ? node : jobOfNode(node.parent);
}
