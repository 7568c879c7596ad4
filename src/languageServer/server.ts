import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './languageServer.ts';

/**
 * The language server's process. The client says in the arguments how it speaks: `--node-ipc`, as the extension does,
 * `--stdio`, `--pipe` or `--socket`.
 */
const connection = createConnection(ProposedFeatures.all);
serve(connection);
connection.listen();
