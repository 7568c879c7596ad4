import assert from 'node:assert/strict';

/** What came of a click on the sandbox's authorization page. */
export interface Clicked {
  /** The page that is shown then. */
  readonly text: string;
  /** The code that it shows to be pasted; undefined where it shows none. */
  readonly code?: string;
  /** Where the browser was sent; null where it wasn't. */
  readonly location: string | null;
}

/**
 * Opens the authorization page of the sandbox and clicks, as a browser does: sends the form's hidden fields with the button's
 * value, and follows where that leads.
 */
export async function clickOnPage(
  address: string,
  decision: 'allow' | 'deny',
  { follow = true }: { readonly follow?: boolean } = {},
): Promise<Clicked> {
  const shown = await fetch(address);
  const form = await shown.text();
  assert.equal(shown.status, 200, form);
  const hidden = [...form.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']): [string, string] => [name, value.replaceAll('&amp;', '&').replaceAll('&quot;', '"')],
  );
  const body = new URLSearchParams([...hidden, ['decision', decision]]);
  const action = new URL('/oauth2/authorize', address);
  const clicked = await fetch(action, { method: 'POST', body, redirect: 'manual' });
  const location = clicked.headers.get('location');
  const next = location === null || !follow ? clicked : await fetch(location);
  const text = await next.text();
  const code = /<code id="code">([^<]*)<\/code>/.exec(text)?.[1];
  return { text, location, ...(code === undefined ? {} : { code }) };
}
