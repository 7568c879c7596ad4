import * as vscode from 'vscode';
import type { CycleSummary } from '../../protocol/cycleSummary.ts';
import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import { type CommandName, commandIds } from '../commands/commandIds.ts';
import { Disposable } from '../support/disposable.ts';
import type { QuarantineReport } from '../status/jobMonitor.ts';
import { quarantineLine } from '../status/quarantineText.ts';
import { cycleLine, eventLine, eventReference, type LogLine } from './logLines.ts';
import { visible } from '../../protocol/safeText.ts';

const channelName = 'Dropbox Provisioning';

/**
 * The output channel *Dropbox Provisioning*: a line for each object, one for the start and the end of each cycle, and what
 * went wrong on the way. The number at the end of an object's line opens the event.
 */
export class ProvisioningLog extends Disposable implements vscode.DocumentLinkProvider {
  readonly channel = this.register(vscode.window.createOutputChannel(channelName, { log: true }));

  constructor() {
    super();
    this.register(vscode.languages.registerDocumentLinkProvider({ scheme: 'output' }, this));
  }

  show(): void {
    this.channel.show(true);
  }

  cycleStarted(jobName: string, what: string): void {
    this.channel.info(visible(vscode.l10n.t('{0}: {1}', jobName, what)));
  }

  event(event: ProvisioningEvent): void {
    this.write(eventLine(event, vscode.l10n.t));
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
      const { start, length, id } = reference;
      const link = new vscode.DocumentLink(
        new vscode.Range(line, start, line, start + length),
        commandUri('showEvent', id),
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

function commandUri(name: CommandName, argument: number): vscode.Uri {
  return vscode.Uri.from({ scheme: 'command', path: commandIds[name], query: JSON.stringify([argument]) });
}
