import * as vscode from 'vscode';
import { pickObject } from '../commands/pickObject.ts';
import { withProgress } from '../commands/progress.ts';
import { subjectOf } from '../commands/subject.ts';
import type { VirtualDocuments } from '../documents/virtualDocuments.ts';
import { openEvent } from '../logs/showEvent.ts';
import { PermanentQuestion } from './confirmPermanent.ts';
import type { SyncParts } from './syncNow.ts';

/** *Provision on Demand*: decides and exports for one user or group, and shows the steps. */
export async function provisionOnDemand(
  parts: SyncParts & { readonly documents: VirtualDocuments },
  argument: unknown,
): Promise<void> {
  const { opener, engine, monitor, assignments, log, documents } = parts;
  const { params, job, uri } = await opener.openToRun({ saved: true });
  const name = subjectOf(argument) ?? (await pickObject(engine, params, vscode.l10n.t('Provision on Demand')));
  const question = new PermanentQuestion(vscode.l10n.t('Provision on demand?'), uri);
  const event = await monitor
    .run(job, vscode.l10n.t('provisioning on demand'), () =>
      withProgress(vscode.l10n.t('Provisioning on demand'), ({ signal }) =>
        engine.provisionOnDemand(params, name, { signal, confirmPermanent: question.ask }),
      ),
    )
    .catch(async (failure: unknown) => {
      await question.followUp();
      throw failure;
    });
  log.event(event);
  assignments.apply(event);
  await monitor.refresh(opener);
  await openEvent(documents, event);
}
