import * as vscode from 'vscode';
import { inBackground } from '../commands/inBackground.ts';
import type { Sample } from '../../languageServer/sampleProtocol.ts';
import { runAction, tellFailure } from '../commands/registerCommand.ts';
import type { JobOpener } from '../jobs/openJob.ts';
import { ActionableFailure, failureText } from '../support/actionableFailure.ts';
import { Disposable } from '../support/disposable.ts';
import { remembered } from '../support/remembered.ts';
import type { LanguageConversation } from './languageClient.ts';
import { isProvisioningDocument } from './provisioningDocuments.ts';
import { chooseSample, isSampleChoice, readSample, type SampleChoice, type SampleParts } from './sampleChoice.ts';

const rememberedKey = 'sampleUser';

export interface LanguageParts extends SampleParts {
  /** The language server's bundle. */
  readonly modulePath: string;
  readonly environment: () => Record<string, string>;
  readonly log: vscode.LogOutputChannel;
  readonly memento: vscode.Memento;
}

/**
 * The language features of job files and exported schemas. The server, and the client that speaks with it, start with the
 * first such document; the sample that expressions are tried on is remembered for the workspace.
 */
export class LanguageFeatures extends Disposable {
  readonly #parts: LanguageParts;
  readonly #startOnce = remembered(() => this.#start());
  /** The last start, that of a server that runs or of one that failed; null before the first. */
  #conversation: Promise<LanguageConversation> | null = null;

  constructor(parts: LanguageParts) {
    super();
    this.#parts = parts;
    const startFor = (document: vscode.TextDocument): void => {
      if (this.#conversation === null && isProvisioningDocument(document)) this.#started().catch(this.#tellFailure);
    };
    this.register(vscode.workspace.onDidOpenTextDocument(startFor));
    this.register(vscode.workspace.onDidSaveTextDocument(startFor));
    for (const document of vscode.workspace.textDocuments) startFor(document);
  }

  /** *Choose Sample User*: what the hints beside expressions are computed for. */
  async chooseSample(argument: unknown, opener: JobOpener): Promise<void> {
    const choice = await chooseSample({ ...this.#parts, opener }, argument);
    await this.#parts.memento.update(rememberedKey, choice ?? undefined);
    await (await this.#started()).setSample(await this.#sampleOf(choice));
  }

  /** *Evaluate Expression*: what the expression at a place, or at the cursor, yields; asks for a sample first when there is none. */
  async evaluate(target: unknown, place: unknown): Promise<void> {
    const { uri, position } = expressionPlace(target, place);
    if (this.#remembered() === null) await this.chooseSample(undefined, this.#parts.opener);
    const choice = this.#remembered();
    if (choice === null) return;
    const result = await (await this.#started()).evaluate(uri, position);
    const name = nameOf(choice);
    if (result === null) {
      throw new ActionableFailure(
        vscode.l10n.t('There is no expression here that {0} could be tried on.', name),
        vscode.l10n.t('Put the cursor into an expression, or choose another sample.'),
        ['chooseSampleUser'],
      );
    }
    const text = vscode.l10n.t('{0} for {1}: {2}', result.targetAttributeName, name, result.text);
    inBackground(this.#show(text, result.failed));
  }

  override dispose(): void {
    this.#conversation?.then((conversation) => conversation.stop()).catch(this.#tellFailure);
    super.dispose();
  }

  /** Without the server the rest of the extension works on, so its failure is told and stops nothing. */
  readonly #tellFailure = (failure: unknown): void => {
    this.#parts.log.error(
      vscode.l10n.t('The language server could not be started or stopped: {0}', failureText(failure)),
    );
    if (!this.isDisposed) tellFailure(failure);
  };

  async #show(text: string, failed: boolean): Promise<void> {
    const other = vscode.l10n.t('Choose Another');
    const show = failed ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    if ((await show(text, other)) === other) await runAction('chooseSampleUser');
  }

  #started(): Promise<LanguageConversation> {
    this.#conversation = this.#startOnce();
    return this.#conversation;
  }

  async #start(): Promise<LanguageConversation> {
    const { startLanguageClient } = await import('./languageClient.ts');
    const { modulePath, environment, log } = this.#parts;
    const conversation = await startLanguageClient({ modulePath, environment, log, onEnd: tellEnd });
    const choice = this.#remembered();
    if (choice !== null) this.#sendSample(conversation, choice).catch(this.#tellFailure);
    return conversation;
  }

  async #sendSample(conversation: LanguageConversation, choice: SampleChoice): Promise<void> {
    await conversation.setSample(await this.#sampleOf(choice));
  }

  #remembered(): SampleChoice | null {
    const stored = this.#parts.memento.get<unknown>(rememberedKey);
    return isSampleChoice(stored) ? stored : null;
  }

  /** The sample behind a choice; without it only the hints are missing, so a failure to read it is logged. */
  async #sampleOf(choice: SampleChoice | null): Promise<Sample | null> {
    if (choice === null) return null;
    try {
      return await readSample(this.#parts, choice);
    } catch (failure) {
      this.#parts.log.warn(
        vscode.l10n.t('The sample {0} could not be read: {1}', nameOf(choice), failureText(failure)),
      );
      return null;
    }
  }
}

function nameOf(choice: SampleChoice): string {
  return choice.kind === 'object' ? choice.displayName : choice.sample.displayName;
}

/** The place that the code lens passes, else the cursor's. */
function expressionPlace(target: unknown, place: unknown): { uri: vscode.Uri; position: vscode.Position } {
  if (typeof target === 'string' && isPosition(place)) {
    return { uri: vscode.Uri.parse(target), position: new vscode.Position(place.line, place.character) };
  }
  const editor = vscode.window.activeTextEditor;
  if (editor !== undefined) return { uri: editor.document.uri, position: editor.selection.active };
  throw new ActionableFailure(
    vscode.l10n.t('No job file is open in the active editor.'),
    vscode.l10n.t('Open it and put the cursor into an expression.'),
    ['openJobFile'],
  );
}

function isPosition(value: unknown): value is { readonly line: number; readonly character: number } {
  if (typeof value !== 'object' || value === null || !('line' in value) || !('character' in value)) return false;
  return typeof value.line === 'number' && typeof value.character === 'number';
}

/** A server that died twice stays away: what it did is missing, and the person is told why. */
function tellEnd(reason: string): void {
  const open = vscode.l10n.t('Open Log');
  const text = vscode.l10n.t(
    'The language server for job files ended twice and was not started again ({0}). Problems, completion and hints are missing until the window is reloaded.',
    reason,
  );
  void vscode.window.showErrorMessage(text, open).then(async (choice) => {
    if (choice === open) await runAction('openProvisioningLog');
  });
}
