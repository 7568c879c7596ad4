/** A host, and those below it, that is reached without a proxy. */
interface Exemption {
  /** As it was written. */
  readonly text: string;
  readonly host: string;
  /** Null for every port. */
  readonly port: string | null;
  /** Whether only hosts below `host` are meant (`*.contoso.com`). */
  readonly onlyBelow: boolean;
}

/**
 * The first entry of `NO_PROXY` that an origin comes under; null for none. It's read as undici's `EnvHttpProxyAgent`, which
 * carries out what is told here, reads it: entries between commas and spaces, each `*`, a host or a domain with or without a
 * dot before it (itself and all below), or `*.` and a domain (only those below); with a port, only for that port.
 */
export function noProxyEntryFor(origin: string, noProxy: string): string | null {
  const { hostname, port, protocol } = new URL(origin);
  const host = bare(hostname);
  const actualPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  const entries = noProxy.split(/[,\s]+/).filter((text) => text !== '');
  return entries.map(read).find((each) => covers(each, host, actualPort))?.text ?? null;
}

function covers({ host, port, onlyBelow }: Exemption, name: string, actualPort: string): boolean {
  if (port !== null && port !== actualPort) return false;
  return host === '*' || (!onlyBelow && name === host) || name.endsWith(`.${host}`);
}

function read(text: string): Exemption {
  const [, host = text, port] = /^(\[.+\]|[^:]+):(\d+)$/.exec(text) ?? [];
  return {
    text,
    host: bare(host).replace(/^\*?\./, ''),
    port: port === undefined || Number(port) === 0 ? null : String(Number(port)),
    onlyBelow: text.startsWith('*.'),
  };
}

/** A host in small letters, without an IPv6 address's brackets and a full name's last dot (RFC 1034 section 3.1). */
function bare(host: string): string {
  return host
    .replace(/^\[(.+)\]$/, '$1')
    .replace(/^(.+)\.$/, '$1')
    .toLowerCase();
}
