import { inEnglish } from '../protocol/localize.ts';
import {
  keysToEnter,
  type Migration,
  type MigrationArea,
  type MigrationStep,
  type OldJob,
} from '../protocol/migration/migration.ts';
import { sideText, switchText } from '../protocol/migration/overview.ts';
import { areaTitle, outcomeText } from '../protocol/migration/rowWords.ts';
import { stateWord, stepCheck, stepProblem, stepTitle } from '../protocol/migration/stepWords.ts';
import { printable } from './printable.ts';
import { howToEnter } from './serviceSecrets.ts';

const areas: readonly MigrationArea[] = ['mapping', 'filter', 'setting', 'assignment'];

/** Old beside new, one line for each difference, and the steps. */
export function migrationText(migration: Migration): readonly string[] {
  const { old, new: now, rows, steps } = migration;
  return [
    `Old: ${printable(sideText(old, inEnglish))}`,
    `New: ${printable(sideText(now, inEnglish))}`,
    switchText(migration, inEnglish),
    ...areas.flatMap((area) => {
      const lines = rows.filter((row) => row.area === area);
      return lines.length === 0 ? [] : ['', `${areaTitle(area, inEnglish)}:`, ...lines.map(rowText)];
    }),
    '',
    'Steps:',
    ...steps.flatMap(stepLines),
  ];
}

function rowText({ name, old, new: now, ...outcome }: Migration['rows'][number]): string {
  const values = `${old ?? 'nothing'} | ${now ?? 'nothing'}`;
  return printable(`  ${name}: ${values}  ${outcomeText(outcome, inEnglish)}`);
}

function stepLines(step: MigrationStep): readonly string[] {
  const problem = step.state === 'done' ? null : stepProblem(step, inEnglish);
  const keys = keysToEnter(step);
  return [
    `  ${step.id} (${stateWord(step.state, inEnglish)}): ${stepTitle(step.id, inEnglish)}`,
    ...(problem === null ? [] : [printable(`    ${problem.why} ${problem.next}`)]),
    ...(keys.length === 0 ? [] : [`    ${howToEnter(keys)}`]),
    ...(step.state === 'done' || step.state === 'waiting' ? [] : [`    ${stepCheck(step.id, inEnglish)}`]),
  ];
}

/** One candidate, so that a person can choose. */
export function oldJobText({ jobId, application, servicePrincipalId, templateId, on }: OldJob): string {
  return printable(`${jobId} in ${application} (${servicePrincipalId}), template ${templateId}, ${on ? 'on' : 'off'}`);
}
