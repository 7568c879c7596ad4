/** Half of a diff editor is narrow: about so many characters are in sight. */
const width = 44;

/** A text as comments of JSON, broken between words so that a diff editor shows all of it. */
export function commentLines(text: string): string {
  return wrap(text.replace(/\s+/g, ' ').trim())
    .map((line) => `// ${line}\n`)
    .join('');
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
