import { createJobText } from '../../../src/job/defaultJob.ts';
import type { EditorView, ReadyView } from '../../../src/protocol/mappingEditorView.ts';
import { viewOf } from '../../../src/mappingEditor/viewModel.ts';
import { english } from '../../../src/protocol/text.ts';

/** A new Dropbox job on the sandbox, as *Create Job* writes it. */
export const newJob = createJobText({
  id: '5b1d9b5e-5c3b-4a36-8f0c-5d6f0a1b2c3d',
  displayName: 'Dropbox (test)',
  source: { kind: 'sandbox' },
  target: { kind: 'sandbox' },
});

/** The least that is a job: its schema is the default one. */
export const shortJob = `{
  "id": "short", // for the state
  "source": { "kind": "sandbox" },
  "target": { "kind": "sandbox" } // the practice one
}
`;

/** A job file that a person has worked on: comments everywhere, unknown members, tabs, CR LF, items that share a line. */
export const livedInJob = [
  '\t// kept by the identity team',
  '{',
  '\t"id": "job-1", // never change this',
  '\t"displayName": "Dropbox 🗄", "source": { "kind": "sandbox" }, "target": { "kind": "sandbox" },',
  '\t"provisioning": { "scope": "assigned" /* not all! */ },',
  '\t"schema": {',
  '\t\t"x-owner": { "team": ["iam", /* and */ "helpdesk"] },',
  '\t\t"synchronizationRules": [{',
  '\t\t\t"name": "rule", "sourceDirectoryName": "Entra", "targetDirectoryName": "Dropbox",',
  '\t\t\t"objectMappings": [',
  '\t\t\t\t{ // people',
  '\t\t\t\t\t"sourceObjectName": "User", "targetObjectName": "User", "flowTypes": "Add, Update",',
  '\t\t\t\t\t"scope": { "groups": [',
  '\t\t\t\t\t\t// the sales people',
  '\t\t\t\t\t\t{ "name": "sales", "x": 1, "clauses": [',
  '\t\t\t\t\t\t\t{ "operatorName": "EQUALS", "sourceOperandName": "department", "targetOperand": { "values": ["Sales"] } } // only',
  '\t\t\t\t\t\t] }',
  '\t\t\t\t\t] },',
  '\t\t\t\t\t"attributeMappings": [ // in the order of the portal',
  '\t\t\t\t\t\t// who they are',
  '\t\t\t\t\t\t{ "targetAttributeName": "userName", "source": { "expression": "[userPrincipalName]" }, "matchingPriority": 1 }, // matched',
  '\t\t\t\t\t\t{ "targetAttributeName": "active", "x-note": "✓", "source": { "expression": "Not([IsSoftDeleted])", "name": "Not", "type": "Function", "parameters": [{ "key": "source", "value": { "expression": "[IsSoftDeleted]", "name": "IsSoftDeleted", "type": "Attribute", "parameters": [] } }] } } /* see above */,',
  '\t\t\t\t\t\t{ "targetAttributeName": "externalId", "source": { "expression": "[objectId]" } }, { "targetAttributeName": "title", "source": null, "defaultValue": "none" }',
  '\t\t\t\t\t\t// no more',
  '\t\t\t\t\t]',
  '\t\t\t\t}',
  '\t\t\t]',
  '\t\t}],',
  '\t\t"directories": [',
  '\t\t\t{ "name": "Entra", "objects": [{ "name": "User", "attributes": [{ "name": "objectId", "anchor": true }, { "name": "userPrincipalName" }, { "name": "IsSoftDeleted", "type": "Boolean" }, { "name": "department" }, { "name": "mail" }] }] },',
  '\t\t\t{ "name": "Dropbox", "objects": [{ "name": "User", "attributes": [{ "name": "id", "anchor": true }, { "name": "userName", "required": true }, { "name": "active", "type": "Boolean" }, { "name": "externalId" }, { "name": "title" }] }] }',
  '\t\t]',
  '\t}',
  '}',
  '',
].join('\r\n');

export const anyState = { version: 1, editable: true, unsaved: false, lastCycle: '', name: 'job.provisioning.json' };

/** The view of a text that is sound enough to be shown. */
export function readyView(text: string): ReadyView {
  const view: EditorView = viewOf(text, anyState);
  if (view.state !== 'ready') throw new Error(`The text cannot be shown: ${english(view.message)}`);
  return view;
}
