/**
 * Bundles what is shipped into dist/. One bundle for each process of ours, so that none loads what it does not use:
 * the extension host gets no HTTP client, the engine no `vscode`.
 *
 *   node esbuild.mjs            what is packed: minified
 *   node esbuild.mjs --debug    readable bundles with source maps, for the debugger
 *   node esbuild.mjs --watch    the same, built anew with each change; says when it begins and ends (.vscode/tasks.json)
 *   node esbuild.mjs --quiet    prints errors only
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { thirdPartyNotices } from './test/support/thirdPartyNotices.mjs';

const quiet = process.argv.includes('--quiet');
const watch = process.argv.includes('--watch');
const debug = watch || process.argv.includes('--debug');
const root = fileURLToPath(new URL('.', import.meta.url));
const readJson = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

/** What the bundles run on; the launcher runs on anything, and finds or asks for this one. */
const oldestNode = '22.19.0';

const node = { platform: 'node', format: 'cjs', target: `node${oldestNode}`, mainFields: ['module', 'main'] };
const bundles = [
  {
    ...node,
    from: 'src/extension/activate.ts',
    to: 'dist/extension.cjs',
    external: ['vscode'],
    never: ['undici', 'nodemailer', 'vscode-languageclient'],
    apart: { './languageClient.ts': './languageClient.cjs' },
  },
  {
    ...node,
    from: 'src/extension/language/languageClient.ts',
    to: 'dist/languageClient.cjs',
    external: ['vscode'],
    never: ['undici', 'nodemailer'],
  },
  { ...node, from: 'src/engine/process.ts', to: 'dist/engine.cjs' },
  { ...node, from: 'src/languageServer/server.ts', to: 'dist/languageServer.cjs', never: ['nodemailer'] },
  { ...node, from: 'src/cli/main.ts', to: 'dist/cli.cjs' },
  {
    ...node,
    target: 'node12',
    from: 'src/cli/launcher.cjs',
    to: 'dist/dropbox-provisioning.cjs',
    external: ['./cli.cjs'],
    define: { MINIMUM_NODE: JSON.stringify(oldestNode) },
  },
  {
    platform: 'browser',
    format: 'iife',
    target: 'es2024',
    from: 'webview/mappingEditor/main.ts',
    to: 'dist/webview/mappingEditor.js',
    loader: { '.svg': 'text' },
  },
  { from: 'webview/styles/styles.css', to: 'dist/webview/mappingEditor.css' },
];

/** Lets a module that is loaded late come from a bundle of its own, so that activation does not read it. */
const loadApart = (modules) => ({
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /\.ts$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' && path in modules ? { path: modules[path], external: true } : undefined,
    );
  },
});

let building = 0;

/** Says when the first bundle begins to be built and the last is, for a problem matcher, and what is wrong as `file:line:column: error: message`. */
const tellBuilds = {
  name: 'tellBuilds',
  setup({ onStart, onEnd }) {
    onStart(() => {
      if (building++ === 0) console.log('[watch] build started');
    });
    onEnd(({ errors }) => {
      for (const { text, location } of errors)
        console.log(`${location?.file}:${location?.line}:${(location?.column ?? 0) + 1}: error: ${text}`);
      if (--building === 0) console.log('[watch] build finished');
    });
  },
};

/** What esbuild is told of a bundle. */
function optionsOf({ from, to, apart = {}, ...told }) {
  const options = { ...told };
  delete options.never;
  return {
    ...options,
    plugins: [loadApart(apart), ...(watch ? [tellBuilds] : [])],
    supported: { 'dynamic-import': false }, // CommonJS throughout: VS Code gives `vscode` to what is required
    entryPoints: [from],
    outfile: to,
    bundle: true,
    minify: !debug,
    sourcemap: debug,
    ...(debug ? { sourceRoot: dirname(join(root, to)) } : {}), // a VSIX is unpacked elsewhere
    metafile: true,
    legalComments: 'none',
    logLevel: watch ? 'silent' : 'warning',
  };
}

/**
 * Builds one bundle and fails when a package got into it that must never be there.
 * @returns the files of which something is in it, and a line that tells its size
 */
async function bundle(wanted) {
  const { to, never = [] } = wanted;
  const { metafile } = await build(optionsOf(wanted));
  const files = Object.keys(metafile.inputs);
  for (const name of never) {
    const found = files.find((file) => file.includes(`node_modules/${name}/`));
    if (found)
      throw new Error(`${to} must not contain ${name}, but ${found} is in it (docs/architecture.md says why).`);
  }
  const { bytes, inputs } = metafile.outputs[to];
  const contained = Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0);
  return { files: contained, line: `${to}  ${Math.ceil(bytes / 1024)} kB` };
}

mkdirSync('dist', { recursive: true });
writeFileSync('dist/job.schema.json', JSON.stringify(describing(readJson('src/job/job.schema.json')))); // for jsonValidation
if (watch) {
  const contexts = await Promise.all(bundles.map((wanted) => context(optionsOf(wanted))));
  await Promise.all(contexts.map((each) => each.watch()));
  await new Promise(() => {}); // until Ctrl+C
}
const built = await Promise.all(bundles.map(bundle));
writeFileSync('dist/THIRD-PARTY-NOTICES.txt', thirdPartyNotices(built.flatMap(({ files }) => files)));
removeStale(new Set(['dist/job.schema.json', 'dist/THIRD-PARTY-NOTICES.txt', ...bundles.map(({ to }) => to)]));
if (!quiet) console.log(built.map(({ line }) => line).join('\n'));

/**
 * A JSON Schema that describes and completes but finds nothing wrong: for VS Code's JSON editor, beside which our own
 * diagnostics say what is wrong, once and in better words. Conditions (`if`) stay as they are.
 */
function describing({ enum: choices, ...schema }) {
  const judging = ['type', 'required', 'additionalProperties', 'pattern', 'minimum', 'format'];
  const each = (schemas) => Object.fromEntries(Object.entries(schemas).map(([name, one]) => [name, describing(one)]));
  const described = Object.entries(schema).map(([keyword, value]) => {
    if (keyword === 'properties' || keyword === 'definitions') return [keyword, each(value)];
    if (keyword === 'allOf') return [keyword, value.map(describing)];
    if (keyword === 'items' || keyword === 'then') return [keyword, describing(value)];
    return keyword === 'const' ? ['examples', [value]] : [keyword, value];
  });
  const kept = described.filter(([keyword]) => !judging.includes(keyword));
  return { ...Object.fromEntries(kept), ...(choices ? { examples: choices } : {}) };
}

/** Files of earlier builds go last, so that a process that starts meanwhile finds what it needs. */
function removeStale(expected) {
  for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const map = debug && path.endsWith('.map') && expected.has(path.slice(0, -'.map'.length));
    if (entry.isFile() && !expected.has(path) && !map && !path.endsWith('.css')) rmSync(path);
  }
}
