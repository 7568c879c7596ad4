/** Addresses that the page may load from, as the webview serves them. */
export interface PageAddresses {
  readonly script: string;
  readonly style: string;
  readonly cspSource: string;
  /** Random for each page; only scripts and style elements that carry it count. */
  readonly nonce: string;
}

/**
 * The mapping editor's page. Nothing of the document is in it: the page asks for that. Its content security policy lets
 * our one script and our one style sheet in, and nothing else, from anywhere. The toolkit tries out whether browsers know
 * `:focus-visible` with a style element of its own, to which it gives the nonce of the `csp-nonce` element.
 */
export function pageHtml({ script, style, cspSource, nonce }: PageAddresses): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource} 'nonce-${nonce}'" />
    <meta property="csp-nonce" content="${nonce}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Mapping editor</title>
    <link rel="stylesheet" href="${style}" />
    <script nonce="${nonce}" src="${script}" defer></script>
  </head>
  <body></body>
</html>
`;
}
