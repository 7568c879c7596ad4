import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The notices that the licences of bundled packages ask for: each package's name, version, licence and its text.
 *
 * @param {Iterable<string>} files paths from the project's root of all files that went into the bundles (esbuild's metafile)
 * @returns {string}
 * @throws Error when a bundled package states no licence
 */
export function thirdPartyNotices(files) {
  const folders = new Set([...files].map(packageFolder).filter((folder) => folder !== null));
  const notices = [...folders].map(noticeOf).sort((one, other) => one.title.localeCompare(other.title, 'en'));
  const unique = new Map(notices.map(({ title, text }) => [title, text]));
  const introduction = 'Dropbox Provisioning contains the following packages.';
  return (
    [introduction, ...[...unique].map(([title, text]) => `${title}\n\n${text}`)].join(`\n\n${'-'.repeat(80)}\n\n`) +
    '\n'
  );
}

/** `node_modules/@scope/name` of a file in it, the innermost when they are nested; null for a file of our own. */
function packageFolder(file) {
  return /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? null;
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.|$)/i.test(entry));
  if (typeof license !== 'string' && file === undefined) {
    throw new Error(`${folder} states no licence, so it must not be bundled.`);
  }
  const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), 'utf8').trim();
  return { title: `${name} ${version} (${license ?? file})`, text };
}
