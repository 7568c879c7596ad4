import { test as register, type TestContext } from 'node:test';
import { startBusinessTarget } from './businessTarget.ts';
import { startScimTarget } from './scimTarget.ts';
import type { StartTarget, TargetName } from './runningTarget.ts';

/** Both ways to the same team: how each is called in the name of a test, and what starts it. */
const targets: Readonly<Record<TargetName, { readonly title: string; readonly start: StartTarget }>> = {
  scim: { title: 'over SCIM', start: startScimTarget },
  dropboxBusiness: { title: 'over the Business API', start: startBusinessTarget },
};

const names = Object.keys(targets) as readonly TargetName[];
const chosen = new WeakMap<TestContext, TargetName>();

/** What a test does. */
export type Body = (test: TestContext) => void | Promise<void>;

/** Registers a test of the engine twice: what `startEngineTest` starts is one target, and then the other. */
export function it(name: string, body: Body): void {
  for (const target of names) itOver(target, name, body);
}

/**
 * Registers a test for one target only.
 *
 * @param because what the other wire lacks, such as the fault that the test is about.
 */
export function itOnlyOver(target: TargetName, because: string, name: string, body: Body): void {
  if (because === '') throw new Error(`The test '${name}' doesn't say why it runs over one target only.`);
  itOver(target, name, body);
}

function itOver(target: TargetName, name: string, body: Body): void {
  void register(`${name} (${targets[target].title})`, async (test) => {
    chosen.set(test, target);
    await body(test);
  });
}

/** Which target a test runs over; SCIM where it wasn't registered for both. */
export function targetNameOf(test: TestContext): TargetName {
  return chosen.get(test) ?? 'scim';
}

/** Starts the target of this name. */
export function startTargetNamed(name: TargetName): StartTarget {
  return targets[name].start;
}

/** Starts the target that a test runs over. */
export function startTargetOf(test: TestContext): StartTarget {
  return targets[targetNameOf(test)].start;
}
