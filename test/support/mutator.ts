/** Random numbers that a seed repeats (mulberry32): from 0 to below `below`. */
export type Random = (below: number) => number;

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

function pick<Item>(random: Random, items: readonly [Item, ...Item[]]): Item {
  return items[random(items.length)] ?? items[0];
}

/** What strangers' programs write where something else belongs. */
const oddities: readonly [string, ...string[]] = [
  'null',
  '[]',
  '{}',
  '""',
  '"x"',
  'true',
  '-1',
  '1e999',
  '0.1',
  '"\\ud800"',
  '"\\u0000"',
  '"%"',
  '"__proto__"',
  '[null]',
  '{"a":{}}',
  '[['.repeat(3000) + ']]'.repeat(3000),
  '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000),
  '"' + 'x'.repeat(100_000) + '"',
];

/** Changes bytes: flips, cuts, repeats, puts something odd in. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  let result = Buffer.from(bytes);
  for (let times = 1 + random(4); times > 0; times--) {
    const at = random(result.length + 1);
    const end = Math.min(result.length, at + 1 + random(pick(random, [4, 64, 4096])));
    const [head, part, tail] = [result.subarray(0, at), result.subarray(at, end), result.subarray(end)];
    switch (random(5)) {
      case 0:
        result = Buffer.concat([head, Buffer.from(part.map((byte) => byte ^ (1 << random(8)))), tail]);
        break;
      case 1:
        result = Buffer.concat([head, tail]);
        break;
      case 2:
        result = Buffer.concat([head, part, part, tail]);
        break;
      case 3:
        result = Buffer.concat([head, Buffer.from(pick(random, oddities)), tail]);
        break;
      default:
        result = random(4) === 0 ? Buffer.from(head) : Buffer.concat([head, Buffer.alloc(part.length), tail]);
    }
  }
  return result;
}

/** Puts something odd in a value's, or a member name's, place; JSON stays JSON. */
export function mutateJson(text: string, random: Random): string {
  const tokens = [...text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null/g)];
  const token = tokens[random(tokens.length)];
  if (token === undefined) return pick(random, oddities);
  const isName = text
    .slice(token.index + token[0].length)
    .trimStart()
    .startsWith(':');
  const odd = isName ? pick(random, ['"id"', '"value"', '"__proto__"', '"@removed"', '""']) : pick(random, oddities);
  return text.slice(0, token.index) + odd + text.slice(token.index + token[0].length);
}

/** One or the other; rather often what is still JSON, which gets further. */
export function mutate(text: string, random: Random): Buffer {
  return random(3) === 0 ? mutateBytes(Buffer.from(text), random) : Buffer.from(mutateJson(text, random));
}

/**
 * Seeds of the cases to try: so many as `FUZZ_CASES` says, or `usual`, from `FUZZ_SEED` on, or from another place at each run.
 */
export function fuzzSeeds(usual: number): readonly number[] {
  const count = Number(process.env['FUZZ_CASES'] ?? usual);
  const first = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
  return Array.from({ length: count }, (_, index) => first + index);
}
