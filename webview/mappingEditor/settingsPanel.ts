import type { SettingsChanges } from '../../src/protocol/mappingEditorIntents.ts';
import { checkbox } from '../components/checkbox.ts';
import { select } from '../components/select.ts';
import { textField } from '../components/textField.ts';
import { h } from '../h.ts';
import type { EditorActions, Section } from './editorContext.ts';
import { oneOf } from './mappingWords.ts';
import { removalSettings } from './removalSettings.ts';

/** The job's settings, in the tutorial's words and order. */
export function settingsPanel(actions: EditorActions): Section {
  const change = (changes: SettingsChanges): Promise<string | null> =>
    actions.edit({ kind: 'changeSettings', changes });
  const attempt = (changes: SettingsChanges): void => void actions.attempt({ kind: 'changeSettings', changes });
  const text = (name: 'displayName' | 'interval' | 'email', label: string, help: string) =>
    textField({
      label,
      help,
      key: `setting:${name}`,
      typing: actions.typing,
      commit: (value) => change({ [name]: value }),
    });
  const flag = (
    name: 'onFailure' | 'includeNames' | 'preventDeletions' | 'skipOutOfScopeDeletions' | 'includeDefaultAccess',
    label: string,
    help: string,
  ) =>
    checkbox(
      label,
      (value) => {
        attempt({ [name]: value });
      },
      { help, key: `setting:${name}` },
    );
  const fields = {
    displayName: text('displayName', 'Name of the job', 'Shown wherever the job is.'),
    status: select(
      'Provisioning status',
      [
        { value: 'on', text: 'On' },
        { value: 'off', text: 'Off' },
      ],
      (value) => {
        const status = oneOf(['on', 'off'], value);
        if (status) attempt({ status });
      },
      {
        key: 'setting:status',
        help: 'While it is on, a cycle runs every interval, in any trusted window that has the folder open and in dropbox-provisioning watch. It counts when the file is saved.',
      },
    ),
    scope: select(
      'Scope',
      [
        { value: 'assigned', text: 'Sync only assigned users and groups' },
        { value: 'all', text: 'Sync all users and groups' },
      ],
      (value) => {
        const scope = oneOf(['assigned', 'all'], value);
        if (scope) attempt({ scope });
      },
      { key: 'setting:scope' },
    ),
    interval: text(
      'interval',
      'Interval between cycles',
      'An ISO 8601 duration: PT40M is 40 minutes, PT2H two hours, P1D a day. From PT5M to P7D.',
    ),
    email: text(
      'email',
      'Notification email',
      'The person or group who is told when the job enters quarantine, when the reason changes and when it ends. Send Test Notification tries it.',
    ),
    onFailure: flag(
      'onFailure',
      'Send an email notification when a failure occurs',
      'To the address above, and to the webhook if the job file has one.',
    ),
    digest: select(
      'Digest of failures',
      [
        { value: 'never', text: 'Never' },
        { value: 'daily', text: 'Once a day' },
        { value: 'cycle', text: 'After each cycle that had failures' },
      ],
      (value) => {
        const digest = oneOf(['never', 'daily', 'cycle'], value);
        if (digest) attempt({ digest });
      },
      { key: 'setting:digest', help: 'Counts the users and groups that failed, by error code.' },
    ),
    includeNames: flag(
      'includeNames',
      'List users and groups by name in notifications',
      'Otherwise they are only counted.',
    ),
    preventDeletions: flag(
      'preventDeletions',
      'Prevent accidental deletion',
      'Holds back disables and deletes that are more than the threshold, or too large a share, until you release or reject them.',
    ),
    threshold: textField({
      label: 'Accidental deletion threshold',
      help: 'The number of disables and deletes that one cycle may make. The job file also sets the shares.',
      key: 'setting:threshold',
      typing: actions.typing,
      commit: (value) =>
        /^\d{1,9}$/.test(value.trim())
          ? change({ threshold: Number(value) })
          : Promise.resolve('Write a whole number, such as 500.'),
    }),
    skipOutOfScopeDeletions: flag(
      'skipOutOfScopeDeletions',
      'Keep accounts that go out of scope',
      'Otherwise they are disabled in the target.',
    ),
    includeDefaultAccess: flag(
      'includeDefaultAccess',
      'Provision users with Default Access too',
      'Otherwise users who have only the role Default Access are skipped, as the tutorial says.',
    ),
  };
  const removal = removalSettings(actions);
  const group = (title: string, ...parts: readonly { readonly element: HTMLElement }[]): HTMLElement =>
    h('section', { class: 'part' }, h('h2', {}, title), ...parts.map(({ element }) => element));
  return {
    element: h(
      'section',
      { class: 'settings', 'aria-label': 'Settings' },
      group('Job', fields.displayName, fields.status, fields.interval),
      group('Who is provisioned', fields.scope, fields.includeDefaultAccess, fields.skipOutOfScopeDeletions),
      group('Notification', fields.email, fields.onFailure, fields.digest, fields.includeNames),
      group('Accidental deletions', fields.preventDeletions, fields.threshold),
      removal.element,
    ),
    update: ({ view }) => {
      const { settings } = view;
      if (!settings) return;
      removal.set(settings.removal);
      for (const name of ['displayName', 'interval', 'email'] as const) fields[name].set(settings[name]);
      fields.threshold.set(String(settings.threshold));
      fields.status.set(settings.status);
      fields.scope.set(settings.scope);
      fields.digest.set(settings.digest);
      for (const name of [
        'onFailure',
        'includeNames',
        'preventDeletions',
        'skipOutOfScopeDeletions',
        'includeDefaultAccess',
      ] as const)
        fields[name].set(settings[name]);
    },
  };
}
