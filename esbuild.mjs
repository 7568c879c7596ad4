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

const node = { platform: 'node', target: `node${oldestNode}`, mainFields: ['module', 'main'] };

/** VS Code gives `vscode` to what is required, and only that. */
const commonJs = { format: 'cjs', supported: { 'dynamic-import': false } };

/** Packages that are CommonJS ask for Node's own modules with `require`, which an ECMAScript module hasn't got. */
const requireOfNode =
  "import { createRequire as requireOfNode } from 'node:module'; const require = requireOfNode(import.meta.url);";

const bundles = [
  {
    // The processes without `vscode`: what is in several of them is a chunk of its own, which each imports.
    ...node,
    format: 'esm',
    splitting: true,
    banner: { js: requireOfNode },
    entryPoints: {
      engine: 'src/engine/process.ts',
      languageServer: 'src/languageServer/server.ts',
      cli: 'src/cli/main.ts',
    },
    outdir: 'dist/processes',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'shared-[hash]',
    never: { 'dist/processes/languageServer.mjs': ['nodemailer'] },
  },
  {
    ...node,
    ...commonJs,
    from: 'src/extension/activate.ts',
    to: 'dist/extension.cjs',
    external: ['vscode'],
    never: { 'dist/extension.cjs': ['undici', 'nodemailer', 'vscode-languageclient'] },
    apart: { './languageClient.ts': './languageClient.cjs' },
  },
  {
    ...node,
    ...commonJs,
    from: 'src/extension/language/languageClient.ts',
    to: 'dist/languageClient.cjs',
    external: ['vscode'],
    never: { 'dist/languageClient.cjs': ['undici', 'nodemailer'] },
  },
  {
    ...node,
    format: 'cjs',
    target: 'node12',
    supported: { 'dynamic-import': true }, // any Node that can read it has it, and it's reached on a new one only
    from: 'src/cli/launcher.cjs',
    to: 'dist/dropbox-provisioning.cjs',
    external: ['./processes/cli.mjs'],
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
    ...(from === undefined ? {} : { entryPoints: [from], outfile: to }),
    plugins: [loadApart(apart), ...(watch ? [tellBuilds] : [])],
    bundle: true,
    minify: !debug,
    sourcemap: debug,
    ...(debug ? { sourceRoot: join(root, to === undefined ? told.outdir : dirname(to)) } : {}), // a VSIX is unpacked elsewhere
    metafile: true,
    legalComments: 'none',
    logLevel: watch ? 'silent' : 'warning',
  };
}

/**
 * Builds a bundle, or several with what they share, and fails when a package got into one that must never be there.
 * @returns what was written: its path, the sources of which something is in it, and a line that tells its size
 */
async function bundle(wanted) {
  const { metafile } = await build(optionsOf(wanted));
  for (const [path, names] of Object.entries(wanted.never ?? {})) refuse(metafile, path, names);
  return Object.entries(metafile.outputs)
    .filter(([path]) => !path.endsWith('.map'))
    .map(([path, { bytes, inputs }]) => ({
      path,
      files: Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0),
      line: `${path}  ${Math.ceil(bytes / 1024)} kB`,
    }));
}

function refuse({ outputs }, path, names) {
  const files = [...reached(outputs, path)].flatMap((output) => Object.keys(outputs[output].inputs));
  for (const name of names) {
    const found = files.find((file) => file.includes(`node_modules/${name}/`));
    if (found)
      throw new Error(`${path} must not contain ${name}, but ${found} is in it (docs/architecture.md says why).`);
  }
}

/** The outputs that one loads, itself included. */
function reached(outputs, path, found = new Set()) {
  if (found.has(path) || !(path in outputs)) return found;
  found.add(path);
  for (const { path: next } of outputs[path].imports) reached(outputs, next, found);
  return found;
}

mkdirSync('dist', { recursive: true });
writeFileSync('dist/job.schema.json', JSON.stringify(describing(readJson('src/job/job.schema.json')))); // for jsonValidation
if (watch) {
  const contexts = await Promise.all(bundles.map((wanted) => context(optionsOf(wanted))));
  await Promise.all(contexts.map((each) => each.watch()));
  await new Promise(() => {}); // until Ctrl+C
}
const built = (await Promise.all(bundles.map(bundle))).flat();
writeFileSync('dist/THIRD-PARTY-NOTICES.txt', thirdPartyNotices(built.flatMap(({ files }) => files)));
removeStale(new Set(['dist/job.schema.json', 'dist/THIRD-PARTY-NOTICES.txt', ...built.map(({ path }) => path)]));
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
