import * as vscode from 'vscode';
import type { PushPlan } from '../../protocol/service.ts';
import { plainLabel, visible } from '../../protocol/safeText.ts';
import { withProgress } from '../commands/progress.ts';
import { documentAddress, type VirtualDocuments } from '../documents/virtualDocuments.ts';
import { editJobFile } from '../jobs/editJobFile.ts';
import type { JobOpener, OpenedJob } from '../jobs/openJob.ts';
import type { Engine } from '../engine/engine.ts';
import { Cancelled } from '../support/actionableFailure.ts';
import { changeLines, conflictLines } from './changeLines.ts';
import { enterCredentials } from './enterCredentials.ts';
import { whileMasked } from './whileMasked.ts';
import { render } from '../../protocol/text.ts';

/** What exchanging a schema with Entra's service needs. */
export interface ExchangeParts {
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly documents: VirtualDocuments;
  readonly log: vscode.LogOutputChannel;
}

/** So many changes are named in a dialog; the log has all. */
const mostNamed = 12;

/** *Pull Schema*: writes the schema in Entra into the job file, after the differences were looked at. */
export async function pullSchema(parts: ExchangeParts): Promise<void> {
  const opened = await parts.opener.openToRun({ saved: true });
  const { job, params, uri } = opened;
  const name = plainLabel(job.displayName);
  const pulled = await withProgress(vscode.l10n.t('Reading the schema of {0}', name), ({ signal }) =>
    parts.engine.pullSchema(params, { signal }),
  );
  for (const { name: setting, inFile, inEntra } of pulled.settings)
    parts.log.warn(
      visible(
        vscode.l10n.t(
          '{0}: {1} is {2} in the job file and {3} in Entra.',
          name,
          setting,
          String(inFile),
          String(inEntra),
        ),
      ),
    );
  if (pulled.changes.length === 0) {
    said(vscode.l10n.t('{0} has the schema of Microsoft Entra.', name));
    return;
  }
  const write = vscode.l10n.t('Write into Job File');
  const show = vscode.l10n.t('Show Differences');
  const ask = (): Thenable<string | undefined> =>
    vscode.window.showInformationMessage(
      vscode.l10n.t('The schema in Microsoft Entra differs in {0} places.', pulled.changes.length),
      { modal: true, detail: named(changeLines(pulled.changes, vscode.l10n.t), parts) },
      write,
      show,
    );
  const chosen = await ask();
  if (chosen === show) {
    await showSchemas(parts, opened, pulled.text, schemaText(opened), vscode.l10n.t('Pull Schema'));
    return;
  }
  if (chosen !== write) throw new Cancelled();
  await writeSchema(uri, pulled.text);
  said(vscode.l10n.t('{0} has the schema of Microsoft Entra.', name));
}

/** *Push Schema*: shows what the job file's schema changes in Entra, and writes it when the person agrees. */
export async function pushSchema(parts: ExchangeParts): Promise<void> {
  const opened = await parts.opener.openToRun({ saved: true });
  const { job, params, uri } = opened;
  const name = plainLabel(job.displayName);
  const plan = await withProgress(vscode.l10n.t('Comparing the schema of {0}', name), ({ signal }) =>
    parts.engine.planPush(params, { signal }),
  );
  if (plan.changes.length === 0 && plan.conflicts.length === 0) {
    said(vscode.l10n.t('Microsoft Entra has the schema of {0} already.', name));
    return;
  }
  const title = vscode.l10n.t('Push Schema');
  await showSchemas(parts, opened, plan.currentText, plan.text, title);
  await confirmPush(parts, plan, name);
  const pushed = await withProgress(vscode.l10n.t('Writing the schema of {0}', name), ({ signal }) =>
    parts.engine.pushSchema(params, { version: plan.version, text: plan.text }, { signal }),
  );
  await writeSchema(uri, pushed.text);
  said(vscode.l10n.t('Microsoft Entra has the schema of {0}, and decides about everyone anew.', name));
}

async function confirmPush(parts: ExchangeParts, plan: PushPlan, name: string): Promise<void> {
  const push = plan.conflicts.length === 0 ? vscode.l10n.t('Push') : vscode.l10n.t('Push and Keep Entra’s');
  const lines = [
    ...(plan.theirs.length === 0
      ? []
      : [vscode.l10n.t('Changed in Entra since the schema was pulled:'), ...changeLines(plan.theirs, vscode.l10n.t)]),
    ...conflictLines(plan.conflicts, vscode.l10n.t),
    vscode.l10n.t('What the push changes in Entra:'),
    ...changeLines(plan.changes, vscode.l10n.t),
    ...plan.notes.map((note) => render(note, vscode.l10n.t)),
  ];
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Push the schema of {0} to Microsoft Entra?', name),
    { modal: true, detail: named(lines, parts) },
    push,
  );
  if (chosen !== push) throw new Cancelled();
}

/** *Push Settings*: credentials that Entra keeps and tells only masked are asked for, sent along and stored nowhere. */
export async function pushSettings(parts: ExchangeParts): Promise<void> {
  const opened = await parts.opener.openToRun({ saved: true });
  await pushSettingsOf(parts, opened);
  said(vscode.l10n.t('Microsoft Entra has the settings of {0}.', plainLabel(opened.job.displayName)));
}

/** Writes the settings of a job file, asking for what Entra keeps masked. */
export async function pushSettingsOf(
  parts: Pick<ExchangeParts, 'engine'>,
  { job, params }: Pick<OpenedJob, 'job' | 'params'>,
): Promise<void> {
  const name = plainLabel(job.displayName);
  const isWritten = await whileMasked(
    [],
    (keys) => enterCredentials(vscode.l10n.t('Push Settings'), keys),
    (secrets) =>
      withProgress(vscode.l10n.t('Writing the settings of {0}', name), ({ signal }) =>
        parts.engine.pushSettings(params, secrets, { signal }),
      ),
  );
  if (!isWritten) throw new Cancelled();
}

/** The lines that fit into a dialog; all of them go to the log. */
function named(lines: readonly string[], { log }: ExchangeParts): string {
  for (const line of lines) log.info(visible(line));
  const rest = lines.length - mostNamed;
  const shown = lines.slice(0, mostNamed).map(plainLabel);
  return [...shown, ...(rest > 0 ? [vscode.l10n.t('… and {0} more; the log lists all.', rest)] : [])].join('\n');
}

/** Two schemas of a job side by side. */
export async function showSchemas(
  { documents }: Pick<ExchangeParts, 'documents'>,
  { job }: Pick<OpenedJob, 'job'>,
  before: string,
  after: string,
  title: string,
): Promise<void> {
  const address = (side: string): vscode.Uri => documentAddress('schema', `/${side}.json`, job, { title });
  const [left, right] = [address(vscode.l10n.t('before')), address(vscode.l10n.t('after'))];
  await Promise.all([documents.write(left, before), documents.write(right, after)]);
  await vscode.commands.executeCommand('vscode.diff', left, right, `${title}: ${job.displayName}`, { preview: true });
}

function schemaText({ job }: OpenedJob): string {
  return JSON.stringify(job.schema, null, 2);
}

/** Writes a schema into the job file. */
export function writeSchema(uri: vscode.Uri, text: string): Promise<void> {
  return editJobFile(uri, [{ path: ['schema'], value: JSON.parse(text) }]);
}

function said(message: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${message}`, 10_000);
}
