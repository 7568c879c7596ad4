import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
} from 'vscode-jsonrpc';

/** One end of a `postMessage` channel. */
export interface MessageChannelEnd {
  post(message: unknown): void;
  /** Calls back for each message until disposed of. */
  listen(onMessage: (message: unknown) => void): Disposable;
}

/** JSON-RPC over `postMessage`. What is no JSON-RPC message is dropped: others may post to the same window. */
export function connectOver(channel: MessageChannelEnd): MessageConnection {
  return createMessageConnection(new ChannelReader(channel), new ChannelWriter(channel));
}

class ChannelReader extends AbstractMessageReader {
  readonly #channel: MessageChannelEnd;

  constructor(channel: MessageChannelEnd) {
    super();
    this.#channel = channel;
  }

  listen(callback: DataCallback): Disposable {
    return this.#channel.listen((message) => {
      if (isRpcMessage(message)) callback(message);
    });
  }
}

class ChannelWriter extends AbstractMessageWriter {
  readonly #channel: MessageChannelEnd;

  constructor(channel: MessageChannelEnd) {
    super();
    this.#channel = channel;
  }

  write(message: Message): Promise<void> {
    this.#channel.post(message);
    return Promise.resolve();
  }

  end(): void {
    // A webview's channel ends with the webview.
  }
}

function isRpcMessage(message: unknown): message is Message {
  return typeof message === 'object' && message !== null && 'jsonrpc' in message && message.jsonrpc === '2.0';
}
