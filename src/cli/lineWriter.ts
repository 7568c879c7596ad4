/** What a `LineWriter` needs of a stream: `process.stdout` and `process.stderr` have it. */
export interface OutputStream {
  readonly isTTY?: boolean;
  write(text: string, done: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/** Writes lines to a stream, many at once, because a system call for each would be most of the work of `evaluate`. */
export interface LineWriter {
  readonly write: (line: string) => void;
  /** Resolves when everything written so far has left the process, or the reader has gone away. */
  readonly flush: () => Promise<void>;
}

const batchLength = 64 * 1024;

/**
 * Wraps a stream. Lines leave it at the end of the turn of the event loop that wrote them at the latest.
 * @param beforeBatch called before anything is written
 * @param onClosed called once when nothing can be written any more; later lines are dropped. The error is null when the
 *   reader has gone away, as `head` does, and else says why (a full disk, for example)
 */
export function writeLinesTo(
  stream: OutputStream,
  beforeBatch: () => void,
  onClosed: (error: Error | null) => void,
): LineWriter {
  let batch = '';
  let closed = false;
  let scheduled: NodeJS.Immediate | null = null;
  let written = Promise.resolve();

  stream.on('error', (error) => {
    if (closed) return;
    closed = true;
    onClosed(error.code === 'EPIPE' ? null : error);
  });
  const writeBatch = (): void => {
    if (scheduled !== null) clearImmediate(scheduled);
    scheduled = null;
    if (batch === '' || closed) return;
    const text = batch;
    batch = '';
    beforeBatch();
    written = new Promise((resolve) => {
      stream.write(text, () => {
        resolve();
      });
    });
  };
  return {
    write(line) {
      batch += `${line}\n`;
      if (batch.length >= batchLength) writeBatch();
      else scheduled ??= setImmediate(writeBatch);
    },
    async flush() {
      writeBatch();
      await written;
    },
  };
}
