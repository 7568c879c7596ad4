import fc from 'fast-check';

/** One change to a file, as a slip, a broken disk or a hostile person makes it. Places are fractions of the length. */
type Mutation =
  | { readonly kind: 'set'; readonly at: number; readonly byte: number }
  | { readonly kind: 'remove' | 'repeat'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly text: string }
  | { readonly kind: 'move'; readonly at: number; readonly to: number; readonly length: number }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'replaceValue'; readonly at: number; readonly text: string };

/** What is put into files: what JSON, JavaScript, expressions and encodings trip over. */
const fragments = [
  ...[
    'null',
    'true',
    '0',
    '-1',
    '1e999',
    '-0',
    '9007199254740993',
    '""',
    '[]',
    '{}',
    '[[',
    '{"',
    '}',
    ']',
    ',',
    ':',
    '"',
  ],
  ...[
    '/*',
    '*/',
    '//',
    '\\',
    '\\u',
    '\\ud800',
    '\r',
    '\n',
    '\u0000',
    '\u001b[2J',
    '\u009b',
    '\u2028',
    '\u202e',
    '\uFEFF',
  ],
  ...[
    '"__proto__": 1,',
    '"constructor": {},',
    '"id": "a",',
    '"expression": "IIF(",',
    '"(a+)+$"',
    '"[mail]"',
    '"%DomainFQDN%"',
  ],
  ...[
    '"Replace([a], , \\"(.*)\\", , \\"$1$1\\", , )"',
    `"${'a'.repeat(5000)}"`,
    '['.repeat(2000),
    '"https://www.dropb\u043ex.com"',
  ],
] as const;

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const length = fc.integer({ min: 1, max: 200 });
const fragment = fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: 'binary', maxLength: 20 }));

/** Sound values, which leave a sound text and so reach what lies behind the parser. */
const values = fc.oneof(
  fc.constantFrom(
    'null',
    'true',
    '0',
    '-1',
    '1e999',
    '9007199254740993',
    '""',
    '[]',
    '{}',
    '"a"',
    '"[mail]"',
    '"(a+)+$"',
  ),
  fc.constantFrom(
    '"IIF("',
    '"Replace([mail], , \\"(.*)\\", , \\"$1$1\\", , )"',
    '"%DomainFQDN%"',
    `"${'a'.repeat(5000)}"`,
  ),
  fc.constantFrom(
    '"https://www.dropb\u043ex.com"',
    '"\\u202e\u009b"',
    '"\\ud800"',
    '[null, {}, "a", 1]',
    '{"constructor": 1}',
  ),
  fc.json({ maxDepth: 2 }),
);

const valueMutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constant('replaceValue' as const),
  at: place,
  text: values,
});

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), at: place, byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ kind: fc.constantFrom('remove' as const, 'repeat' as const), at: place, length }),
  fc.record({ kind: fc.constantFrom('insert' as const, 'replaceValue' as const), at: place, text: fragment }),
  fc.record({ kind: fc.constant('move' as const), at: place, to: place, length }),
  fc.record({ kind: fc.constant('cut' as const), at: place }),
  valueMutation,
);

/** Files made from sound ones by a few changes to their bytes, half of them only to their values; some in UTF-16. */
export function mutatedBytes(seeds: readonly string[]): fc.Arbitrary<Uint8Array> {
  const values = fc.record({
    seed: fc.constantFrom(...seeds),
    encoding: fc.constant('utf8' as const),
    mutations: fc.array(valueMutation, { minLength: 1, maxLength: 4 }),
  });
  const bytes = fc.record({
    seed: fc.constantFrom(...seeds),
    encoding: fc.constantFrom('utf8' as const, 'utf8' as const, 'utf16le' as const),
    mutations: fc.array(mutation, { minLength: 1, maxLength: 6 }),
  });
  return fc
    .oneof(values, bytes)
    .map(({ seed, encoding, mutations }) =>
      mutations.reduce<Uint8Array>(mutate, Buffer.from(encoding === 'utf8' ? seed : `\uFEFF${seed}`, encoding)),
    );
}

function mutate(bytes: Uint8Array, change: Mutation): Uint8Array {
  const at = Math.floor(change.at * bytes.length);
  switch (change.kind) {
    case 'set':
      return bytes.length === 0 ? bytes : bytes.with(at, change.byte);
    case 'remove':
      return joined(bytes.subarray(0, at), bytes.subarray(at + change.length));
    case 'repeat':
      return joined(bytes.subarray(0, at + change.length), bytes.subarray(at));
    case 'insert':
      return joined(bytes.subarray(0, at), Buffer.from(change.text), bytes.subarray(at));
    case 'move':
      return moved(bytes, at, Math.floor(change.to * bytes.length), change.length);
    case 'cut':
      return bytes.subarray(0, at);
    case 'replaceValue':
      return withValue(bytes, at, change.text);
  }
}

function moved(bytes: Uint8Array, from: number, to: number, length: number): Uint8Array {
  const rest = joined(bytes.subarray(0, from), bytes.subarray(from + length));
  return joined(rest.subarray(0, to), bytes.subarray(from, from + length), rest.subarray(to));
}

/** Puts another value behind the next colon. */
function withValue(bytes: Uint8Array, at: number, text: string): Uint8Array {
  const colon = bytes.indexOf(0x3a, at);
  if (colon < 0) return bytes;
  const rest = Buffer.from(bytes.subarray(colon + 1)).toString('latin1');
  const value = /^\s*(?:"(?:[^"\\]|\\.)*"|[^\s,{}[\]]+|\{\}|\[\])/.exec(rest)?.[0] ?? '';
  return joined(bytes.subarray(0, colon + 1), Buffer.from(text), bytes.subarray(colon + 1 + value.length));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
