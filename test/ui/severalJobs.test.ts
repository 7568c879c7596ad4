import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import type { SandboxProcess } from '../support/sandbox.ts';
import { uiSuite } from '../support/uiTest.ts';
import type { Workbench } from '../support/workbench.ts';

const [first, second] = ['Dropbox (sandbox)', 'Second team'];
const tree = (workbench: Workbench): Locator => workbench.view('Assigned Users and Groups');
const root = (workbench: Workbench, name: string): Locator => workbench.treeItem(`${name}, job`, tree(workbench));

/** The file of the second job, under a name. */
const secondFile = ({ folder }: SandboxProcess): string => join(folder, 'second.provisioning.json');

/** What the tree shows below a root, as screen readers hear it. */
async function below(workbench: Workbench, name: string): Promise<readonly string[]> {
  const items = await workbench.treeItems('Assigned Users and Groups');
  const from = items.findIndex((item) => item.startsWith(`${name}, job`));
  const others = items.slice(from + 1);
  const to = others.findIndex((item) => item.includes(', job, '));
  return to === -1 ? others : others.slice(0, to);
}

uiSuite('Several jobs in one window', { viewport: { width: 1400, height: 900 } }, (test) => {
  test('have a root each as soon as there is a second one; the first stays the current one', async ({
    workbench,
    sandbox,
  }) => {
    await workbench.openViewContainer('Dropbox Provisioning');
    await tree(workbench).getByText('have not been read yet').waitFor();
    const text = await readFile(sandbox.job, 'utf8');
    await writeFile(
      secondFile(sandbox),
      text
        .replace(/"id": "[^"]*"/, '"id": "second-team"')
        .replace(/"displayName": "[^"]*"/, `"displayName": "${second}"`),
    );
    await root(workbench, first).waitFor();
    await root(workbench, second).waitFor();
    assert.match((await root(workbench, first).getAttribute('aria-label')) ?? '', /, job, current, off/);
    assert.doesNotMatch((await root(workbench, second).getAttribute('aria-label')) ?? '', /current/);
  });

  test('are opened by keyboard, and each has its own users', async ({ workbench }) => {
    await root(workbench, second).click();
    await eventually('what is missing below the second root', async () =>
      (await below(workbench, second)).some((item) => item.startsWith('Not read yet')) ? true : null,
    );
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.locator('.monaco-list-row.focused').filter({ hasText: 'Not read yet' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await eventually('the second job’s users', async () =>
      (await below(workbench, second)).some((item) => item.startsWith('Users, ')) ? true : null,
    );
    assert.ok((await below(workbench, first)).every((item) => item.startsWith('Not read yet')));
  });

  test('are synced from their own root, and no event lands below another', async ({ workbench }) => {
    await workbench.chooseInContextMenu(root(workbench, second), 'Sync Now');
    await workbench.outputChannel('Dropbox Provisioning', /Initial cycle finished/);
    const log = await workbench.outputChannel('Dropbox Provisioning', /Created user .*\[Second team: event \d+\]/);
    assert.doesNotMatch(log, /\[Dropbox \(sandbox\): event/);
    await eventually('the provisioned users of the second job', async () =>
      (await below(workbench, second)).some((item) => item.includes(', user, provisioned')) ? true : null,
    );
    assert.ok((await below(workbench, first)).every((item) => item.startsWith('Not read yet')));
    await workbench.statusBarItem('Second team: synced').waitFor();
    await workbench.treeItem('Job: Second team', workbench.view('Provisioning Status')).waitFor();
    await workbench.screenshot('several-jobs');
    await workbench.useTheme('dark');
    await workbench.screenshot('several-jobs-dark');
    await workbench.useTheme('light');
  });

  test('become the current one from their root', async ({ workbench }) => {
    await workbench.chooseInContextMenu(root(workbench, first), 'Select Job');
    await workbench.statusBarItem(first).waitFor();
    await workbench.treeItem(`${first}, job, current`, tree(workbench)).waitFor();
  });

  test('say that a file has errors, open Problems, and are back with the file', async ({ workbench, sandbox }) => {
    const text = await readFile(secondFile(sandbox), 'utf8');
    await writeFile(secondFile(sandbox), text.replace('"mappings"', '"mapings"').replace('"source"', '"sorce"'));
    const broken = workbench.treeItem('second.provisioning.json, job, job file has errors', tree(workbench));
    await broken.waitFor();
    // The hover of another item would be in the way.
    await workbench.page.mouse.move(900, 400);
    await broken.click();
    await workbench.page.locator('.markers-panel').getByText('sorce').first().waitFor();
    await workbench.screenshot('several-jobs-errors');
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('View: Toggle Panel Visibility');
    await writeFile(secondFile(sandbox), text);
    await root(workbench, second).waitFor();
    await workbench.treeItem(`${second}, job, current`, tree(workbench)).waitFor();
    await workbench.treeItem(`Job: ${second}`, workbench.view('Provisioning Status')).waitFor();
  });
});
