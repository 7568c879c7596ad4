import { createMessageConnection, IPCMessageReader, IPCMessageWriter, ResponseError } from 'vscode-jsonrpc/node';
import * as protocol from '../../../src/protocol/engineProtocol.ts';
import type { EngineErrorData } from '../../../src/protocol/engineError.ts';
import { decision, event, status, summary } from './samples.ts';
import { english } from '../../../src/protocol/text.ts';

/** An engine for the tests of the extension's client: it answers what the job's text says. */
const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));

connection.onRequest(protocol.status, ({ job }) => {
  if (job.text === 'die') process.exit(3);
  return status({ displayName: `${String(process.pid)} ${process.env['HTTPS_PROXY'] ?? ''}` });
});
connection.onRequest(protocol.preview, async ({ token }) => {
  await connection.sendNotification(protocol.decided, { token, decisions: [decision()] });
  return summary();
});
connection.onRequest(
  protocol.explain,
  (_params, cancellation) =>
    new Promise((_resolve, reject) => {
      cancellation.onCancellationRequested(() => {
        reject(new Error('cancelled'));
      });
    }),
);
connection.onRequest(protocol.readEvent, async ({ job }) => {
  const [, refused = null] = job.text.split(' ');
  try {
    const { token, renewAt } = await connection.sendRequest(protocol.renewToken, { key: 'https://a.example', refused });
    return event({ targetId: `${token} ${renewAt}` });
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    const { kind, message, recommendedAction } = error.data as EngineErrorData;
    return event({ targetId: `${kind}: ${english(message)} ${english(recommendedAction ?? '')}` });
  }
});
connection.onRequest(protocol.testConnection, () => {
  const data = {
    kind: 'credential',
    message: 'The token was refused.',
    recommendedAction: 'Enter a new one.',
  } as const;
  return new ResponseError(1, data.message, data);
});
connection.listen();
