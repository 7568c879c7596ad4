import * as vscode from 'vscode';
import { AuthorizationFailure } from '../../../authorization/authorizationFailure.ts';
import type { Granted, PendingAuthorization } from '../../../authorization/authorize.ts';
import type { RedirectListener } from '../../../authorization/loopbackRedirect.ts';
import type { TokenRequests } from '../../../authorization/oauthClient.ts';
import { inBackground } from '../../commands/inBackground.ts';
import { withProgress } from '../../commands/progress.ts';
import { Cancelled } from '../../support/actionableFailure.ts';
import { askCode, type Way } from './questions.ts';

/** Milliseconds that an admin has; Dropbox's codes are good for as long. */
const patience = 600_000;

/**
 * Has an admin allow access in a browser, and exchanges the code. Where the browser can't come back to this window, a code
 * is asked for instead.
 *
 * @throws AuthorizationFailure, Cancelled
 */
export async function obtainGrant(requests: TokenRequests, scopes: readonly string[], way: Way): Promise<Granted> {
  const { beginAuthorization, finishAuthorization, finishWithPasted, isPastedCode } =
    await import('../../../authorization/authorize.ts');
  const listener = way === 'code' ? null : await listen(requests);
  const redirect = listener === null ? null : await reachableFromBrowser(listener, requests);
  if (listener !== null && redirect !== null)
    try {
      const pending = await beginAuthorization(requests, scopes, redirect);
      const response = listener.response(pending.state);
      await show(pending, way);
      return await withProgress(vscode.l10n.t('Waiting for Dropbox: allow access in the browser'), async ({ signal }) =>
        finishAuthorization(requests, pending, await inTime(response, requests, signal), signal),
      );
    } finally {
      listener.close();
    }
  listener?.close();
  if (way !== 'code')
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The browser can’t come back to this window by itself, so Dropbox shows a code to paste.'),
    );
  const pending = await beginAuthorization(requests, scopes, null);
  await show(pending, way);
  return finishWithPasted(requests, pending, await askCode(isPastedCode), new AbortController().signal);
}

async function listen({ server }: TokenRequests): Promise<RedirectListener> {
  const { listenForRedirect, redirectAddress, redirectPorts } =
    await import('../../../authorization/loopbackRedirect.ts');
  const ports = redirectPorts(server);
  const listener = await listenForRedirect(ports, { language: vscode.env.language, t: vscode.l10n.t });
  if (listener === null)
    throw new AuthorizationFailure('noRedirect', server.origin, ports.map(redirectAddress).join(', '));
  return listener;
}

/** The redirect address as the person's browser reaches it; null when that isn't one that Dropbox takes. */
async function reachableFromBrowser({ address }: RedirectListener, { server }: TokenRequests): Promise<string | null> {
  const { isRedirectTo } = await import('../../../authorization/loopbackRedirect.ts');
  const external = await vscode.env.asExternalUri(vscode.Uri.parse(address)).then(
    (uri) => uri.toString(true),
    // Where VS Code knows no other address, it opens this one, too.
    () => address,
  );
  return isRedirectTo(server, external) ? external : null;
}

async function show({ address }: PendingAuthorization, way: Way): Promise<void> {
  if (way === 'copyAddress') {
    await vscode.env.clipboard.writeText(address);
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The address is copied. Open it in a browser on this machine, as a team admin.'),
    );
    return;
  }
  // Not awaited: where the window asks first, the person may copy the address instead of opening it.
  void vscode.env.openExternal(vscode.Uri.parse(address, true));
}

function inTime(
  response: Promise<URLSearchParams>,
  { server }: TokenRequests,
  signal: AbortSignal,
): Promise<URLSearchParams> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new AuthorizationFailure('timedOut', server.origin));
    }, patience);
    const cancel = (): void => {
      reject(new Cancelled());
    };
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel);
    inBackground(
      response.then(resolve).finally(() => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
      }),
    );
  });
}
