import type { JobStatus } from '../protocol/jobStatus.ts';
import type { SchemaChange, ServiceExecution, ServiceStatus, SettingDifference } from '../protocol/service.ts';
import { exitCode, type ExitCode } from './exitCode.ts';
import { quarantineText } from './objectText.ts';
import { printable } from './printable.ts';
import type { Terminal } from './terminal.ts';

/** What Entra's service says of a job; nothing of a job that our own engine runs. */
export function serviceText({ service }: Pick<JobStatus, 'service'>): readonly string[] {
  if (service === undefined) return [];
  const { id, code, schedule, progress, counts, lastExecution, steadySince } = service;
  const interval = schedule.intervalMinutes === null ? '' : `, every ${Math.round(schedule.intervalMinutes)} minutes`;
  return [
    `In Microsoft Entra: ${printable(id)}, ${code}, schedule ${schedule.state}${interval}.`,
    ...progress.map(progressText),
    ...(counts.length === 0 ? [] : [`Known to Entra: ${counts.map(countText).join(', ')}.`]),
    ...(lastExecution === null ? [] : [executionText(lastExecution)]),
    ...(steadySince === null ? [] : [`Nothing was left to do at ${steadySince}.`]),
  ];
}

function progressText({ completed, total, units }: ServiceStatus['progress'][number]): string {
  const share = total === null || total === 0 ? '' : ` (${Math.round((completed / total) * 100)} %)`;
  return `Progress: ${completed}${total === null ? '' : ` of ${total}`} ${printable(units)}${share}.`;
}

function countText({ key, value }: ServiceStatus['counts'][number]): string {
  return `${value} ${printable(key)}`;
}

function executionText({
  began,
  ended,
  state,
  error,
  entitled,
  imported,
  exported,
  escrowed,
}: ServiceExecution): string {
  const why = error === null ? '' : ` ${printable(error.code)}: ${printable(error.message)}`;
  const what = `${imported} imported, ${entitled} in scope, ${exported} exported, ${escrowed} to retry.`;
  return `${ended ?? began}  ${ended === null ? 'Cycle running' : `Cycle ${state}`}: ${what}${why}`;
}

/** Tells how a job is after it was steered. */
export function tellService(status: JobStatus, terminal: Terminal): ExitCode {
  terminal.emit(status);
  for (const line of serviceText(status)) terminal.say(line);
  for (const line of quarantineText(status)) terminal.note(line);
  return status.quarantine === null ? exitCode.ok : exitCode.quarantine;
}

const longest = 200;

/** One difference between two schemas, in a line or three. */
export function changeText({ place, old, new: now }: SchemaChange): string {
  const lines = [
    ...(old === null ? [] : [`  - ${printable(cut(old))}`]),
    ...(now === null ? [] : [`  + ${printable(cut(now))}`]),
  ];
  return [printable(place), ...lines].join('\n');
}

export function settingText({ name, inFile, inEntra }: SettingDifference): string {
  return `${name}: ${printable(String(inFile))} in the job file, ${printable(String(inEntra))} in Entra`;
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
