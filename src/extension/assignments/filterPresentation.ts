import { plainLabel } from '../../protocol/safeText.ts';
import type { Localize } from '../../protocol/localize.ts';
import type { ObjectState, StateCounts } from '../../protocol/assignedObjects.ts';
import { type StateIcon, stateIcon, stateName } from './assignmentPresentation.ts';
import type { SectionNode } from './assignmentNodes.ts';
import type { AssignmentsFilter } from './assignmentsModel.ts';

/** In the order in which *Filter by State* offers them: what a person has to look at comes first. */
const states: readonly ObjectState[] = ['failed', 'staged', 'skipped', 'notYet', 'inScope', 'provisioned', 'disabled'];

/** A state to choose in *Filter by State*. */
export interface StateChoice {
  readonly state: ObjectState;
  readonly label: string;
  /** How many users and groups are in it. */
  readonly count: string;
  readonly icon: StateIcon;
  readonly picked: boolean;
}

/** The states that somebody is in, and those that are chosen already. */
export function stateChoices(counts: StateCounts, chosen: readonly ObjectState[], t: Localize): readonly StateChoice[] {
  return states
    .filter((state) => (counts[state] ?? 0) > 0 || chosen.includes(state))
    .map((state) => ({
      state,
      label: capitalised(stateName(state, t)),
      count: number(counts[state] ?? 0),
      icon: stateIcon(state),
      picked: chosen.includes(state),
    }));
}

/** Whether the filter leaves anybody out. */
export function isFilter({ text, states: chosen }: AssignmentsFilter): boolean {
  return text !== '' || chosen.length > 0;
}

/** What stands beside the view's title: both filters and the order, where they are not as usual. */
export function listWords(filter: AssignmentsFilter, problemsFirst: boolean, t: Localize): readonly string[] {
  const chosen = states.filter((state) => filter.states.includes(state)).map((state) => stateName(state, t));
  return [
    ...(filter.text === '' ? [] : [t('filter: {0}', plainLabel(filter.text))]),
    ...(chosen.length === 0 ? [] : [t('state: {0}', chosen.join(', '))]),
    ...(problemsFirst ? [t('problems first')] : []),
  ];
}

/** How many a section holds: *87*, or *4 of 87* under a filter. */
export function sectionCount({ total, unfiltered }: SectionNode, t: Localize): string {
  return total === unfiltered ? number(total) : t('{0} of {1}', number(total), number(unfiltered));
}

function number(value: number): string {
  return value.toLocaleString();
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
