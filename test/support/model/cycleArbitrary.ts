import fc from 'fast-check';
import type { SourceFault } from '../faultSource.ts';
import { manners } from '../faults/manners.ts';
import type { TargetFault } from '../faultTarget.ts';
import type { CyclePlan, Stop } from './story.ts';

const seed = fc.nat(999_999);
const few = fc.integer({ min: 1, max: 2 });
const share = fc.constantFrom(0.1, 0.3, 0.6, 1);

/** Writes to one resource; each with a regular expression of its own, since rules are compared by identity. */
const toResource = /^\/(?:Users|Groups)\/[^/?]+(?:\?|$)/;
const toUser = /^\/Users\/[^/?]+(?:\?|$)/;
/** A former resource without the attribute says nothing of it: a target need not tell everything that it holds. */
const replacesOnly = /^(?!.*"op":"add")/is;
const filtered = /[?&]filter=/;
const changes = ['PATCH', 'DELETE'];
const writes = ['POST', ...changes];

/** All of these methods, or one of them. */
const oneOf = (...methods: readonly string[]): fc.Arbitrary<readonly string[]> =>
  fc.oneof(
    fc.constant(methods),
    fc.constantFrom(...methods).map((method) => [method]),
  );

/** `count` is left out where the fault lasts for the whole cycle. */
const lasting = fc.record({ seed, probability: share });
const passing = fc.record({ seed, count: few });
const befalls = fc.oneof(lasting, passing);

const targetFault: fc.Arbitrary<TargetFault> = fc.oneof(
  // Before it takes effect.
  fc
    .record({ when: befalls, methods: oneOf(...writes) })
    .map(({ when, methods }): TargetFault => ({ fault: 'refuse', status: 500, methods, ...when })),
  passing.map((when): TargetFault => ({ fault: 'refuse', status: 503, retryAfter: null, methods: ['POST'], ...when })),
  passing.map((when): TargetFault => ({ fault: 'refuse', status: 503, methods: writes, ...when })),
  passing.map((when): TargetFault => ({ fault: 'refuse', status: 500, methods: ['GET'], ...when })),
  fc
    .record({ when: befalls, status: fc.constantFrom(500 as const, 400 as const) })
    .map(({ when, status }): TargetFault => ({
      fault: 'refuse',
      status,
      methods: ['GET'],
      path: filtered,
      ...when,
    })),
  fc
    .record({ when: passing, methods: oneOf(...writes), effect: fc.boolean() })
    .map(({ when, methods, effect }): TargetFault => ({ fault: 'cut', effect, methods, ...when, count: 1 })),
  // After it has taken effect.
  fc
    .record({
      when: befalls,
      methods: oneOf(...writes),
      as: fc.constantFrom(500 as const, 'html' as const, 'errorBody' as const),
    })
    .map(({ when, methods, as }): TargetFault => ({ fault: 'lose', as, methods, ...when })),
  fc
    .record({ when: passing, methods: oneOf(...writes) })
    .map(({ when, methods }): TargetFault => ({ fault: 'lose', as: 502, methods, ...when, count: 1 })),
  fc
    .record({ when: passing, methods: oneOf('POST', 'PATCH'), effect: fc.boolean() })
    .map(({ when, methods, effect }): TargetFault => ({ fault: 'hang', effect, methods, ...when, count: 1 })),
  // What is said is not so.
  fc
    .record({ when: befalls, methods: oneOf('GET', ...changes) })
    .map(({ when, methods }): TargetFault => ({ fault: 'falseNotFound', methods, path: toResource, ...when })),
  fc.record({ when: befalls, effect: fc.boolean() }).map(({ when, effect }): TargetFault => ({
    fault: 'oldBody',
    effect,
    methods: ['PATCH'],
    path: effect ? toResource : toUser,
    ...when,
    ...(effect ? {} : { count: 1, body: replacesOnly }),
  })),
  fc
    .record({ when: befalls, methods: oneOf(...writes) })
    .map(({ when, methods }): TargetFault => ({ fault: 'accepted', methods, ...when })),
  passing.map((when): TargetFault => ({ fault: 'wrongId', methods: ['POST'], ...when })),
  fc.integer({ min: 1, max: 4 }).map((size): TargetFault => ({ fault: 'pages', size })),
  // It is only another server.
  fc.constantFrom(...manners).map((manner): TargetFault => ({ fault: 'odd', manner })),
);

const sourceFaults: fc.Arbitrary<readonly SourceFault[]> = fc.oneof(
  passing.map((when): SourceFault[] => [{ fault: 'refuse', status: 500, ...when }]),
  passing.map((when): SourceFault[] => [{ fault: 'refuse', status: 503, ...when }]),
  fc.constant<SourceFault[]>([{ fault: 'expired' }]),
  fc
    .record({ seed, share, once: fc.boolean() })
    .map(({ once, ...lie }): SourceFault[] => [
      { fault: 'short', of: 'assignments', ...lie, ...(once ? { count: 1 } : {}) },
    ]),
  fc
    .record({
      lie: fc.record({ seed, share, of: fc.constantFrom('users' as const, 'groups' as const, 'members' as const) }),
      once: fc.boolean(),
      notFound: fc.boolean(),
    })
    .map(({ lie, once, notFound }): SourceFault[] => [
      { fault: 'expired' },
      { fault: 'short', ...lie, ...(once ? { count: 1 } : {}) },
      ...(notFound ? [{ fault: 'falseNotFound' as const, path: /^\/(?:users|groups)\/[^/?]+(?:\?|$)/, count: 2 }] : []),
    ]),
  passing.map((when): SourceFault[] => [
    { fault: 'falseNotFound', path: /^\/(?:users\/(?!delta)|groups\/(?!delta)|directory\/)/, ...when },
  ]),
);

const stop: fc.Arbitrary<Stop> = fc.record({
  how: fc.oneof(
    { weight: 5, arbitrary: fc.constant('cancel' as const) },
    { weight: 1, arbitrary: fc.constant('kill' as const) },
  ),
  // Most cycles write little.
  write: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 3 }) },
    { weight: 1, arbitrary: fc.integer({ min: 4, max: 12 }) },
  ),
  moment: fc.constantFrom('done' as const, 'arrives' as const),
});

const none = fc.constant([]);

/** Something goes wrong in two cycles of five. */
export const cyclePlan: fc.Arbitrary<CyclePlan> = fc.record({
  target: fc.oneof(
    { weight: 5, arbitrary: none },
    { weight: 3, arbitrary: fc.array(targetFault, { minLength: 1, maxLength: 2 }) },
  ),
  source: fc.oneof({ weight: 8, arbitrary: none }, { weight: 1, arbitrary: sourceFaults }),
  stop: fc.oneof({ weight: 8, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: stop }),
  release: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  decide: fc.oneof(
    { weight: 2, arbitrary: none.map(() => null) },
    {
      weight: 1,
      arbitrary: fc.record({
        verdict: fc.constantFrom('released' as const, 'rejected' as const),
        every: fc.integer({ min: 1, max: 3 }),
      }),
    },
  ),
});
