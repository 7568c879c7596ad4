import type { Localize } from '../localize.ts';
import type { MigrationArea, MigrationRow, UnfitReason } from './migration.ts';

/** What the lines of an area are headed with. */
export function areaTitle(area: MigrationArea, t: Localize): string {
  switch (area) {
    case 'mapping':
      return t('Mappings');
    case 'filter':
      return t('Scoping filters');
    case 'setting':
      return t('Settings');
    case 'assignment':
      return t('Assignments');
  }
}

/** What becomes of a line, and why. */
export function outcomeText({ verdict, reason }: Pick<MigrationRow, 'verdict' | 'reason'>, t: Localize): string {
  if (reason !== null)
    return verdict === 'kept' ? reasonText(reason, t) : t('Not carried over: {0}', reasonText(reason, t));
  switch (verdict) {
    case 'same':
      return t('The same');
    case 'carry':
      return t('Carried over');
    case 'unfit':
      return t('Not carried over');
    case 'kept':
      return t('Stays');
  }
}

function reasonText({ code, names }: UnfitReason, t: Localize): string {
  const all = names.join(', ');
  switch (code) {
    case 'functionUnknown':
      return t('there is no function {0}.', all);
    case 'expressionUnreadable':
      return t('the expression {0} can’t be read.', all);
    case 'sourceAttributeLacking':
      return t('the new schema has no source attribute {0}; add it there.', all);
    case 'targetAttributeLacking':
      return t('the new integration has no attribute for {0}.', all);
    case 'targetTaken':
      return t('another mapping of the old job goes to {0} already.', all);
    case 'objectLacking':
      return t('the new integration doesn’t provision {0}.', all);
    case 'operatorUnknown':
      return t('there is no operator {0}.', all);
    case 'filterKind':
      return t('{0} can’t be set there.', all);
    case 'roleLacking':
      return t('the new application has no role {0}; assign with another one.', all);
    case 'defaultAccess':
      return t('Default Access isn’t provisioned.');
    case 'notProvisioned':
      return t('only users and groups are provisioned.');
    case 'setInNew':
      return t('Stays: somebody has set it in the new job.');
    case 'newOnly':
      return t('Stays: only the new integration has it.');
  }
}
