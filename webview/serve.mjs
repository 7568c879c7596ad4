/**
 * Shows the mapping editor's page in a plain browser, against a host that keeps a sample job in memory:
 *
 *   npm run webview                 prints the address; the page is built anew with each reload
 *   http://…/#mappings=1000&attributes=5000     a job that large
 */
import { fileURLToPath } from 'node:url';
import { context } from 'esbuild';

const folder = fileURLToPath(new URL('.', import.meta.url));
const building = await context({
  absWorkingDir: folder,
  entryPoints: {
    mappingEditor: 'mappingEditor/main.ts',
    mockHost: 'mockHost.ts',
    styles: 'styles/styles.css',
    theme: 'theme.css',
    index: 'index.html',
  },
  loader: { '.html': 'copy', '.svg': 'text' },
  outdir: '../dist/webviewPreview',
  bundle: true,
  format: 'iife',
  platform: 'browser',
  sourcemap: true,
  logLevel: 'warning',
  write: false,
});
const { port } = await building.serve({
  servedir: fileURLToPath(new URL('../dist/webviewPreview', import.meta.url)),
  host: '127.0.0.1',
  port: Number(process.env.PORT ?? 0),
});
console.log(`http://127.0.0.1:${port}/`);
