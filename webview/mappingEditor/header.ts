import type { ObjectMappingChanges } from '../../src/protocol/mappingEditorIntents.ts';
import { button } from '../components/button.ts';
import { checkbox } from '../components/checkbox.ts';
import { select } from '../components/select.ts';
import { h } from '../h.ts';
import type { EditorActions, EditorContext, Section } from './editorContext.ts';

/** The title, the object mapping in view and what it may do, and what is done with the schema as a whole. */
export function header(actions: EditorActions): Section {
  const title = h('h1', {});
  const chooser = select(
    'Object mapping',
    [],
    (value) => {
      actions.remember({ objectMapping: Number(value), selected: null, scrollTop: 0 });
    },
    { key: 'object-mapping', compact: true },
  );
  const form = objectMappingForm(actions);
  const schema = schemaCommands(actions);
  return {
    element: h(
      'header',
      {},
      h('div', { class: 'title-line' }, title, chooser.element, ...schema.elements),
      form.element,
    ),
    update: (context) => {
      const { view, state } = context;
      title.textContent = view.title;
      chooser.set(
        String(state.objectMapping),
        view.objectMappings.map(({ name, enabled }, index) => ({
          value: String(index),
          text: enabled ? name : `${name} (disabled)`,
        })),
      );
      form.update(context);
      schema.update(context);
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
    'Enabled',
    (value) => {
      change({ enabled: value });
    },
    { key: 'mapping-enabled' },
  );
  const create = checkbox(
    'Create',
    (value) => {
      change({ create: value });
    },
    { key: 'mapping-create' },
  );
  const update = checkbox(
    'Update',
    (value) => {
      change({ update: value });
    },
    { key: 'mapping-update' },
  );
  const remove = checkbox(
    'Delete',
    (value) => {
      change({ delete: value });
    },
    { key: 'mapping-delete' },
  );
  const source = select(
    'Source object',
    [],
    (value) => {
      change({ sourceObject: value });
    },
    { key: 'mapping-source', compact: true },
  );
  const target = select(
    'Target object',
    [],
    (value) => {
      change({ targetObject: value });
    },
    { key: 'mapping-target', compact: true },
  );
  const element = h(
    'div',
    { class: 'object-mapping', role: 'group', 'aria-label': 'Object mapping' },
    enabled.element,
    h('span', { class: 'separator' }),
    h(
      'div',
      { class: 'actions', role: 'group', 'aria-label': 'Target object actions' },
      create.element,
      update.element,
      remove.element,
    ),
    h('span', { class: 'separator' }),
    source.element,
    h('span', { 'aria-hidden': 'true' }, '→'),
    target.element,
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
          text: `${name}: ${shortName(object.name)}`,
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

function schemaCommands(actions: EditorActions) {
  const restore = async (): Promise<void> => {
    const objectMapping = actions.current()?.objectMapping;
    if (!objectMapping) return;
    const { rule, index, name } = objectMapping;
    if (!(await actions.attempt({ kind: 'restoreDefaults', at: { rule, index } }))) return;
    actions.remember({ selected: null });
    actions.announce(`The default mappings of ${name} are restored. Undo brings yours back.`);
  };
  const parts = {
    restore: button('Restore Defaults', () => void restore(), {
      title: 'Restore the default mappings and remove the scoping filter',
      key: 'restore-defaults',
    }),
    import: button(
      'Import Schema…',
      () => {
        actions.run(() => actions.host.importSchema());
      },
      { title: 'Import a schema that was exported from the portal', key: 'import-schema' },
    ),
    export: button(
      'Export Schema…',
      () => {
        actions.run(() => actions.host.exportSchema());
      },
      { title: 'Export the schema for the portal', key: 'export-schema' },
    ),
    text: button(
      'Open as Text',
      () => {
        actions.host.openAsText(1);
      },
      { key: 'open-as-text' },
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
