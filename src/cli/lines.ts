/** The lines of a text that arrives in pieces, without their line ends (LF or CR LF); the last needs none. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest: string[] = [];
  for await (const piece of pieces) {
    const [first = '', ...others] = piece.split('\n');
    rest.push(first);
    const last = others.pop();
    if (last === undefined) continue;
    yield withoutCarriageReturn(rest.join(''));
    for (const line of others) yield withoutCarriageReturn(line);
    rest = [last];
  }
  const end = rest.join('');
  if (end !== '') yield withoutCarriageReturn(end);
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
