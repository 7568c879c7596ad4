import type { JobDocument } from './jobDocument.ts';
import type { Findings } from './jobFinding.ts';
import { type Text, text } from '../protocol/text.ts';

/**
 * Warns of a server whose name may be taken for another's: one with letters outside ASCII, and one that is not the host that it
 * is written as. It is shown as it is looked up, in Punycode (RFC 3492), in which no letter looks like another.
 */
export function* checkHosts({ source, target, provisioning }: JobDocument): Findings {
  for (const [side, server] of [
    ['source', source],
    ['target', target],
  ] as const) {
    for (const [name, address] of Object.entries<unknown>(server)) {
      if ((name !== 'baseAddress' && name !== 'apiAddress') || typeof address !== 'string') continue;
      const message = lookAlikeWarning(address);
      if (message !== null)
        yield { code: 'look-alike-host', severity: 'warning', message, path: [side, name], at: 'value' };
    }
  }
  const webhook = provisioning?.notification?.webhook;
  const message = webhook == null ? null : lookAlikeWarning(webhook.address, 'webhook');
  if (message !== null) {
    const path = ['provisioning', 'notification', 'webhook', 'address'];
    yield { code: 'look-alike-host', severity: 'warning', message, path, at: 'value' };
  }
}

/**
 * What to warn of in an address, with its host in Punycode; null when the host is written as it is, in ASCII.
 */
export function lookAlikeWarning(address: string, of: 'server' | 'webhook' = 'server'): Text | null {
  if (!URL.canParse(address)) return null;
  const { hostname } = new URL(address);
  const beware =
    of === 'webhook'
      ? text`Make sure that it is the server you mean, because notifications are sent there.`
      : text`Make sure that it is the server you mean, because the token is sent there.`;
  if (isInternationalHost(hostname)) {
    return text`The host of this address is ${JSON.stringify(hostname)}: it has letters outside ASCII, which may only look like those of another name. ${beware}`;
  }
  const written = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(address)?.[1] ?? '';
  if (written.startsWith('[') || written.toLowerCase() === hostname) return null;
  return text`The host of this address is ${JSON.stringify(hostname)}, though it is written otherwise: write it so. ${beware}`;
}

/** Whether a host, as `URL.hostname` spells it, has a label in Punycode (RFC 5890 section 2.3.2.5, "A-label"). */
export function isInternationalHost(hostname: string): boolean {
  return hostname.split('.').some((label) => label.startsWith('xn--'));
}
