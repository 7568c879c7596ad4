import { eventually } from './eventually.ts';
import type { Workbench } from './workbench.ts';

/** Runs a command of the palette by keyboard alone. */
export async function command(workbench: Workbench, title: string): Promise<void> {
  const { keyboard } = workbench.page;
  const first = workbench.quickInput().locator('.quick-input-list-row').first();
  await eventually(`"${title}" in the palette`, async () => {
    await keyboard.press('F1');
    await workbench.quickInput().locator('input.input').waitFor();
    await keyboard.press('ControlOrMeta+a');
    await keyboard.type(`>${title}`);
    const shown = await first.innerText({ timeout: 3000 }).catch(() => '');
    if (shown.includes(title)) return true;
    await keyboard.press('Escape');
    return null;
  });
  await keyboard.press('Enter');
}

/** Waits for a question, types the beginning of an item until it's the first of the list, and takes it. */
export async function choose(workbench: Workbench, question: string | RegExp, label: string): Promise<void> {
  await workbench.quickInput().getByPlaceholder(question).waitFor();
  await workbench.page.keyboard.type(label);
  await workbench.quickInput().locator('.monaco-list-row.focused').filter({ hasText: label }).waitFor();
  await workbench.page.keyboard.press('Enter');
  await workbench.quickInput().getByPlaceholder(question).waitFor({ state: 'hidden' });
}

/** Waits for a question, types over what stands there, and confirms. */
export async function enter(workbench: Workbench, question: string | RegExp, text: string): Promise<void> {
  await workbench.quickInput().getByText(question).waitFor();
  await workbench.page.keyboard.press('ControlOrMeta+a');
  await workbench.page.keyboard.type(text);
  await workbench.page.keyboard.press('Enter');
}

/** Types a name into a list that is searched as one types, and waits until it has only who is looked for. */
export async function searchFor(workbench: Workbench, name: string): Promise<void> {
  await workbench.page.keyboard.type(name);
  await workbench.quickInput().locator('.quick-input-list-row').filter({ hasText: name }).first().waitFor();
  await eventually('only who is looked for', async () =>
    (await workbench.quickPickItems()).every((item) => item.includes(name)) ? true : null,
  );
}
