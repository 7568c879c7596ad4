import { applyTextEdits, setJobValue } from '../../src/job/editJob.ts';
import type { SandboxProcess } from './sandbox.ts';

/** The text of a sandbox's job file, made to write to the same team by Dropbox's Business API. */
export function businessJobText(text: string, { dropboxBusiness }: SandboxProcess, id: string): string {
  const target = { kind: 'dropboxBusiness', apiAddress: dropboxBusiness.apiAddress };
  const changes = [
    [['id'], id],
    [['displayName'], `Dropbox (${id})`],
    [['target'], target],
  ] as const;
  return changes.reduce((edited, [path, value]) => applyTextEdits(edited, setJobValue(edited, path, value)), text);
}

/** A request to the control endpoint of a sandbox's Business API; its JSON, null when there is none. */
export async function controlBusiness(
  { dropboxBusiness }: SandboxProcess,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const { apiAddress, token } = dropboxBusiness;
  const response = await fetch(`${apiAddress}/_sandbox${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return response.status === 204 ? null : response.json();
}

/** How many requests came to a path of it. */
export async function requestsTo(sandbox: SandboxProcess, path: string): Promise<number> {
  const { requests } = (await controlBusiness(sandbox, 'GET', '/requests')) as { requests: Record<string, number> };
  return requests[path] ?? 0;
}
