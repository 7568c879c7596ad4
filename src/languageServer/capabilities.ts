import { type InitializeParams, type ServerCapabilities, TextDocumentSyncKind } from 'vscode-languageserver';
import { codeActionKinds } from './features/codeActions.ts';
import type { CompletionOptions } from './features/completion.ts';
import { semanticTokensLegend } from './features/semanticTokens.ts';
import { type Localize, localizeFrom } from '../protocol/localize.ts';
import type { ClientOptions } from './sampleProtocol.ts';

/**
 * How document formatting is offered: not at all, for every document, or, where the client lets us say so later, for job
 * files only: a second formatter for every JSON file would make editors ask which one to use.
 */
export type Formatting = 'none' | 'everyDocument' | 'jobFiles';

/** What the client told about itself when the conversation began. */
export interface ClientTraits {
  /** Says things in the client's language. */
  readonly t: Localize;
  readonly completion: CompletionOptions;
  readonly formatting: Formatting;
  readonly formatsSelections: boolean;
  readonly refreshesInlayHints: boolean;
  readonly refreshesCodeLenses: boolean;
}

/** Reads a client's traits; what it does not say, it cannot do. */
export function readClientTraits({ capabilities, initializationOptions }: InitializeParams): ClientTraits {
  const options = (initializationOptions ?? {}) as ClientOptions;
  const { textDocument, workspace } = capabilities;
  return {
    t: localizeFrom(textsIn(options)),
    completion: {
      snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
      wordsKnown: options.completesSchemaWords === true,
    },
    formatting: formattingOf(options, textDocument?.formatting?.dynamicRegistration === true),
    formatsSelections: options.formatsSelections !== false,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    refreshesCodeLenses: workspace?.codeLens?.refreshSupport === true,
  };
}

/** What comes from another process is checked before it is used. */
function textsIn({ texts }: ClientOptions): Readonly<Record<string, string>> | undefined {
  const given: unknown = texts;
  if (typeof given !== 'object' || given === null) return undefined;
  return Object.fromEntries(Object.entries(given).filter(([, translation]) => typeof translation === 'string'));
}

function formattingOf({ formatsDocuments }: ClientOptions, registersLater: boolean): Formatting {
  if (formatsDocuments === false) return 'none';
  return registersLater ? 'jobFiles' : 'everyDocument';
}

/** What the server offers to such a client. */
export function serverCapabilities({ formatting, formatsSelections }: ClientTraits): ServerCapabilities {
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    completionProvider: { triggerCharacters: ['"', '[', '(', ',', '='] },
    hoverProvider: true,
    signatureHelpProvider: { triggerCharacters: ['(', ','] },
    definitionProvider: true,
    referencesProvider: true,
    renameProvider: { prepareProvider: true },
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    codeActionProvider: { codeActionKinds },
    semanticTokensProvider: { legend: semanticTokensLegend, full: true, range: true },
    inlayHintProvider: true,
    documentFormattingProvider: formatting === 'everyDocument',
    documentRangeFormattingProvider: formatting === 'everyDocument' && formatsSelections,
    codeLensProvider: {},
  };
}
