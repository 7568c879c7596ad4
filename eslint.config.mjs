import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * The modules, from the top down (docs/architecture.md). A module imports only from modules below it.
 * Modules on one line don't know each other.
 */
const floors = [
  ['extension', 'cli'],
  ['languageServer', 'sandbox', 'engine'],
  ['entraService'],
  ['directories', 'mappingEditor'],
  ['decision', 'notifications', 'schedule', 'authorization', 'moving'],
  ['expressions', 'job'],
  ['protocol'],
];

const modules = floors.flatMap((floor, level) =>
  floor.map((module) => {
    const forbidden = [
      ...floors.slice(0, level).flat(),
      ...floor.filter((other) => other !== module && !allowedBeside(module, other)),
    ];
    return {
      files: [`src/${module}/**/*.ts`],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            ...(module === 'extension'
              ? {}
              : { paths: [{ name: 'vscode', message: 'Only src/extension/ may import vscode.' }] }),
            patterns: [
              {
                group: forbidden.flatMap((other) => [`../${other}/*`, `../**/${other}/**`]),
                message: `src/${module}/ may import only from modules below it (docs/architecture.md).`,
              },
              { group: ['**/test/**'], message: 'Nothing in src/ imports from test/.' },
              ...(module === 'extension'
                ? [
                    {
                      group: ['undici'],
                      message:
                        'undici takes over the extension host’s global dispatcher; it is loaded only in processes of ours.',
                    },
                  ]
                : []),
            ],
          },
        ],
      },
    };
  }),
);

/** job/ reads the expressions inside a schema, so it stands on expressions/; the sandbox hosts no engine. */
function allowedBeside(module, other) {
  return module === 'job' && other === 'expressions';
}

const loopbackOnce = {
  selector: 'Literal[regex.pattern=/127/]',
  message: 'Which hosts are this machine is said by src/job/loopback.ts.',
};

/** What is told to people is reworded and translated: nothing is decided by it. */
const textDecidesNothing = [
  'CallExpression > MemberExpression.callee[property.name=/^(includes|startsWith|endsWith|match|search|indexOf)$/] > MemberExpression.object[property.name=/^(message|recommendedAction)$/]',
  'CallExpression > MemberExpression.callee[property.name=/^(includes|startsWith|endsWith|match|search|indexOf)$/] > Identifier.object[name=/^(message|recommendedAction)$/]',
  'CallExpression[callee.property.name=/^(test|exec)$/] > MemberExpression.arguments[property.name=/^(message|recommendedAction)$/]',
].map((selector) => ({ selector, message: 'Texts for people decide nothing: let what is found carry data.' }));

const settingsOnce = {
  selector: 'MemberExpression[property.name="getConfiguration"]',
  message: 'Settings are read and written by src/extension/settings/settings.ts.',
};

const processesOnce = {
  selector: 'ImportDeclaration[source.value=/^(node:)?child_process$/]',
  message: 'Processes of ours are started and watched by src/extension/support/ownProcess.ts.',
};

export default defineConfig(
  globalIgnores(['dist/', 'node_modules/', '.cache/', 'test-results/']),
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true } },
    settings: {
      'import-x/resolver-next': [importX.createNodeResolver({ extensions: ['.ts', '.mjs', '.js'] })],
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Marked as deprecated so that it stands out: oauth4webapi speaks plain http to loopback only with it.
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', package: 'oauth4webapi', name: 'allowInsecureRequests' }] },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'max-lines': ['warn', { max: 350, skipBlankLines: true, skipComments: true }],
    },
  },
  ...modules,
  {
    // One fact, one place. A browser has no code for its own errors (webview/mappingEditor/pageFailure.ts).
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    ignores: ['src/job/loopback.ts', 'webview/mappingEditor/pageFailure.ts'],
    rules: { 'no-restricted-syntax': ['error', loopbackOnce, ...textDecidesNothing] },
  },
  {
    files: ['src/extension/**/*.ts'],
    ignores: ['src/extension/settings/settings.ts', 'src/extension/support/ownProcess.ts'],
    rules: { 'no-restricted-syntax': ['error', loopbackOnce, settingsOnce, processesOnce, ...textDecidesNothing] },
  },
  {
    // A promise that nobody waits for has somebody who hears it fail: inBackground, or a catch of its own. Elsewhere the
    // process ends with the reason, and its parent says so.
    files: ['src/{extension,languageServer,mappingEditor}/**/*.ts'],
    rules: { '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }] },
  },
  {
    files: ['webview/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: 'src/(extension|cli|languageServer|engine|sandbox|entraService|directories)/',
              message: 'The page knows the pure modules only (docs/architecture.md).',
            },
            { regex: '^(vscode|undici|node:.*)$', message: 'The page runs in a plain browser.' },
          ],
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              package: 'node:test',
              name: ['test', 'it', 'describe', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
      },
    },
  },
);
