import * as vscode from 'vscode';
import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import { isObjectNode } from '../commands/subject.ts';
import {
  aboutDocument,
  documentAddress,
  jobOfDocument,
  showMarkdown,
  type VirtualDocuments,
} from '../documents/virtualDocuments.ts';
import { pastReason } from '../../protocol/pastReason.ts';
import { actionName, localDateTime } from '../documents/words.ts';
import type { Engine } from '../engine/engine.ts';
import type { JobOpener, OpenedJob } from '../jobs/openJob.ts';
import { pathSegment } from '../preview/previewDocuments.ts';
import { ActionableFailure, Cancelled } from '../support/actionableFailure.ts';
import { eventDocument } from './eventDocument.ts';
import { isEventOfJob } from './eventOfJob.ts';
import { plainLabel } from '../../protocol/safeText.ts';

export interface EventParts {
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly documents: VirtualDocuments;
}

const kind = 'event';
const eventsListed = 200;

/** Event documents are written again from the log whenever they are opened. */
export function registerEvents({ opener, engine, documents }: EventParts): void {
  documents.add(kind, async (uri) => {
    const { params } = await opener.openById(jobOfDocument(uri));
    const event = await engine.readEvent(params, Number(aboutDocument(uri, 'id')));
    return event === null ? vscode.l10n.t('The log no longer holds this event.') : eventDocument(event, vscode.l10n.t);
  });
}

/** Opens an event as a document. */
export async function openEvent(documents: VirtualDocuments, event: ProvisioningEvent): Promise<void> {
  const title = vscode.l10n.t(
    '{0} {1}, event {2}',
    event.source.displayName,
    actionName(event.action, vscode.l10n.t),
    event.id,
  );
  const address = documentAddress(
    kind,
    `/${pathSegment(title, 100)}.md`,
    { id: event.jobId },
    { id: String(event.id) },
  );
  await documents.write(address, eventDocument(event, vscode.l10n.t));
  await showMarkdown(address);
}

/** *Show Event*: the event of the given number, the last event of a node of the tree, or one that the person picks. */
export async function showEvent(parts: EventParts, argument: unknown): Promise<void> {
  const named = isEventOfJob(argument) ? argument : null;
  const opened = await (named === null ? parts.opener.openToRead() : parts.opener.openById(named.jobId));
  const id =
    named !== null || typeof argument === 'number'
      ? (named?.event ?? Number(argument))
      : isObjectNode(argument)
        ? await lastEventOf(parts, opened, argument.object.id)
        : await pickEvent(parts, opened);
  const event = await parts.engine.readEvent(opened.params, id);
  if (event === null) {
    throw new ActionableFailure(vscode.l10n.t('The log of {0} has no event {1}.', opened.job.displayName, id), null, [
      'openProvisioningLog',
    ]);
  }
  await openEvent(parts.documents, event);
}

async function lastEventOf({ engine }: EventParts, { params }: OpenedJob, sourceId: string): Promise<number> {
  const [event] = await engine.logs({ job: params, sourceId, cycleId: null, before: null, limit: 1 });
  if (event !== undefined) return event.id;
  throw new ActionableFailure(
    vscode.l10n.t('Nothing has happened to this object yet.'),
    vscode.l10n.t('Explain says what the next sync will do.'),
    ['explain'],
  );
}

async function pickEvent({ engine }: EventParts, { params, job }: OpenedJob): Promise<number> {
  let before: number | null = null;
  for (;;) {
    const events: readonly ProvisioningEvent[] = await engine.logs({
      job: params,
      sourceId: null,
      cycleId: null,
      before,
      limit: eventsListed,
    });
    if (events.length === 0 && before === null) {
      throw new ActionableFailure(
        vscode.l10n.t('The log of {0} is empty.', job.displayName),
        vscode.l10n.t('It fills with the first sync.'),
        ['syncNow'],
      );
    }
    const chosen = await vscode.window.showQuickPick(eventItems(events), {
      title: vscode.l10n.t('Show Event'),
      placeHolder: vscode.l10n.t('Newest first. Type to filter by name, action or reason'),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (chosen === undefined) throw new Cancelled();
    if (chosen.id !== null) return chosen.id;
    before = events.at(-1)?.id ?? null;
  }
}

interface EventItem extends vscode.QuickPickItem {
  /** Null for *Older events…*. */
  readonly id: number | null;
}

function eventItems(events: readonly ProvisioningEvent[]): EventItem[] {
  const items: EventItem[] = events.map((event) => ({
    iconPath: new vscode.ThemeIcon(eventIcon(event)),
    label: plainLabel(event.source.displayName || event.source.id),
    description: `${actionName(event.action, vscode.l10n.t)} · ${localDateTime(event.activityDateTime)}`,
    detail: plainLabel(pastReason(event, vscode.l10n.t)),
    id: event.id,
  }));
  if (events.length === eventsListed)
    items.push({
      iconPath: new vscode.ThemeIcon('history'),
      label: vscode.l10n.t('Older events…'),
      id: null,
      alwaysShow: true,
    });
  return items;
}

function eventIcon({ status }: ProvisioningEvent): string {
  return { success: 'pass', failure: 'error', skipped: 'debug-step-over', warning: 'warning' }[status];
}
