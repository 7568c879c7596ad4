import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { selfSignedCertificate } from './certificate.ts';

/** A mail that a server has taken. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** The user that logged in; null when nobody did. */
  readonly user: string | null;
  readonly encrypted: boolean;
  /** As it came. */
  readonly raw: string;
  /** As a mail program reads it. */
  readonly mail: Email;
}

export interface MailServer {
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  /** The certificate, for those who are to trust it. */
  readonly cert: string;
  close(): Promise<void>;
}

export interface MailServerOptions {
  /** Whom it lets in; null lets in everybody. */
  readonly login?: { readonly user: string; readonly password: string } | null;
  /** Whether it offers STARTTLS, or expects TLS from the first byte; `starttls` by default. */
  readonly tls?: 'starttls' | 'implicit' | 'none';
  /** Names in its certificate. */
  readonly names?: readonly string[];
  /** Refuses what it is asked for, as an error with `responseCode`. */
  readonly refuse?: { readonly at: 'recipient' | 'sender' | 'data'; readonly code: number; readonly text: string };
}

/** Starts a real SMTP server on all addresses of this machine; it keeps what it is sent. */
export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const { login = null, tls = 'starttls', names = ['localhost', '127.0.0.1', '0.0.0.0'] } = options;
  const certificate = selfSignedCertificate(names);
  const received: ReceivedMail[] = [];
  const refusal = (at: string): Error | null =>
    options.refuse?.at === at
      ? Object.assign(new Error(options.refuse.text), { responseCode: options.refuse.code })
      : null;
  const server = new SMTPServer({
    ...{ key: certificate.key, cert: certificate.cert, secure: tls === 'implicit' },
    disabledCommands: [...(tls === 'none' ? ['STARTTLS'] : []), ...(login === null ? ['AUTH'] : [])],
    ...{ authOptional: login === null, allowInsecureAuth: false, logger: false, disableReverseLookup: true },
    onAuth(auth, _session, callback) {
      const fine = auth.username === login?.user && auth.password === login?.password;
      if (fine) callback(null, { user: auth.username });
      else callback(Object.assign(new Error('5.7.8 Authentication credentials invalid'), { responseCode: 535 }));
    },
    onMailFrom: (_address, _session, callback) => {
      callback(refusal('sender'));
    },
    onRcptTo: (_address, _session, callback) => {
      callback(refusal('recipient'));
    },
    onData(stream, session, callback) {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
        const refused = refusal('data');
        if (refused !== null) {
          callback(refused);
          return;
        }
        const raw = Buffer.concat(chunks);
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          user: typeof session.user === 'string' ? session.user : null,
          encrypted: session.secure,
          raw: raw.toString(),
          mail: await PostalMime.parse(raw),
        });
        callback();
      })();
    },
  } satisfies SMTPServerOptions);
  server.on('error', () => undefined); // Clients that end a handshake which they do not trust.
  const port = await new Promise<number>((resolve, reject) => {
    server.server.once('error', reject);
    const listening = server.listen(0, '0.0.0.0', () => {
      const address = listening.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return {
    port,
    received,
    cert: certificate.cert,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}
