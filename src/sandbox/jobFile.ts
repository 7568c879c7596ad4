import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createJobText } from '../job/defaultJob.ts';
import type { RunningSandbox } from './readySandbox.ts';

/**
 * Makes the job file of a sandbox, without any secret in it. One that is there is a person's by now: only this sandbox's
 * own addresses in it change, and only when it got other ports than last time.
 */
export function writeJobFile(
  { source, target, jobFile }: RunningSandbox,
  jobId: string,
  formerPorts: { readonly source: number | null; readonly target: number | null },
): void {
  if (!existsSync(jobFile)) {
    const { baseAddress, tenantId, servicePrincipalId } = source;
    const text = createJobText({
      id: jobId,
      displayName: 'Dropbox (sandbox)',
      source: { kind: 'entra', tenantId, servicePrincipalId, baseAddress },
      target: { kind: 'scim', baseAddress: target.baseAddress },
    });
    writeFileSync(jobFile, text);
    return;
  }
  const former = readFileSync(jobFile, 'utf8');
  const text = withPort(
    withPort(former, source.baseAddress, formerPorts.source),
    target.baseAddress,
    formerPorts.target,
  );
  if (text !== former) writeFileSync(jobFile, text);
}

/** The text with the address that this sandbox had on its former port replaced by the one it has now. */
function withPort(text: string, baseAddress: string, formerPort: number | null): string {
  if (formerPort === null) return text;
  return text.replaceAll(`"${baseAddress.replace(/:\d+\//, `:${formerPort}/`)}"`, () => `"${baseAddress}"`);
}
