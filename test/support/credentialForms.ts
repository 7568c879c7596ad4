/** Writes a text in another way. */
export type Write = (text: string) => string;

export const jsonEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
export const each =
  (write: Write): Write =>
  (text) =>
    Array.from(text, write).join('');
/** Writes every second letter so, and what would be read as the beginning of such a writing. */
const everySecond =
  (write: Write, beginning: string): Write =>
  (text) =>
    Array.from(text, (character, index) =>
      index % 2 === 0 || character === beginning ? write(character) : character,
    ).join('');
const percent: Write = (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
export const base64: Write = (text) => Buffer.from(text).toString('base64');
export const base64url: Write = (text) => Buffer.from(text).toString('base64url');

/** Ways in which somebody may write what they were sent. */
export const credentialForms: Readonly<Record<string, Write>> = {
  'as it is': (text) => text,
  'in upper case': (text) => text.toUpperCase(),
  'in lower case': (text) => text.toLowerCase(),
  'with a JSON escape for each letter': each(jsonEscape),
  'with a JSON escape in capitals': each((character) => jsonEscape(character).toUpperCase().replace('\\U', '\\u')),
  'with some JSON escapes': everySecond(jsonEscape, '\\'),
  'with escaped slashes': (text) => text.replaceAll('/', '\\/'),
  'as JavaScript escapes it': each((character) => percent(character).replace('%', '\\x')),
  'percent-encoded': encodeURIComponent,
  'percent-encoded in full': each(percent),
  'percent-encoded in part': everySecond(percent, '%'),
  'as escape() writes it': each((character) => percent(character).replace('%', '%u00')),
  'in decimal references': each((character) => `&#${character.charCodeAt(0)};`),
  'in hexadecimal references': each((character) => `&#x${character.charCodeAt(0).toString(16)};`),
  'in long references': each((character) => `&#0000${character.charCodeAt(0)};`),
  'with named references': (text) =>
    text.replaceAll('/', '&sol;').replaceAll('+', '&plus;').replaceAll('_', '&lowbar;').replaceAll('.', '&period;'),
  'in base64': base64,
  'in base64 without padding': (text) => base64(text).replaceAll('=', ''),
  'in base64url': base64url,
  'in the base64 of Basic': (text) => base64(`user:${text}`),
  'in the base64 of Basic as its user': (text) => base64(`${text}:`),
  'in base64 behind one byte': (text) => base64(`x${text}tail`),
  'in base64 behind two bytes': (text) => base64(`xy${text}tail`),
  'in base64 within letters of base64': (text) => `abc${base64url(`Bearer ${text}`)}DEF`,
  'in base64 in another letter case': (text) => base64(`{"token":"${text}"}`).toLowerCase(),
  'in base64 of another letter case': (text) => base64(text.toUpperCase()),
  'in base64 with broken lines': (text) => base64(`user:${text}`).replace(/(.{16})/g, '$1\r\n'),
  'in base64 of UTF-16': (text) => Buffer.from(text, 'utf16le').toString('base64'),
  'in base64 of base64': (text) => base64(base64(text)),
  'in UTF-16 that is read as UTF-8': (text) => Buffer.from(text, 'utf16le').toString('utf8'),
  'with JavaScript’s braces': each((character) => `\\u{${character.charCodeAt(0).toString(16)}}`),
  'in octal escapes': each((character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`),
  'as a form is read': (text) => text.replaceAll('+', ' '),
  'in base64 as a form is read': (text) => base64(`>>>${text}`).replaceAll('+', ' '),
  'in hexadecimal digits': (text) => Buffer.from(text).toString('hex'),
};

/** Ways in which it is written that look the same to people, or become the same in an address. */
export const credentialDisguises: Readonly<Record<string, Write>> = {
  'with spaces without width': (text) => Array.from(text).join('\u200b'),
  'with soft hyphens': (text) => Array.from(text).join('\u00ad'),
  'with characters of another plane that are not seen': (text) => Array.from(text).join('\u{e0041}'),
  'in full-width letters': each((character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)),
  'in mathematical letters': (text) =>
    text
      .replace(/[a-z]/g, (letter) => String.fromCodePoint(0x1d41a + letter.charCodeAt(0) - 0x61))
      .replace(/[A-Z]/g, (letter) => String.fromCodePoint(0x1d400 + letter.charCodeAt(0) - 0x41)),
  'with ideographic full stops': (text) => text.replaceAll('.', '。'),
  'on several lines': (text) => text.replace(/.{5}(?!$)/g, '$&\n'),
  'on several lines that are indented': (text) => text.replace(/.{5}(?!$)/g, '$&\r\n\t  '),
  'in base64 on several lines that are indented': (text) => base64(text).replace(/.{10}(?!$)/g, '$&\r\n '),
};
