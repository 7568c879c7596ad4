/** What the page says things in. */
interface PageLanguage {
  /** The language of its texts, as a BCP 47 tag. */
  readonly language: string;
  /** Translations by their messages in English; undefined for English. */
  readonly texts: Readonly<Record<string, string>> | undefined;
  readonly title: string;
}

/** Addresses that the page may load from, as the webview serves them. */
interface PageAddresses {
  readonly script: string;
  readonly style: string;
  readonly cspSource: string;
  /** Random for each page; only scripts and style elements that carry it count. */
  readonly nonce: string;
}

/**
 * The mapping editor's page. Nothing of the document is in it: the page asks for that. Its content security policy lets
 * our one script and our one style sheet in, and nothing else, from anywhere. The toolkit tries out whether browsers know
 * `:focus-visible` with a style element of its own, to which it gives the nonce of the `csp-nonce` element. The texts are a
 * data block, which is no script to the policy (HTML, "Prepare the script element").
 */
export function pageHtml(
  { script, style, cspSource, nonce }: PageAddresses,
  { language, texts, title }: PageLanguage,
): string {
  return `<!doctype html>
<html lang="${escaped(language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource} 'nonce-${nonce}'" />
    <meta property="csp-nonce" content="${nonce}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escaped(title)}</title>
    <link rel="stylesheet" href="${style}" />
    <script type="application/json" id="texts">${dataBlock(texts)}</script>
    <script nonce="${nonce}" src="${script}" defer></script>
  </head>
  <body></body>
</html>
`;
}

/** JSON that no text in it can end before its time: `</script>` and `<!--` begin with a `<`. */
function dataBlock(texts: PageLanguage['texts']): string {
  return texts === undefined ? '' : JSON.stringify(texts).replaceAll('<', '\\u003c');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
