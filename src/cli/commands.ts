import type { Command, Option, Parameter } from './command.ts';
import { job, serviceCommands, state, timeout } from './serviceCommands.ts';

const objectName: Parameter = {
  name: 'NAME',
  meaning: 'a display name, user principal name, mail or object id; in quotes if it contains spaces.',
};
const adopt: Option = {
  name: 'adopt',
  meaning: 'Take up a state that belongs to another tenant, application or target: match everyone anew.',
};

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  {
    name: 'sandbox',
    summary: 'Run a practice directory and a practice Dropbox on this machine.',
    parameters: [],
    options: [
      {
        name: 'users',
        value: { kind: 'count', placeholder: 'N', minimum: 1, maximum: 1_000_000 },
        meaning: 'Fill a new sandbox with N generated users instead of the sample tenant.',
      },
      {
        name: 'state',
        value: { kind: 'text', placeholder: 'DIR' },
        meaning: 'Keep the sandbox in DIR, so that it survives a restart (default: your state directory).',
      },
      {
        name: 'profile',
        value: { kind: 'text', placeholder: 'NAME' },
        meaning: 'Let the target behave like a named server (default: dropbox).',
      },
      {
        name: 'seats',
        value: { kind: 'count', placeholder: 'N', minimum: 0, maximum: 1_000_000 },
        meaning: 'Give the target N licences (default: as many as needed).',
      },
    ],
    details: [
      'Runs until it is stopped (Ctrl+C or SIGTERM). When it is ready it prints one line of JSON on standard output: the\naddresses and tokens of both servers, and a job file made for them.',
      'Profiles: dropbox, dropbox-strict, rfc7644, and with the faults of real servers scimgateway, scimserver, scimmy,\nscimmy-express5 and better-auth.',
      'Each server is broken on purpose over its control endpoint, /_sandbox at the same origin with the same token:\nPUT /_sandbox/faults [{"kind": "tooManyRequests", "count": 3}]. Kinds: unauthorized, forbidden, notFound, conflict,\ntooManyRequests, serverError, hang, cutBefore, cutAfter, invalidJson, wrongContentType, htmlPage,\nrateLimit, slow. All of it: docs/sandbox.md.',
    ],
    examples: ['$ sandbox', '$ sandbox --users 10000 --state ./sandbox'],
    load: async () => (await import('./commands/sandbox.ts')).runSandbox,
  },
  {
    name: 'authorize',
    summary: 'Have a Dropbox team admin allow access, and print the refresh token for pipelines.',
    parameters: [{ ...job, optional: true }],
    options: [
      {
        name: 'no-removal',
        meaning:
          'Don’t ask for members.delete: nobody can be removed, and no invitation withdrawn, whatever goes wrong.',
      },
      {
        name: 'redirect',
        meaning:
          'Wait for the browser on this machine to come back, instead of asking for the code that Dropbox shows.',
      },
      state,
    ],
    details: [
      'For jobs whose target is dropboxBusiness. With a JOB, the permissions are those that its mappings need. The app key comes from\nDROPBOX_PROVISIONING_DROPBOX_APP_KEY; how to make an app: docs/dropbox-app.md.',
      'Standard output has the refresh token and nothing else (with --json a line that has it), standard error the rest.',
    ],
    examples: ['$ authorize dropbox.provisioning.json', '$ authorize --no-removal > refresh-token'],
    load: async () => (await import('./commands/authorize.ts')).runAuthorize,
  },
  {
    name: 'test-connection',
    summary: 'Test source and target step by step, and say what to do about a step that fails.',
    parameters: [job],
    options: [state, timeout(10)],
    details: [],
    examples: ['$ test-connection dropbox.provisioning.json'],
    load: async () => (await import('./commands/testConnection.ts')).runTestConnection,
  },
  {
    name: 'preview',
    summary: 'Show what a sync would do, to whom and why. Writes nothing.',
    parameters: [job],
    options: [state, timeout(30), adopt],
    details: [],
    examples: ['$ preview dropbox.provisioning.json', '$ preview dropbox.provisioning.json --json | jq .action'],
    load: async () => (await import('./commands/preview.ts')).runPreview,
  },
  {
    name: 'sync',
    summary: 'Run one cycle: the initial one at first, then incremental ones.',
    parameters: [job],
    options: [
      state,
      timeout(30),
      {
        name: 'allow-deletes',
        meaning:
          'Release, by name, all deletes that are held back and that nobody has rejected; see deletes for some of them.',
      },
      {
        name: 'rebuild',
        meaning: 'Move a damaged state away first, and match everyone anew; a state that is whole is left alone.',
      },
      { name: 'restart', meaning: 'Forget the watermark first, so that every object is decided anew.' },
      { name: 'retry-failures', meaning: 'Try again everything that failed, whether or not its time has come.' },
      adopt,
    ],
    details: [
      'Ctrl+C cancels the cycle in a consistent state; the next one does the rest. With --json the last line of\nstandard output is the summary.',
    ],
    examples: ['$ sync dropbox.provisioning.json', '$ sync dropbox.provisioning.json --json | tail -n 1'],
    load: async () => (await import('./commands/sync.ts')).runSync,
  },
  {
    name: 'watch',
    summary: 'Run the cycles of jobs whose Provisioning Status is on, each interval, until stopped.',
    parameters: [{ ...job, repeats: true }],
    options: [
      state,
      timeout(30),
      { name: 'once', meaning: 'Run the cycles that are due now, and end.' },
      {
        name: 'health-file',
        value: { kind: 'text', placeholder: 'FILE' },
        meaning: 'Keep one line of JSON in FILE that says how the jobs are, written anew every 30 seconds at least.',
      },
    ],
    details: [
      'Reads each job file anew before each cycle. Prints one line for each cycle. Where a window or another process runs the\nsame job, each cycle is run by one of them.',
      'Ends with 143 when SIGTERM or SIGHUP stops it and with 130 after Ctrl+C: a cycle that runs is cancelled in a consistent\nstate. With --once it ends with the highest of the exit codes that sync would have had for each job.',
    ],
    examples: [
      '$ watch dropbox.provisioning.json --health-file /run/dropbox-provisioning/health.json',
      '$ watch *.provisioning.json --once',
    ],
    load: async () => (await import('./commands/watch.ts')).runWatch,
  },
  {
    name: 'cancel',
    summary: 'Cancel what runs on the job, in whatever window or process, in a consistent state.',
    parameters: [job],
    options: [state],
    details: [],
    examples: ['$ cancel dropbox.provisioning.json'],
    load: async () => (await import('./commands/cancel.ts')).runCancel,
  },
  {
    name: 'deletes',
    summary: 'List the deletes that are held back, and release or reject them by name.',
    parameters: [
      job,
      {
        name: 'NAME',
        meaning: 'who it is about: a display name, user principal name or id, as the list shows it.',
        repeats: true,
        optional: true,
      },
    ],
    options: [
      state,
      { name: 'release', meaning: 'Release them: the next sync carries them out.' },
      { name: 'reject', meaning: 'Reject them: they stay held back until what causes them changes.' },
      { name: 'all', meaning: 'All that nobody has decided about yet, in place of NAME.' },
    ],
    details: [
      'Sends no request. A release is for what the list shows, and for nothing else: a disable that has become a delete by the\ntime of the sync is held back again. A rejected delete holds nobody else back.',
    ],
    examples: [
      '$ deletes dropbox.provisioning.json',
      '$ deletes dropbox.provisioning.json --release adele@contoso.com "Lee Gu"',
      '$ deletes dropbox.provisioning.json --reject --all',
    ],
    load: async () => (await import('./commands/deletes.ts')).runDeletes,
  },
  {
    name: 'restart',
    summary: 'Reset what is known of a job, as far as you say, and run a cycle.',
    parameters: [job],
    options: [
      state,
      timeout(30),
      {
        name: 'reset',
        value: { kind: 'text', placeholder: 'CRITERIA' },
        meaning: 'What to reset, with commas between. Default: Watermark,Escrows,QuarantineState.',
      },
    ],
    details: [
      'Criteria, as Microsoft Graph names them: Watermark (read and decide everything anew), Escrows (try again all that failed),\nQuarantineState (end the quarantine), ConnectorDataStore (forget which accounts stand for whom, and match anew), Full (all of\nthese), ForceDeletes (release what accidental-deletion prevention holds back). Each says first what it will do.',
    ],
    examples: ['$ restart dropbox.provisioning.json', '$ restart dropbox.provisioning.json --reset Escrows'],
    load: async () => (await import('./commands/restart.ts')).runRestart,
  },
  ...serviceCommands,
  {
    name: 'explain',
    summary: 'Say what a sync would do with one user or group, step by step. Writes nothing.',
    parameters: [job, objectName],
    options: [state, timeout(30)],
    details: [],
    examples: ['$ explain dropbox.provisioning.json adele@contoso.com'],
    load: async () => (await import('./commands/explain.ts')).runExplain,
  },
  {
    name: 'provision',
    summary: 'Provision one user or group now, and show the steps.',
    parameters: [job, objectName],
    options: [state, timeout(30)],
    details: [],
    examples: ['$ provision dropbox.provisioning.json "Adele Vance"'],
    load: async () => (await import('./commands/provision.ts')).runProvision,
  },
  {
    name: 'status',
    summary:
      "Show the job's state: what runs, the last and the next cycle, quarantine, when failures are tried again, and how many objects are linked.",
    parameters: [job],
    options: [state],
    details: [],
    examples: ['$ status dropbox.provisioning.json'],
    load: async () => (await import('./commands/status.ts')).runStatus,
  },
  {
    name: 'notify',
    summary: 'Send a test notification by email and webhook, and say what went where.',
    parameters: [job],
    options: [
      { name: 'test', meaning: 'Send a test. Notifications themselves are sent after a cycle (sync).' },
      state,
      timeout(20),
    ],
    details: [
      'Email goes through the server in DROPBOX_PROVISIONING_SMTP, or through Microsoft Graph where the job file says so. What\nis sent when, and to whom: docs/notifications.md.',
    ],
    examples: ['$ notify dropbox.provisioning.json --test'],
    load: async () => (await import('./commands/notify.ts')).runNotify,
  },
  {
    name: 'logs',
    summary: 'Show the provisioning log, the newest event last.',
    parameters: [job],
    options: [
      state,
      {
        name: 'limit',
        value: { kind: 'count', placeholder: 'N', minimum: 1, maximum: 1_000_000, default: 1000 },
        meaning: 'The newest N events.',
      },
      { name: 'cycle', value: { kind: 'text', placeholder: 'ID' }, meaning: 'Only events of this cycle.' },
      { name: 'object', value: { kind: 'text', placeholder: 'ID' }, meaning: 'Only events of this source object.' },
    ],
    details: [],
    examples: ['$ logs dropbox.provisioning.json', '$ logs dropbox.provisioning.json --limit 1000 --json'],
    load: async () => (await import('./commands/logs.ts')).runLogs,
  },
  {
    name: 'validate',
    summary: 'Check job files and exported schemas. Sends nothing.',
    parameters: [{ name: 'FILE', meaning: 'a job file, or a schema exported from the Entra portal.', repeats: true }],
    options: [],
    details: ['Prints FILE:LINE:COLUMN: SEVERITY CODE: what to write instead.'],
    examples: ['$ validate *.provisioning.json'],
    load: async () => (await import('./commands/validate.ts')).runValidate,
  },
  {
    name: 'evaluate',
    summary: 'Evaluate attribute-mapping expressions: one JSON object a line in, one out.',
    parameters: [],
    options: [
      {
        name: 'dialect',
        value: { kind: 'text', placeholder: 'NAME', choices: ['provisioning', 'cloud-sync'] },
        meaning: 'For lines that name none: provisioning (default) or cloud-sync.',
      },
    ],
    details: [
      'Input:  {"expression": "…", "attributes": {…}, "now"?: "…", "existing"?: […], "tenant"?: {"defaultDomain": "…"}, "dialect"?: "…"}\nOutput: {"value": …} or {"ignored": true} or {"error": {"code", "message", "offset"}}',
    ],
    examples: [`echo '{"expression": "ToLower([mail],)", "attributes": {"mail": "Adele@Contoso.com"}}' | $ evaluate`],
    load: async () => (await import('./commands/evaluate.ts')).runEvaluate,
  },
];
