import type { SettingsChanges } from '../../src/protocol/mappingEditorIntents.ts';
import { checkbox } from '../components/checkbox.ts';
import { select } from '../components/select.ts';
import { textField } from '../components/textField.ts';
import { h } from '../h.ts';
import type { EditorActions, Section } from './editorContext.ts';
import { oneOf } from './mappingWords.ts';
import { removalSettings } from './removalSettings.ts';
import { t } from '../language.ts';

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
    displayName: text('displayName', t('Name of the job'), t('Shown wherever the job is.')),
    status: select(
      t('Provisioning status'),
      [
        { value: 'on', text: t('On') },
        { value: 'off', text: t('Off') },
      ],
      (value) => {
        const status = oneOf(['on', 'off'], value);
        if (status) attempt({ status });
      },
      {
        key: 'setting:status',
        help: t(
          'While it is on, a cycle runs every interval, in any trusted window that has the folder open and in dropbox-provisioning watch. It counts when the file is saved.',
        ),
      },
    ),
    scope: select(
      t('Scope'),
      [
        { value: 'assigned', text: t('Sync only assigned users and groups') },
        { value: 'all', text: t('Sync all users and groups') },
      ],
      (value) => {
        const scope = oneOf(['assigned', 'all'], value);
        if (scope) attempt({ scope });
      },
      { key: 'setting:scope' },
    ),
    interval: text(
      'interval',
      t('Interval between cycles'),
      t('An ISO 8601 duration: PT40M is 40 minutes, PT2H two hours, P1D a day. From PT5M to P7D.'),
    ),
    email: text(
      'email',
      t('Notification email'),
      t(
        'The person or group who is told when the job enters quarantine, when the reason changes and when it ends. Send Test Notification tries it.',
      ),
    ),
    onFailure: flag(
      'onFailure',
      t('Send an email notification when a failure occurs'),
      t('To the address above, and to the webhook if the job file has one.'),
    ),
    digest: select(
      t('Digest of failures'),
      [
        { value: 'never', text: t('Never') },
        { value: 'daily', text: t('Once a day') },
        { value: 'cycle', text: t('After each cycle that had failures') },
      ],
      (value) => {
        const digest = oneOf(['never', 'daily', 'cycle'], value);
        if (digest) attempt({ digest });
      },
      { key: 'setting:digest', help: t('Counts the users and groups that failed, by error code.') },
    ),
    includeNames: flag(
      'includeNames',
      t('List users and groups by name in notifications'),
      t('Otherwise they are only counted.'),
    ),
    preventDeletions: flag(
      'preventDeletions',
      t('Prevent accidental deletion'),
      t(
        'Holds back disables and deletes that are more than the threshold, or too large a share, until you release or reject them.',
      ),
    ),
    threshold: textField({
      label: t('Accidental deletion threshold'),
      help: t('The number of disables and deletes that one cycle may make. The job file also sets the shares.'),
      key: 'setting:threshold',
      typing: actions.typing,
      commit: (value) =>
        /^\d{1,9}$/.test(value.trim())
          ? change({ threshold: Number(value) })
          : Promise.resolve(t('Write a whole number, such as 500.')),
    }),
    skipOutOfScopeDeletions: flag(
      'skipOutOfScopeDeletions',
      t('Keep accounts that go out of scope'),
      t('Otherwise they are disabled in the target.'),
    ),
    includeDefaultAccess: flag(
      'includeDefaultAccess',
      t('Provision users with Default Access too'),
      t('Otherwise users who have only the role Default Access are skipped, as in Microsoft Entra.'),
    ),
  };
  const removal = removalSettings(actions);
  const group = (title: string, ...parts: readonly { readonly element: HTMLElement }[]): HTMLElement =>
    h('section', { class: 'part' }, h('h2', {}, title), ...parts.map(({ element }) => element));
  return {
    element: h(
      'section',
      { class: 'settings', 'aria-label': t('Settings') },
      group(t('Job'), fields.displayName, fields.status, fields.interval),
      group(t('Who is provisioned'), fields.scope, fields.includeDefaultAccess, fields.skipOutOfScopeDeletions),
      group(t('Notification'), fields.email, fields.onFailure, fields.digest, fields.includeNames),
      group(t('Accidental deletions'), fields.preventDeletions, fields.threshold),
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
