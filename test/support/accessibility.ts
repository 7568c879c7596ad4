import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Runs axe on a part of a page or of a webview's frame.
 *
 * @param selector the part that is ours: VS Code's own workbench around it is not for us to judge.
 * @returns a sentence for each thing that is wrong, with the rule and the element; empty when all is well.
 */
export async function accessibilityViolations(place: Page | Frame, selector: string): Promise<string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await place.evaluate(source); // not a script element: the webview's content security policy would refuse it
  const call = `axe.run(${JSON.stringify(selector)}, { runOnly: ${JSON.stringify(standards)} })`;
  const results = await place.evaluate<AxeResults>(call);
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html} (${node.failureSummary ?? ''})`),
  );
}
