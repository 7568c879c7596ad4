import { history, redo, redoDepth, undo, undoDepth } from '@codemirror/commands';
import { Compartment, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

const compartment = new Compartment();

/**
 * Undo and redo of what is typed and not in the file yet. What is in the file is undone by the host, whose undo knows all
 * changes in their order: the key goes on to it when there is nothing to undo here.
 */
export const fieldHistory: Extension = [
  compartment.of(history()),
  EditorView.domEventHandlers({
    keydown: (event, view) => {
      const direction = directionOf(event);
      if (direction === null) return false;
      const [command, depth] = direction === 'undo' ? [undo, undoDepth] : [redo, redoDepth];
      if (depth(view.state) > 0) {
        command(view);
        event.stopPropagation();
      }
      return true; // the browser's own undo knows nothing of this field
    },
  }),
];

/** What was typed so far is in the file, or was replaced by what the file says: none of it is undone here any more. */
export function forgetHistory(view: EditorView): void {
  view.dispatch({ effects: compartment.reconfigure([]) });
  view.dispatch({ effects: compartment.reconfigure(history()) });
}

function directionOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): 'undo' | 'redo' | null {
  if (altKey || !(ctrlKey || metaKey)) return null;
  if (key.toLowerCase() === 'z') return shiftKey ? 'redo' : 'undo';
  return key.toLowerCase() === 'y' ? 'redo' : null;
}
