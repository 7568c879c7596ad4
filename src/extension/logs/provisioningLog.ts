import * as vscode from 'vscode';
import type { CycleSummary } from '../../protocol/cycleSummary.ts';
import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import { type CommandName, commandIds } from '../commands/commandIds.ts';
import type { JobNames } from '../jobs/jobNames.ts';
import { Disposable } from '../support/disposable.ts';
import type { QuarantineReport } from '../status/jobMonitor.ts';
import { quarantineLine } from '../status/quarantineText.ts';
import { cycleLine, eventLine, eventReference, type LogLine } from './logLines.ts';
import { visible } from '../../protocol/safeText.ts';
import type { EventOfJob } from './eventOfJob.ts';

const channelName = 'Dropbox Provisioning';

/**
 * The output channel *Dropbox Provisioning*: a line for each object, one for the start and the end of each cycle, and what
 * went wrong on the way. The number at the end of an object's line opens the event.
 */
export class ProvisioningLog extends Disposable implements vscode.DocumentLinkProvider {
  readonly channel = this.register(vscode.window.createOutputChannel(channelName, { log: true }));

  #names: JobNames | null = null;
  /** The job of the lines that name none: there was no other when they were written. */
  #onlyJob: string | null = null;

  constructor() {
    super();
    this.register(vscode.languages.registerDocumentLinkProvider({ scheme: 'output' }, this));
  }

  /** From now on, lines say whose they are wherever the window has several jobs. */
  tellApart(names: JobNames): void {
    this.#names = names;
  }

  show(): void {
    this.channel.show(true);
  }

  cycleStarted(jobName: string, what: string): void {
    this.channel.info(visible(vscode.l10n.t('{0}: {1}', jobName, what)));
  }

  event(event: ProvisioningEvent): void {
    const name = this.#names?.nameOf(event.jobId) ?? null;
    if (name === null) this.#onlyJob = event.jobId;
    this.write(eventLine(event, vscode.l10n.t, name));
  }

  cycleEnded(summary: CycleSummary): void {
    this.write(cycleLine(summary, vscode.l10n.t));
  }

  /** Says that the job has entered or left quarantine, or is there for another reason. */
  quarantine({ before, status }: QuarantineReport): void {
    const line = quarantineLine(status.displayName, before, status.quarantine, vscode.l10n.t);
    if (line !== null) this.write(line);
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    if (!document.uri.path.includes(channelName)) return [];
    const links: vscode.DocumentLink[] = [];
    for (let line = 0; line < document.lineCount; line++) {
      const reference = eventReference(document.lineAt(line).text);
      if (reference === null) continue;
      const { start, length, id, jobName } = reference;
      const jobId = jobName === null ? this.#onlyJob : (this.#names?.idOf(jobName) ?? null);
      const link = new vscode.DocumentLink(
        new vscode.Range(line, start, line, start + length),
        commandUri('showEvent', jobId === null ? id : ({ event: id, jobId } satisfies EventOfJob)),
      );
      link.tooltip = vscode.l10n.t('Show Event');
      links.push(link);
    }
    return links;
  }

  /** Writes a line of its own. */
  write({ level, text }: LogLine): void {
    this.channel[level](visible(text));
  }
}

function commandUri(name: CommandName, argument: number | EventOfJob): vscode.Uri {
  return vscode.Uri.from({ scheme: 'command', path: commandIds[name], query: JSON.stringify([argument]) });
}
