import type { Command, Option, Parameter } from './command.ts';

export const job: Parameter = { name: 'JOB', meaning: 'a job file (*.provisioning.json).' };
export const state: Option = {
  name: 'state',
  value: { kind: 'text', placeholder: 'DIR' },
  meaning: 'Keep what is known about jobs in DIR, a directory for each job id (default: your state directory).',
};
export const timeout = (seconds: number): Option => ({
  name: 'timeout',
  value: { kind: 'count', placeholder: 'SECONDS', minimum: 1, maximum: 3600, default: seconds },
  meaning: 'Give up a request that gets no response in this time; reads are tried three times.',
});

/** The commands about Microsoft Entra's own provisioning service, in the order of the help. */
export const serviceCommands: readonly Command[] = [
  {
    name: 'start',
    summary: 'Start the cycles of a job that Microsoft Entra’s service runs.',
    parameters: [job],
    options: [
      state,
      timeout(30),
      { name: 'create', meaning: 'Create the job in Entra first, with the schema of JOB, when there is none.' },
    ],
    details: [
      'For jobs with "executor": "entra". Entra has to get into Dropbox with the credentials that it keeps; if it does not, nothing is\nstarted. A job that runs already is left alone.',
    ],
    examples: ['$ start dropbox.provisioning.json', '$ start dropbox.provisioning.json --create'],
    load: async () => (await import('./commands/service.ts')).runStart,
  },
  {
    name: 'pause',
    summary: 'Let a job that Microsoft Entra’s service runs begin no further cycle; its state stays.',
    parameters: [job],
    options: [state, timeout(30)],
    details: ['For jobs with "executor": "entra". A cycle that runs comes to its end.'],
    examples: ['$ pause dropbox.provisioning.json'],
    load: async () => (await import('./commands/service.ts')).runPause,
  },
  {
    name: 'compare',
    summary: 'Put what our engine would do with each object beside what Microsoft Entra’s service did.',
    parameters: [job],
    options: [state, timeout(30)],
    details: [
      'For jobs with "executor": "entra". Tells each difference with its likely cause, and writes nothing. With a token for the\ntarget, accounts are read there, too.',
    ],
    examples: ['$ compare dropbox.provisioning.json'],
    load: async () => (await import('./commands/compare.ts')).runCompare,
  },
  {
    name: 'move',
    summary: 'Move a job between our engine and Microsoft Entra’s service, by a check list.',
    parameters: [job],
    options: [
      state,
      timeout(30),
      {
        name: 'to',
        value: { kind: 'text', placeholder: 'EXECUTOR', choices: ['entra', 'local'] },
        meaning: 'Who runs the job from then on: entra or local.',
      },
      { name: 'yes', meaning: 'Go through the steps; without it the check list is only shown.' },
      {
        name: 'allow-permanent',
        meaning: 'Go on, with --yes, where the first cycle after the move deletes accounts permanently.',
      },
      { name: 'keep-theirs', meaning: 'Where both have changed the same place of the schema, keep what is in Entra.' },
      { name: 'keep-schema', meaning: 'To local: keep the schema of JOB instead of pulling the one in Entra.' },
    ],
    details: [
      'Shows what will happen, what the other executor can’t do with this job, and which steps are done. The one is stopped, and read\nback, before the other one starts; when a step fails, both stay off. Run it again to go on: each step begins with what is.',
      'With --yes, what the first cycle of the other executor would do is previewed before anything is changed: where it would delete\naccounts permanently, the move is refused with their number and names, and --allow-permanent goes on. So it is where credentials\nthat Entra keeps masked have to be entered (see push-settings).',
      'To entra: pushes schema and settings, starts the job, and compares Entra’s first cycle with what our engine would do. To local:\npulls the schema, runs a cycle after a preview that it’s compared with, and sets Provisioning Status to on. Exit code 1 when the\ncomparison finds a difference.',
    ],
    examples: ['$ move dropbox.provisioning.json --to entra', '$ move dropbox.provisioning.json --to entra --yes'],
    load: async () => (await import('./commands/move.ts')).runMoveCommand,
  },
  {
    name: 'pull-schema',
    summary: 'Read the schema of the job in Microsoft Entra, and say what it changes in the job file.',
    parameters: [job],
    options: [state, timeout(30), { name: 'write', meaning: 'Write it into JOB instead of to standard output.' }],
    details: ['For jobs with "executor": "entra". A push compares with what was pulled last.'],
    examples: [
      '$ pull-schema dropbox.provisioning.json > schema.json',
      '$ pull-schema dropbox.provisioning.json --write',
    ],
    load: async () => (await import('./commands/schema.ts')).runPullSchema,
  },
  {
    name: 'push-schema',
    summary: 'Say what the job file’s schema changes in Microsoft Entra, and with --write change it.',
    parameters: [job],
    options: [
      state,
      timeout(30),
      { name: 'write', meaning: 'Write the schema; Entra decides about everyone anew afterwards.' },
      { name: 'keep-theirs', meaning: 'Where both have changed the same place, keep what is in Entra.' },
    ],
    details: [
      'For jobs with "executor": "entra". When somebody has changed the schema in Entra since it was pulled, both are merged; what\nboth have changed differently is told, and nothing is written then without --keep-theirs.',
    ],
    examples: ['$ push-schema dropbox.provisioning.json', '$ push-schema dropbox.provisioning.json --write'],
    load: async () => (await import('./commands/schema.ts')).runPushSchema,
  },
  {
    name: 'push-settings',
    summary:
      'Write scope, notification email, deletion threshold and skipped deletions into the job in Microsoft Entra.',
    parameters: [job],
    options: [state, timeout(30)],
    details: [
      'For jobs with "executor": "entra". Graph replaces all credentials and settings at once and shows credentials only masked: where\nEntra keeps some, they have to be given again in DROPBOX_PROVISIONING_ENTRA_SECRETS, as JSON: {"SecretToken": "…"}, or in the file that\nDROPBOX_PROVISIONING_ENTRA_SECRETS_FILE names. The failure says which keys. A job without any gets them so. They are never written\nback masked.',
    ],
    examples: ['$ push-settings dropbox.provisioning.json'],
    load: async () => (await import('./commands/schema.ts')).runPushSettings,
  },
  {
    name: 'migrate',
    summary: 'Show how Dropbox’s old integration becomes the SCIM one, and with --yes do it.',
    parameters: [job],
    options: [
      { name: 'yes', meaning: 'Do all steps that can be done, in their order, and stop at what only you can do.' },
      {
        name: 'step',
        value: { kind: 'text', placeholder: 'STEPS' },
        meaning: 'With --yes, do only these, with commas between.',
      },
      {
        name: 'old',
        value: { kind: 'text', placeholder: 'ID' },
        meaning:
          'The old job, or the object ID of the application that has it, when it isn’t found or there are several.',
      },
    ],
    details: [
      'JOB names the new application. The two jobs are never both on: the old one is paused and read back before the new one is\nstarted. Everything is read anew each time, so it can stop anywhere and go on later.',
      'Steps: createJob, mappings, settings, assignments, credentials, pauseOld, startNew, firstCycle. Without --yes nothing is\nwritten. Ends with 0 when nothing is left to do and with 1 when something is.',
    ],
    examples: [
      '$ migrate dropbox.provisioning.json',
      '$ migrate dropbox.provisioning.json --yes --step createJob,mappings',
    ],
    load: async () => (await import('./commands/migrate.ts')).runMigrate,
  },
];
