import type { Localize } from '../../protocol/localize.ts';
import type { Migration, MigrationArea, MigrationRow, MigrationStep } from '../../protocol/migration/migration.ts';
import { sideText, switchText } from '../../protocol/migration/overview.ts';
import { areaTitle, outcomeText } from '../../protocol/migration/rowWords.ts';
import { stateWord, stepCheck, stepProblem, stepTitle } from '../../protocol/migration/stepWords.ts';
import { escapeMarkdown } from '../../protocol/safeText.ts';
import { codeSpan, table } from '../support/markdown.ts';

const areas: readonly MigrationArea[] = ['mapping', 'filter', 'setting', 'assignment'];

/** Old beside new, and the steps between them, as Markdown. */
export function migrationDocument(migration: Migration, t: Localize): string {
  const { old, new: now, steps } = migration;
  return [
    `# ${t('From the old Dropbox integration to the SCIM one')}`,
    `**${escapeMarkdown(switchText(migration, t))}**`,
    `- ${t('Old')}: ${escapeMarkdown(sideText(old, t))}\n- ${t('New')}: ${escapeMarkdown(sideText(now, t))}`,
    `## ${t('Steps')}`,
    steps.map((step, index) => stepText(step, index, t)).join('\n'),
    ...areas.flatMap((area) => areaText(migration, area, t)),
    '',
  ].join('\n\n');
}

function stepText(step: MigrationStep, index: number, t: Localize): string {
  const { id, state } = step;
  const problem = state === 'done' ? null : stepProblem(step, t);
  const lines = [
    ...(problem === null ? [] : [`${problem.why} ${problem.next}`]),
    ...(state === 'waiting' ? [] : [stepCheck(id, t)]),
  ];
  const more = lines.map((line) => `   ${escapeMarkdown(line)}`);
  return [`${index + 1}. **${stepTitle(id, t)}** (${stateWord(state, t)})  `, ...more].join('\n');
}

function areaText({ rows }: Migration, area: MigrationArea, t: Localize): readonly string[] {
  const own = rows.filter((row) => row.area === area);
  if (own.length === 0) return [];
  const cell = (value: string | null): string => (value === null ? '—' : codeSpan(value));
  const line = (row: MigrationRow): readonly string[] => [
    escapeMarkdown(row.name),
    cell(row.old),
    cell(row.new),
    escapeMarkdown(outcomeText(row, t)),
  ];
  return [`## ${areaTitle(area, t)}`, table([t('What'), t('Old'), t('New'), t('What becomes of it')], own.map(line))];
}
