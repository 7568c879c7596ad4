import type { TextDocument } from 'vscode-languageserver-textdocument';
import { compile, type CompiledExpression } from '../../expressions/compile.ts';
import { inEnglish, type Localize } from '../../protocol/localize.ts';
import type { DocumentModel } from './documentModel.ts';
import { type Compile, readModel } from './readModel.ts';

/** The models of the open documents: each version is read once, when the first feature asks for it. */
export interface ModelCache {
  /** The model of a document as it is now; null when it is none of ours. */
  modelOf(document: TextDocument): DocumentModel | null;
  /** Forgets a document that was closed. */
  forget(uri: string): void;
}

const mostCompiled = 5000;

/** Makes an empty cache, of models that speak by `t`. */
export function createModelCache(t: Localize = inEnglish): ModelCache {
  const compileCached = createCompileCache();
  const held = new Map<string, { readonly version: number; readonly model: DocumentModel | null }>();
  return {
    modelOf(document) {
      const { uri, version } = document;
      const known = held.get(uri);
      if (known?.version === version) return known.model;
      const model = readModel(uri, version, document.getText(), compileCached, t);
      held.set(uri, { version, model });
      return model;
    },
    forget(uri) {
      held.delete(uri);
    },
  };
}

/** Compiles each text once: a keystroke changes one expression out of hundreds. */
export function createCompileCache(): Compile {
  const compiled = new Map<string, CompiledExpression>();
  return (text, dialect) => {
    const key = `${dialect} ${text}`;
    const known = compiled.get(key);
    if (known !== undefined) return known;
    if (compiled.size >= mostCompiled) compiled.clear();
    const fresh = compile(text, { dialect });
    compiled.set(key, fresh);
    return fresh;
  };
}
