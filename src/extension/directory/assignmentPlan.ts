import type { ApplicationRole, Principal } from '../../protocol/graphProtocol.ts';
import type { Localize } from '../../protocol/localize.ts';
import type { DecisionSummary } from '../../protocol/provisioning.ts';
import { escapeMarkdown } from '../../protocol/safeText.ts';
import { actionTitle } from '../documents/words.ts';
import { table } from '../support/markdown.ts';
import type { ReadEntry } from './assignmentFile.ts';
import { render } from '../../protocol/text.ts';

/** An assignment that is to be made. */
export interface PlannedAssignment {
  readonly principal: Principal;
  readonly role: ApplicationRole;
}

/** What a person should know before assigning, each a sentence. */
export function assignmentWarnings(
  planned: readonly PlannedAssignment[],
  includeDefaultAccess: boolean,
  t: Localize,
): readonly string[] {
  const defaults = planned.filter(({ role }) => role.isDefaultAccess);
  const nested = planned.filter(({ principal }) => principal.nestedGroups > 0);
  return [
    ...(defaults.length > 0 && !includeDefaultAccess
      ? [
          t(
            'Users whose only role is Default Access are excluded from provisioning; choose another role if there is one.',
          ),
        ]
      : []),
    ...nested.map(({ principal }) =>
      t(
        '{0} has {1} groups as members. Only its direct members are provisioned, not theirs.',
        principal.displayName,
        principal.nestedGroups,
      ),
    ),
  ];
}

/** What will come of an assignment, by its preview; the reason why there's none where it couldn't be told. */
export type Foreseen = ReadonlyMap<string, DecisionSummary> | { readonly unknown: string };

/** One line for each that is assigned: who, and what the next sync does about them. */
export function foreseenLines(
  principals: readonly Pick<Principal, 'id' | 'displayName'>[],
  foreseen: Foreseen,
  t: Localize,
): readonly string[] {
  if ('unknown' in foreseen) return [t('Can’t preview the next sync: {0}', foreseen.unknown)];
  return principals.map(({ id, displayName }) => {
    const decision = foreseen.get(id);
    if (decision === undefined) return displayName;
    return `${displayName}: ${actionTitle(decision.action, t)}. ${render(decision.reason.message, t)}`;
  });
}

/** The dry run of a file: line by line who would be assigned, with which role and effect, and what assigns nobody. */
export function dryRunDocument(
  { file, application }: { readonly file: string; readonly application: string },
  read: readonly ReadEntry[],
  warnings: readonly string[],
  foreseen: Foreseen,
  t: Localize,
): string {
  const rows = read.map((each) => {
    const name = escapeMarkdown(each.entry.name);
    if ('problem' in each) return [String(each.entry.line), name, '', `✗ ${escapeMarkdown(each.problem)}`];
    const [effect = ''] = 'unknown' in foreseen ? [] : foreseenLines([each.principal], foreseen, t);
    return [
      String(each.entry.line),
      escapeMarkdown(each.principal.displayName),
      escapeMarkdown(each.role.displayName),
      escapeMarkdown(effect),
    ];
  });
  return [
    `# ${t('Assign from {0}', escapeMarkdown(file))}`,
    t('A dry run: nobody has been assigned to {0} yet.', escapeMarkdown(application)),
    ...warnings.map((warning) => `⚠ ${escapeMarkdown(warning)}`),
    ...('unknown' in foreseen ? foreseenLines([], foreseen, t).map(escapeMarkdown) : []),
    table([t('Line'), t('Who'), t('Role'), t('What the next sync will do')], rows),
    '',
  ].join('\n\n');
}
