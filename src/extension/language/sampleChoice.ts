import * as vscode from 'vscode';
import { isSample, type Sample } from '../../languageServer/sampleProtocol.ts';
import type { OpenJobParams } from '../../protocol/openJob.ts';
import { pickObject } from '../commands/pickObject.ts';
import { runAction } from '../commands/registerCommand.ts';
import { isObjectNode } from '../commands/subject.ts';
import type { Engine } from '../engine/engine.ts';
import type { JobOpener } from '../jobs/openJob.ts';
import { ActionableFailure, Cancelled } from '../support/actionableFailure.ts';

/** What is remembered of a choice: an object of the directory by its id only, so that its data stays where it is. */
export type SampleChoice =
  | {
      readonly kind: 'object';
      readonly id: string;
      readonly displayName: string;
      /** The job whose source knows it; the current one when absent, as an earlier version stored it. */
      readonly jobId?: string;
    }
  | { readonly kind: 'typed'; readonly sample: Sample };

export interface SampleParts {
  readonly opener: JobOpener;
  readonly engine: Engine;
}

/** Lets the person choose what expressions are tried on; a node of the tree is chosen at once. Null: nothing any more. */
export async function chooseSample(parts: SampleParts, argument: unknown): Promise<SampleChoice | null> {
  if (isObjectNode(argument))
    return {
      kind: 'object',
      id: argument.object.id,
      displayName: argument.object.displayName,
      jobId: (await parts.opener.openToRead()).job.id,
    };
  const items = [
    {
      label: vscode.l10n.t('Assigned user or group…'),
      detail: vscode.l10n.t('From the job’s directory or snapshot; what the last cycle read when that cannot be asked'),
      iconPath: new vscode.ThemeIcon('account'),
      way: 'object',
    },
    {
      label: vscode.l10n.t('Type attributes…'),
      detail: vscode.l10n.t('Any user, real or not, as JSON'),
      iconPath: new vscode.ThemeIcon('edit'),
      way: 'typed',
    },
    {
      label: vscode.l10n.t('No sample'),
      detail: vscode.l10n.t('No hints beside expressions'),
      iconPath: new vscode.ThemeIcon('circle-slash'),
      way: 'none',
    },
  ] as const;
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Choose Sample User') });
  if (chosen === undefined) throw new Cancelled();
  if (chosen.way === 'none') return null;
  return chosen.way === 'object' ? chooseObject(parts) : typeAttributes();
}

/** The attributes behind a choice, as the job's source gave them last. Null when the source does not know the object any more. */
export async function readSample({ opener, engine }: SampleParts, choice: SampleChoice): Promise<Sample | null> {
  if (choice.kind === 'typed') return choice.sample;
  const { id, jobId } = choice;
  const { params: job } = await (jobId === undefined ? opener.openToRead() : opener.openById(jobId));
  return (
    (await engine.sourceAttributes({ job, type: 'User', id })) ?? engine.sourceAttributes({ job, type: 'Group', id })
  );
}

/** Whether what was stored is a choice; another version may have stored something else. */
export function isSampleChoice(value: unknown): value is SampleChoice {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (value.kind === 'typed') return 'sample' in value && isSample(value.sample);
  return value.kind === 'object' && 'id' in value && typeof value.id === 'string' && 'displayName' in value;
}

async function chooseObject(parts: SampleParts): Promise<SampleChoice> {
  const { params, job, uri } = await parts.opener.openToRead();
  if (!(await isAnybodyKnown(parts.engine, params))) await runAction('refresh', uri);
  const id = await pickObject(parts.engine, params, vscode.l10n.t('Choose Sample User'));
  const sample = await readSample(parts, { kind: 'object', id, displayName: id, jobId: job.id });
  if (sample === null) {
    throw new ActionableFailure(
      vscode.l10n.t('Nothing is known of {0} yet.', id),
      vscode.l10n.t('Choose one of the list; Refresh reads the assigned users and groups anew.'),
      ['refresh'],
    );
  }
  return { kind: 'object', id, displayName: sample.displayName, jobId: job.id };
}

/** Whether the source was read at all: before the first cycle there is nobody to choose. */
async function isAnybodyKnown(engine: Engine, job: OpenJobParams): Promise<boolean> {
  const query = { job, filter: '', groupId: null, offset: 0, limit: 1 };
  const users = await engine.listAssigned({ ...query, type: 'User' });
  return users.objects.length > 0 || (await engine.listAssigned({ ...query, type: 'Group' })).objects.length > 0;
}

async function typeAttributes(): Promise<SampleChoice> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Attributes of a sample user, as JSON'),
    value: '{ "givenName": "Adele", "surname": "Vance", "mail": "adele.vance@contoso.com" }',
    validateInput: (text) =>
      attributesIn(text) === null ? vscode.l10n.t('Write a JSON object, such as { "givenName": "Adele" }.') : null,
  });
  const attributes = typed === undefined ? null : attributesIn(typed);
  if (attributes === null) throw new Cancelled();
  return {
    kind: 'typed',
    sample: { type: 'User', displayName: vscode.l10n.t('the typed sample'), attributes },
  };
}

function attributesIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null; // half-typed JSON; the input box says so
  }
}
