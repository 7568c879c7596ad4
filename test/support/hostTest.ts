/**
 * The test runner inside VS Code's extension host. Node's own cannot be used there: it wants to own the process, its
 * output and its exit code. This one knows `describe`, `it`, `before`, `after` and `afterEach`, runs everything in the
 * order in which it is written, and hands each result on as it comes.
 */

type Body = () => Promise<void> | void;

interface Suite {
  readonly title: string;
  readonly before: Body[];
  readonly after: Body[];
  readonly afterEach: Body[];
  readonly entries: (Suite | Test)[];
}

interface Test {
  readonly title: string;
  readonly body: Body;
  readonly timeoutMs: number;
}

/** What became of one test. */
export interface HostTestResult {
  /** The titles from the outermost suite to the test, joined by ` › `. */
  readonly title: string;
  readonly passed: boolean;
  readonly durationMs: number;
  /** The error's stack when it did not pass. */
  readonly error?: string;
}

const newSuite = (title: string): Suite => ({ title, before: [], after: [], afterEach: [], entries: [] });

/** The suites being declared, from the outermost in: test files are read once, from top to bottom. */
const open: Suite[] = [newSuite('')];

function innermost(): Suite {
  const suite = open.at(-1);
  if (!suite) throw new Error('A test was declared after its suite had ended.');
  return suite;
}

/** Declares a suite. */
export function describe(title: string, declare: () => void): void {
  const suite = newSuite(title);
  innermost().entries.push(suite);
  open.push(suite);
  declare();
  open.pop();
}

/** Declares a test; it fails when its body throws, rejects or takes longer than `timeoutMs` (a minute). */
export function it(title: string, body: Body, timeoutMs = 60_000): void {
  innermost().entries.push({ title, body, timeoutMs });
}

/** Runs once before the tests of the suite. */
export function before(body: Body): void {
  innermost().before.push(body);
}

/** Runs once after the tests of the suite, whatever became of them. */
export function after(body: Body): void {
  innermost().after.push(body);
}

/** Runs after each test of the suite, whatever became of it. */
export function afterEach(body: Body): void {
  innermost().afterEach.push(body);
}

/** Runs everything that was declared, and reports each result when it is there. */
export async function runDeclared(report: (result: HostTestResult) => void): Promise<void> {
  await runSuite(innermost(), [], [], report);
}

async function runSuite(
  suite: Suite,
  path: readonly string[],
  outerAfterEach: readonly Body[],
  report: (result: HostTestResult) => void,
): Promise<void> {
  const afterEach = [...suite.afterEach, ...outerAfterEach];
  const hookFailed = await failureOf(suite.before, 120_000);
  if (hookFailed) report({ title: [...path, 'before'].join(' › '), passed: false, durationMs: 0, error: hookFailed });
  for (const entry of hookFailed ? [] : suite.entries) {
    const title = [...path, entry.title];
    if ('entries' in entry) {
      await runSuite(entry, title, afterEach, report);
      continue;
    }
    const began = performance.now();
    const failed = await failureOf([entry.body], entry.timeoutMs);
    const untidy = await failureOf(afterEach, entry.timeoutMs);
    const error = failed ?? untidy;
    const durationMs = performance.now() - began;
    report({ title: title.join(' › '), passed: !error, durationMs, ...(error ? { error } : {}) });
  }
  const leftOpen = await failureOf(suite.after, 120_000);
  if (leftOpen) report({ title: [...path, 'after'].join(' › '), passed: false, durationMs: 0, error: leftOpen });
}

/** Runs the bodies one after the other; the stack of the first error, or null when there was none. */
async function failureOf(bodies: readonly Body[], timeoutMs: number): Promise<string | null> {
  for (const body of bodies) {
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      reject(new Error(`It took longer than ${timeoutMs} ms.`));
    }, timeoutMs);
    try {
      await Promise.race([body(), tooLate]);
    } catch (error) {
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
    } finally {
      clearTimeout(timer);
    }
  }
  return null;
}
