import { globSync } from 'node:fs';
import { join } from 'node:path';
import { vsix } from './paths.ts';

/** The folder into which VS Code unpacked the VSIX: what is tested is what is shipped. */
export function installedExtension(dataDirectory: string): string {
  const pattern = 'extensions/*.entra-dropbox-provisioning-*';
  const [folder] = globSync(pattern, { cwd: dataDirectory });
  if (folder === undefined) throw new Error(`VS Code did not unpack ${vsix} into ${dataDirectory}/extensions.`);
  return join(dataDirectory, folder);
}
