import { readFileSync, writeFileSync } from 'node:fs';
import { applyTextEdits, setJobValue } from '../../job/editJob.ts';
import type { PushPlan, SchemaChange, SettingDifference } from '../../protocol/service.ts';
import type { Invocation } from '../command.ts';
import { secretsIn } from '../entraSecrets.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { UsageError } from '../failures.ts';
import { printable } from '../printable.ts';
import { changeText, settingText } from '../serviceText.ts';
import type { Terminal } from '../terminal.ts';
import { withJob } from '../withJob.ts';

/** `pull-schema`: the schema of the job in Entra, to standard output or into the job file. */
export async function runPullSchema(invocation: Invocation): Promise<ExitCode> {
  const { arguments: given, terminal, interruption } = invocation;
  const [file = ''] = given.positionals;
  const pulled = await withJob(invocation, 'reading', (session) => session.pullSchema(interruption.signal));
  const { text, changes, settings } = pulled;
  tellChanges(changes, terminal);
  tellSettings(settings, terminal);
  if (given.isSet('write')) {
    writeSchema(file, text);
    terminal.note(`${printable(file)} has the schema of Entra now (${changes.length} differences).`);
  } else terminal.say(text);
  terminal.emit(pulled);
  return exitCode.ok;
}

/** `push-schema`: what the job file's schema changes in Entra, and with `--write` the change itself. */
export async function runPushSchema(invocation: Invocation): Promise<ExitCode> {
  const { arguments: given, terminal, interruption } = invocation;
  const [file = ''] = given.positionals;
  return withJob(invocation, 'writing', async (session) => {
    const plan = await session.planPush(interruption.signal);
    terminal.emit(plan);
    tellPlan(plan, terminal);
    if (plan.changes.length === 0 && plan.conflicts.length === 0) {
      terminal.say('Entra has this schema already.');
      return exitCode.ok;
    }
    if (!given.isSet('write')) {
      terminal.note('Nothing was written; --write does it. Entra decides about everyone anew afterwards.');
      return exitCode.ok;
    }
    if (plan.conflicts.length > 0 && !given.isSet('keep-theirs'))
      throw new UsageError(
        'Nothing was written: both the job file and Entra have changed what is listed as a conflict. Pull the schema and edit it, or keep what is in Entra with --keep-theirs.',
      );
    const { text, version } = await session.pushSchema(plan, interruption.signal);
    writeSchema(file, text);
    terminal.say(`Entra has the schema now, as version ${printable(version)}; ${printable(file)} has it, too.`);
    return exitCode.ok;
  });
}

/** `push-settings`: the job file's settings into the job in Entra. */
export async function runPushSettings(invocation: Invocation): Promise<ExitCode> {
  const { terminal, interruption, environment } = invocation;
  const secrets = secretsIn(environment);
  const left = await withJob(invocation, 'writing', (session) => session.pushSettings(secrets, interruption.signal));
  terminal.emit({ differences: left });
  tellSettings(left, terminal);
  if (left.length === 0) terminal.say('Entra has the settings of the job file.');
  return left.length === 0 ? exitCode.ok : exitCode.someObjectsFailed;
}

function tellPlan({ changes, theirs, conflicts, notes }: PushPlan, terminal: Terminal): void {
  if (theirs.length > 0) {
    terminal.note('Changed in Entra since the schema was pulled:');
    tellChanges(theirs, terminal);
  }
  if (changes.length > 0) terminal.note('What the push changes in Entra:');
  tellChanges(changes, terminal);
  for (const { place, base, mine, theirs: entra } of conflicts)
    terminal.note(
      printable(
        `Conflict at ${place}: ${text(base)} became ${text(mine)} in the job file and ${text(entra)} in Entra.`,
      ),
    );
  for (const note of notes) terminal.note(printable(note));
}

function text(value: string | null): string {
  return value === null ? 'nothing' : JSON.stringify(value);
}

function tellChanges(changes: readonly SchemaChange[], terminal: Terminal): void {
  for (const change of changes) for (const line of changeText(change).split('\n')) terminal.note(line);
}

function tellSettings(settings: readonly SettingDifference[], terminal: Terminal): void {
  for (const setting of settings) terminal.note(settingText(setting));
}

/** Comments and order of the rest of the file stay. */
function writeSchema(file: string, text: string): void {
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, applyTextEdits(before, setJobValue(before, ['schema'], JSON.parse(text))));
}
