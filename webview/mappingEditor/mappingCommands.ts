import type { MappingPlace } from '../../src/protocol/mappingEditorIntents.ts';
import { button } from '../components/button.ts';
import { canBeMapped } from '../attributeWords.ts';
import type { EditorActions, EditorContext } from './editorContext.ts';
import type { MappingRow } from './mappingColumns.ts';
import { figure, t } from '../language.ts';

/** A mapping to do something with, and how many there are. */
interface Chosen {
  readonly at: MappingPlace;
  readonly count: number;
}

/** Add, duplicate, move and remove: as buttons, and as keys on a row of the table. */
export function mappingCommands(actions: EditorActions, openDetails: (focus: 'target' | 'source') => void) {
  const placeOf = (index: number, target: string): Chosen | null => {
    const objectMapping = actions.current()?.objectMapping;
    if (!objectMapping) return null;
    const { rule, index: inRule, mappings } = objectMapping;
    return { at: { rule, index: inRule, mapping: index, target }, count: mappings.length };
  };
  const selected = (): Chosen | null => {
    const selection = actions.current()?.state.selected;
    return selection ? placeOf(selection.index, selection.name) : null;
  };
  const add = async (): Promise<void> => {
    const objectMapping = actions.current()?.objectMapping;
    if (!objectMapping) return;
    const { rule, index, mappings } = objectMapping;
    const target = nextTarget(actions.current());
    if (!(await actions.attempt({ kind: 'addMapping', at: { rule, index }, mapping: { target, expression: null } })))
      return;
    actions.remember({ selected: { index: mappings.length, name: target }, filter: '' });
    openDetails('target');
  };
  const duplicate = async (chosen: Chosen | null): Promise<void> => {
    if (!chosen || !(await actions.attempt({ kind: 'duplicateMapping', at: chosen.at }))) return;
    actions.remember({ selected: { index: chosen.at.mapping + 1, name: chosen.at.target } });
    openDetails('target');
  };
  const move = async (chosen: Chosen | null, by: number): Promise<void> => {
    const to = (chosen?.at.mapping ?? 0) + by;
    if (!chosen || to < 0 || to >= chosen.count) return;
    if (!(await actions.attempt({ kind: 'moveMapping', at: chosen.at, to }))) return;
    actions.remember({ selected: { index: to, name: chosen.at.target }, sorting: null });
    actions.announce(t('{0} is number {1} of {2} now.', chosen.at.target, figure(to + 1), figure(chosen.count)));
  };
  const remove = async (chosen: Chosen | null): Promise<void> => {
    if (chosen && (await actions.attempt({ kind: 'removeMapping', at: chosen.at })))
      actions.announce(t('The mapping of {0} was removed. Undo brings it back.', chosen.at.target));
  };
  const tool = { look: 'quiet', iconOnly: true } as const;
  const parts = {
    add: button(t('Add Mapping'), () => void add(), {
      key: 'add-mapping',
      look: 'primary',
      icon: 'add',
      shortcut: 'Insert',
    }),
    duplicate: button(t('Duplicate'), () => void duplicate(selected()), {
      ...tool,
      key: 'duplicate-mapping',
      icon: 'copy',
      shortcut: 'Control+D',
    }),
    up: button(t('Move Up'), () => void move(selected(), -1), {
      ...tool,
      key: 'move-up',
      icon: 'arrowUp',
      shortcut: 'Alt+ArrowUp',
    }),
    down: button(t('Move Down'), () => void move(selected(), 1), {
      ...tool,
      key: 'move-down',
      icon: 'arrowDown',
      shortcut: 'Alt+ArrowDown',
    }),
    remove: button(t('Remove'), () => void remove(selected()), {
      ...tool,
      key: 'remove-mapping',
      icon: 'trash',
      shortcut: 'Delete',
    }),
  };
  return {
    elements: Object.values(parts).map(({ element }) => element),
    update: ({ view, state, objectMapping }: EditorContext): void => {
      const isSelected = state.selected !== null && view.editable;
      const index = state.selected?.index ?? 0;
      parts.add.enable(view.editable && objectMapping !== null);
      for (const part of [parts.duplicate, parts.remove]) part.enable(isSelected);
      parts.up.enable(isSelected && index > 0);
      parts.down.enable(isSelected && index < (objectMapping?.mappings.length ?? 0) - 1);
    },
    /** Takes a key that is pressed on a row, whether or not it is the selected one. */
    onKey: (event: KeyboardEvent, row: MappingRow | undefined): boolean => {
      const chosen = row ? placeOf(row.index, row.mapping.target) : null;
      if (event.key === 'Insert') void add();
      else if (event.altKey && event.key === 'ArrowUp') void move(chosen, -1);
      else if (event.altKey && event.key === 'ArrowDown') void move(chosen, 1);
      else if (event.key === 'Delete') void remove(chosen);
      else if (event.key.toLowerCase() === 'd' && (event.ctrlKey || event.metaKey)) void duplicate(chosen);
      else return false;
      return true;
    },
  };
}

/** The first target attribute that nothing is mapped to. */
function nextTarget(context: EditorContext | null): string {
  const mapped = new Set(context?.objectMapping?.mappings.map(({ target }) => target));
  const free = context?.targetAttributes.find((attribute) => canBeMapped(attribute) && !mapped.has(attribute.name));
  return free?.name ?? '';
}
