import * as vscode from 'vscode';
import { isObjectNode } from '../commands/subject.ts';
import type { VirtualDocuments } from '../documents/virtualDocuments.ts';
import { ActionableFailure } from '../support/actionableFailure.ts';
import { provisionOnDemand } from './provisionOnDemand.ts';
import { type SyncParts, syncNow } from './syncNow.ts';

/** *Retry Now*: tries again one user or group of the tree, or with a sync all that failed, whether or not its time has come. */
export async function retryNow(
  parts: SyncParts & { readonly documents: VirtualDocuments },
  argument: unknown,
): Promise<void> {
  if (isObjectNode(argument)) {
    await provisionOnDemand(parts, argument);
    return;
  }
  const { params, job } = await parts.opener.openToRun({ saved: true });
  const { escrowed } = await parts.engine.status(params);
  if (escrowed === 0)
    throw new ActionableFailure(
      vscode.l10n.t('Nothing that failed is left to try again for {0}.', job.displayName),
      null,
      ['openProvisioningLog'],
    );
  await syncNow(parts, { allowDeletes: false, restart: false, retryFailures: true });
}
