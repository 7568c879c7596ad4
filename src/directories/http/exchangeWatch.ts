/**
 * Ends exchanges that take too long: docs/decisions/0091. undici's own limits are for silence only, so that a body of
 * which a byte comes now and then would never end.
 */
export interface ExchangeWatch {
  /** Watches an exchange from the moment at which a connection for it is looked for. @param end ends it with an error. */
  begin(end: (error: ExchangeTimeout) => void): WatchedExchange;
}

export interface WatchedExchange {
  /** Notes that there is a connection, and that the request is being sent. */
  sent(): void;
  /** Notes that a part of the body has come. */
  received(bytes: number): void;
  over(): void;
}

/** An exchange was ended because it took too long, or more at once was coming than may be held in memory. */
export class ExchangeTimeout extends Error {
  /** `CONNECTION_TIMEOUT` where nothing has been sent. */
  readonly code: 'CONNECTION_TIMEOUT' | 'EXCHANGE_TIMEOUT' | 'EXCHANGE_TOO_SLOW' | 'EXCHANGE_TOO_LARGE';

  constructor(code: ExchangeTimeout['code']) {
    super(`The exchange was ended (${code}).`);
    this.name = 'ExchangeTimeout';
    this.code = code;
  }
}

/** Bytes for which a server gets another second, beyond the time in which an exchange must be over. */
const slowestRate = 16_384;
/** However much comes, an exchange is over after so many times that time. */
const longest = 10;
/** How often is looked while the time that an exchange may take goes by. */
const looks = 8;
const longestBetweenLooks = 1000;

interface Entry {
  readonly end: (error: ExchangeTimeout) => void;
  isSent: boolean;
  /** Milliseconds since it began, and since something came last. */
  age: number;
  silence: number;
  bytes: number;
}

/**
 * Time is counted by looks at the clock, and not by the clock: while this process is held up, by its own work or because
 * the machine sleeps, what has come can't be read, and no server is to blame.
 *
 * @param timeout milliseconds after which an exchange must be over, unless much comes, and after which silence ends it.
 * @param capacity bytes of bodies that may be on their way at once.
 */
export function createExchangeWatch(timeout: number, capacity: number): ExchangeWatch {
  const entries = new Set<Entry>();
  const step = Math.min(Math.max(timeout / looks, 1), longestBetweenLooks);
  let timer: NodeJS.Timeout | null = null;
  let gathered = 0;

  const over = (entry: Entry): void => {
    if (!entries.delete(entry)) return;
    gathered -= entry.bytes;
    if (entries.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
  const end = (entry: Entry, code: ExchangeTimeout['code']): void => {
    over(entry);
    entry.end(new ExchangeTimeout(code));
  };
  const look = (): void => {
    for (const entry of [...entries]) {
      entry.age += step;
      entry.silence += step;
      const allowed = Math.min(timeout + (entry.bytes / slowestRate) * 1000, timeout * longest);
      if (entry.silence >= timeout) end(entry, entry.isSent ? 'EXCHANGE_TIMEOUT' : 'CONNECTION_TIMEOUT');
      else if (entry.age >= allowed) end(entry, 'EXCHANGE_TOO_SLOW');
    }
  };

  return {
    begin(endExchange) {
      const entry: Entry = { end: endExchange, isSent: false, age: 0, silence: 0, bytes: 0 };
      entries.add(entry);
      timer ??= setInterval(look, step);
      return {
        sent() {
          Object.assign(entry, { isSent: true, age: 0, silence: 0 });
        },
        received(bytes) {
          if (!entries.has(entry)) return;
          entry.silence = 0;
          entry.bytes += bytes;
          gathered += bytes;
          if (gathered > capacity) end(entry, 'EXCHANGE_TOO_LARGE');
        },
        over: () => {
          over(entry);
        },
      };
    },
  };
}
