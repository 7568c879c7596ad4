import type { SettingsChanges } from '../../src/protocol/mappingEditorIntents.ts';
import type { SettingsView } from '../../src/protocol/mappingEditorView.ts';
import { checkbox } from '../components/checkbox.ts';
import { textField } from '../components/textField.ts';
import { h } from '../h.ts';
import type { EditorActions } from './editorContext.ts';
import { t } from '../language.ts';

const addresses = ['transferFilesTo', 'otherwiseTo', 'transferAdmin'] as const;
const flags = ['keepAccount', 'retainTeamShares', 'removeEvenIfNobodyGetsTheFiles'] as const;

/** What becomes of the files of removed users; hidden where the target takes no such instruction. */
export function removalSettings(actions: EditorActions): {
  readonly element: HTMLElement;
  set(removal: SettingsView['removal']): void;
} {
  const change = (changes: SettingsChanges): Promise<string | null> =>
    actions.edit({ kind: 'changeSettings', changes });
  const text = (name: (typeof addresses)[number], label: string, help: string) =>
    textField({
      label,
      help,
      key: `setting:${name}`,
      typing: actions.typing,
      commit: (value) => change({ [name]: value.trim() }),
    });
  const flag = (name: (typeof flags)[number], label: string, help: string) =>
    checkbox(label, (value) => void actions.attempt({ kind: 'changeSettings', changes: { [name]: value } }), {
      help,
      key: `setting:${name}`,
    });
  const fields = {
    transferFilesTo: text(
      'transferFilesTo',
      t('Transfer files to'),
      t('Write manager for the manager in Microsoft Entra ID, or the email address of a member.'),
    ),
    otherwiseTo: text(
      'otherwiseTo',
      t('Otherwise to'),
      t('The email address of the member who gets the files where the former can’t have them.'),
    ),
    transferAdmin: text(
      'transferAdmin',
      t('Admin for transfer errors'),
      t('The email address of the team admin whom Dropbox tells of files that could not be transferred.'),
    ),
    keepAccount: flag(
      'keepAccount',
      t('Keep the account as a personal one'),
      t('It keeps its files, so nothing is transferred.'),
    ),
    retainTeamShares: flag(
      'retainTeamShares',
      t('Keep what was shared with the account'),
      t('Only of an account that is kept.'),
    ),
    removeEvenIfNobodyGetsTheFiles: flag(
      'removeEvenIfNobodyGetsTheFiles',
      t('Remove users even if nobody gets their files'),
      t('Otherwise they are suspended until somebody can have the files.'),
    ),
  };
  const element = h(
    'section',
    { class: 'part' },
    h('h2', {}, t('Files of removed users')),
    ...Object.values(fields).map((field) => field.element),
  );
  return {
    element,
    set(removal) {
      element.hidden = removal === null;
      if (removal === null) return;
      for (const name of addresses) fields[name].set(removal[name]);
      for (const name of flags) fields[name].set(removal[name]);
    },
  };
}
