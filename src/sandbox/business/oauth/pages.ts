/** The page with *Allow* and *Deny*; it sends the request's parameters along. */
export function authorizePage(scopes: readonly string[], parameters: URLSearchParams): string {
  const hidden = [...parameters]
    .filter(([name]) => name !== 'decision')
    .map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`);
  const items = scopes.map((scope) => `<li><code>${escape(scope)}</code></li>`);
  return frame(
    'Allow access to the practice team?',
    `<p>An app asks for access to the team <b>Contoso</b> of the sandbox on this machine. It may then use:</p>
<ul>${items.join('')}</ul>
<form method="post" action="/oauth2/authorize">${hidden.join('')}
<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></form>`,
  );
}

/** The page with a code to copy, for an app without a redirect address. */
export function codePage(code: string): string {
  return frame('Copy this code', `<p>Enter this code in the app:</p><p><code id="code">${escape(code)}</code></p>`);
}

export function refusedPage(text: string): string {
  return frame('No access', `<p>${escape(text)}</p>`);
}

function frame(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<style>body{font:16px system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1.5rem}</style>
</head><body><main><h1>${title}</h1>${body}</main></body></html>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
