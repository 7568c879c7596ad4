/** The proxy that is used for an origin, as the environment names it, without its credentials; null when there is none. */
export function proxyFor(origin: string): string | null {
  const named = namedProxy(origin);
  if (named === null) return null;
  const url = URL.parse(named);
  return url === null ? named.replace(/\/\/[^@/]*@/, '//') : `${url.protocol}//${url.host}`;
}

/** The password that an origin's proxy is given, as it stands in the environment and as it is meant. */
export function proxyPasswords(origin: string): readonly string[] {
  const { password = '' } = URL.parse(namedProxy(origin) ?? '') ?? {};
  return password === '' ? [] : [password, decoded(password)];
}

function namedProxy(origin: string): string | null {
  if (isLoopback(new URL(origin).hostname)) return null;
  const secure = origin.startsWith('https:');
  const named = secure
    ? (process.env['HTTPS_PROXY'] ?? process.env['https_proxy'])
    : (process.env['HTTP_PROXY'] ?? process.env['http_proxy']);
  return named === undefined || named === '' ? null : named;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127(\.\d+){3}$/.test(hostname);
}
