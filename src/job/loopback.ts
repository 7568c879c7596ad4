/** Whether a host, as `URL.hostname` spells it, is this machine: `127.0.0.0/8`, `[::1]` or `localhost`. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || isLoopbackNumber(hostname);
}

/**
 * Whether a host, as `URL.hostname` spells it, is on the loopback interface by its number: a name may lead anywhere
 * (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3).
 */
export function isLoopbackNumber(hostname: string): boolean {
  return hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
