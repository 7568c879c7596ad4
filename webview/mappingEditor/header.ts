import { directoryTitle } from '../../src/protocol/directoryTitle.ts';
import type { ObjectMappingChanges } from '../../src/protocol/mappingEditorIntents.ts';
import { button } from '../components/button.ts';
import { checkbox } from '../components/checkbox.ts';
import { select } from '../components/select.ts';
import { h, showText } from '../h.ts';
import type { EditorActions, EditorContext, Section } from './editorContext.ts';
import { fileProblems } from './fileProblems.ts';
import { t } from '../language.ts';

/** The title, the object mapping in view and what it may do, and what is done with the schema as a whole. */
export function header(actions: EditorActions): Section {
  const title = h('h1', {});
  const chooser = select(
    t('Object mapping'),
    [],
    (value) => {
      actions.remember({ objectMapping: Number(value), selected: null, scrollTop: 0 });
    },
    { key: 'object-mapping', compact: true },
  );
  const form = objectMappingForm(actions);
  const schema = schemaCommands(actions);
  const problems = fileProblems(actions);
  const readOnly = h('p', { class: 'help' });
  return {
    element: h(
      'header',
      {},
      h('div', { class: 'title-line' }, title, h('div', { class: 'commands' }, ...schema.elements)),
      readOnly,
      h('div', { class: 'object-line' }, chooser.element, form.element),
      problems.element,
    ),
    update: (context) => {
      const { view, state } = context;
      title.textContent = view.title;
      showText(readOnly, view.editable ? '' : t('This file is read-only: it is shown, and cannot be changed here.'));
      chooser.set(
        String(state.objectMapping),
        view.objectMappings.map(({ name, enabled }, index) => ({
          value: String(index),
          text: enabled ? name : t('{0} (disabled)', name),
        })),
      );
      form.update(context);
      schema.update(context);
      problems.update(context);
    },
  };
}

function objectMappingForm(actions: EditorActions): Section {
  const change = (changes: ObjectMappingChanges): void => {
    const objectMapping = actions.current()?.objectMapping;
    if (objectMapping)
      void actions.attempt({
        kind: 'changeObjectMapping',
        at: { rule: objectMapping.rule, index: objectMapping.index },
        changes,
      });
  };
  const enabled = checkbox(
    t('Enabled'),
    (value) => {
      change({ enabled: value });
    },
    { key: 'mapping-enabled', title: t('Whether a cycle takes these objects in at all') },
  );
  const create = checkbox(
    t('Create'),
    (value) => {
      change({ create: value });
    },
    { key: 'mapping-create', title: t('Create an account for an object that has none in the target') },
  );
  const update = checkbox(
    t('Update'),
    (value) => {
      change({ update: value });
    },
    { key: 'mapping-update', title: t('Update accounts. Disabling is an update too: without it, nobody is disabled') },
  );
  const remove = checkbox(
    t('Delete'),
    (value) => {
      change({ delete: value });
    },
    { key: 'mapping-delete', title: t('Delete the account when its object is permanently deleted from the source') },
  );
  const source = select(
    t('Source object'),
    [],
    (value) => {
      change({ sourceObject: value });
    },
    { key: 'mapping-source', compact: true },
  );
  const target = select(
    t('Target object'),
    [],
    (value) => {
      change({ targetObject: value });
    },
    { key: 'mapping-target', compact: true },
  );
  const element = h(
    'div',
    { class: 'object-mapping', role: 'group', 'aria-label': t('Object mapping') },
    h(
      'div',
      { class: 'direction' },
      source.element,
      h('span', { class: 'arrow', 'aria-hidden': 'true' }, '→'),
      target.element,
    ),
    enabled.element,
    h(
      'div',
      { class: 'actions', role: 'group', 'aria-label': t('Target object actions') },
      create.element,
      update.element,
      remove.element,
    ),
  );
  return {
    element,
    update: ({ view, objectMapping }) => {
      element.hidden = objectMapping === null;
      if (!objectMapping) return;
      enabled.set(objectMapping.enabled);
      create.set(objectMapping.create);
      update.set(objectMapping.update);
      remove.set(objectMapping.delete);
      const objectsOf = (name: string) =>
        (view.directories.find((each) => each.name === name)?.objects ?? []).map((object) => ({
          value: object.name,
          text: `${directoryTitle(name)}: ${shortName(object.name)}`,
        }));
      source.set(objectMapping.sourceObject, objectsOf(objectMapping.sourceDirectory));
      target.set(objectMapping.targetObject, objectsOf(objectMapping.targetDirectory));
      for (const part of [enabled, create, update, remove, source, target]) part.enable(view.editable);
    },
  };
}

/** The last part of a SCIM schema's name, which is what people call the object. */
function shortName(name: string): string {
  return name.startsWith('urn:') ? (name.split(':').at(-1) ?? name) : name;
}

const tool = { look: 'quiet' } as const;

function schemaCommands(actions: EditorActions) {
  const restore = async (): Promise<void> => {
    const objectMapping = actions.current()?.objectMapping;
    if (!objectMapping) return;
    const { rule, index, name } = objectMapping;
    if (!(await actions.attempt({ kind: 'restoreDefaults', at: { rule, index } }))) return;
    actions.remember({ selected: null });
    actions.announce(t('The default mappings of {0} are restored. Undo brings yours back.', name));
  };
  const parts = {
    restore: button(t('Restore Defaults'), () => void restore(), {
      ...tool,
      title: t('Restore the default mappings and remove the scoping filter'),
      key: 'restore-defaults',
      icon: 'discard',
    }),
    import: button(
      t('Import Schema…'),
      () => {
        actions.run(() => actions.host.importSchema());
      },
      { ...tool, title: t('Import a schema that was exported from the portal'), key: 'import-schema', icon: 'import' },
    ),
    export: button(
      t('Export Schema…'),
      () => {
        actions.run(() => actions.host.exportSchema());
      },
      { ...tool, title: t('Export the schema for the portal'), key: 'export-schema', icon: 'export' },
    ),
    text: button(
      t('Text Beside'),
      () => {
        actions.host.openAsText(1, true);
      },
      { ...tool, title: t('Open the text beside; both stay in step'), key: 'open-as-text', icon: 'split' },
    ),
  };
  return {
    elements: Object.values(parts).map(({ element }) => element),
    update: ({ view, objectMapping }: EditorContext): void => {
      parts.restore.enable(view.editable && objectMapping !== null);
      parts.import.enable(view.editable && view.form === 'job');
    },
  };
}
