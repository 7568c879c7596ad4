import * as vscode from 'vscode';
import type {
  ApplicationAssignment,
  ApplicationRole,
  AssignableApplication,
  AssumedChange,
  Principal,
} from '../../protocol/graphProtocol.ts';
import { plainLabel } from '../../protocol/safeText.ts';
import { withProgress } from '../commands/progress.ts';
import { isObjectNode } from '../commands/subject.ts';
import { documentAddress, showMarkdown, type VirtualDocuments } from '../documents/virtualDocuments.ts';
import type { Engine } from '../engine/engine.ts';
import type { CurrentJob } from '../jobs/currentJob.ts';
import { type JobOpener, type OpenedJob } from '../jobs/openJob.ts';
import { ActionableFailure, Cancelled, failureText } from '../support/actionableFailure.ts';
import { type FileEntry, readAssignmentFile, resolveEntries } from './assignmentFile.ts';
import {
  assignmentWarnings,
  dryRunDocument,
  foreseenLines,
  type Foreseen,
  type PlannedAssignment,
} from './assignmentPlan.ts';
import { type ApplicationPlace, type GraphAccessParts, graphAccessOf } from './graphAccess.ts';
import { pickPrincipals } from './pickPrincipals.ts';

export interface AssignParts extends GraphAccessParts {
  readonly currentJob: CurrentJob;
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly documents: VirtualDocuments;
  /** Reads who is assigned into the tree. */
  readonly fillTree: () => Promise<void>;
}

/** So many are previewed one by one; the others are told by number. */
const mostPreviewed = 25;

interface Begun {
  readonly opened: OpenedJob;
  readonly place: ApplicationPlace;
  readonly application: AssignableApplication;
}

/** *Assign Users and Groups*: search, role, preview, and only then the assignment. */
export async function assign(parts: AssignParts): Promise<void> {
  const begun = await begin(parts);
  const { place, application } = begun;
  const title = vscode.l10n.t('Assign to {0}', plainLabel(application.displayName));
  const principals = await pickPrincipals(title, (text, signal) =>
    parts.engine.inDirectory(({ searchPrincipals }) => searchPrincipals, { access: place.access, text }, signal),
  );
  const role = await askRole(application.roles, title);
  const planned = principals.map((principal) => ({ principal, role }));
  const foreseen = await foresee(parts, begun, { added: planned, removed: [], about: principals.map(({ id }) => id) });
  await confirmAndAssign(
    parts,
    begun,
    planned,
    foreseenLines(principals.slice(0, mostPreviewed), foreseen, vscode.l10n.t),
  );
}

/** *Assign from CSV File*: a dry run as a document first, then the assignments of the lines that assign somebody. */
export async function assignFromFile(parts: AssignParts): Promise<void> {
  const filters = { [vscode.l10n.t('CSV files')]: ['csv', 'txt', 'tsv'] };
  const [file] = (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Assign from CSV File'), filters })) ?? [];
  if (file === undefined) throw new Cancelled();
  const begun = await begin(parts);
  const { application, opened, place } = begun;
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const entries = entriesIn(name, await vscode.workspace.fs.readFile(file));
  const found = await withProgress(vscode.l10n.t('Looking for {0} users and groups', entries.length), ({ signal }) =>
    parts.engine.inDirectory(
      ({ findPrincipals }) => findPrincipals,
      { access: place.access, names: entries.map(({ name }) => name) },
      signal,
    ),
  );
  const read = resolveEntries(entries, found, application.roles, vscode.l10n.t);
  const planned = read.filter((each) => 'principal' in each);
  const about = planned.slice(0, mostPreviewed).map(({ principal }) => principal.id);
  const foreseen = await foresee(parts, begun, { added: planned, removed: [], about });
  const warnings = assignmentWarnings(planned, opened.job.provisioning.includeDefaultAccess, vscode.l10n.t);
  const address = documentAddress('dryRun', `/${vscode.l10n.t('Assign from CSV File')}.md`, opened.job);
  const plan = { file: name, application: application.displayName };
  await parts.documents.write(address, dryRunDocument(plan, read, warnings, foreseen, vscode.l10n.t));
  await showMarkdown(address);
  if (planned.length === 0)
    throw new ActionableFailure(vscode.l10n.t('Nobody in {0} can be assigned.', name), null, []);
  const problems = read.length - planned.length;
  const left = problems === 0 ? [] : [vscode.l10n.t('Lines that are skipped: {0}. The document says why.', problems)];
  await confirmAndAssign(parts, begun, planned, left);
}

function entriesIn(name: string, bytes: Uint8Array): readonly FileEntry[] {
  try {
    return readAssignmentFile(bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const advice = vscode.l10n.t('Check the quotation marks up to that line, then choose the file again.');
    throw new ActionableFailure(vscode.l10n.t('{0} isn’t valid CSV: {1}', name, why), advice, [], error);
  }
}

/** *Unassign*: the tree's user or group, or those that are picked, with what the next sync will do about them. */
export async function unassign(parts: AssignParts, argument?: unknown): Promise<void> {
  const begun = await begin(parts);
  const { place, application } = begun;
  const ofNode = isObjectNode(argument)
    ? application.assignments.filter(({ principalId }) => principalId === argument.object.id)
    : null;
  if (ofNode?.length === 0)
    throw new ActionableFailure(
      vscode.l10n.t('This user is assigned through a group and can’t be unassigned individually.'),
      vscode.l10n.t('Remove the user from the group, or unassign the group.'),
      [],
    );
  const chosen = ofNode ?? (await pickAssignments(application));
  const principals = chosen.map(({ principalId, principalName }) => ({ id: principalId, displayName: principalName }));
  const about = [...new Set(principals.map(({ id }) => id))].slice(0, mostPreviewed);
  const foreseen = await foresee(parts, begun, { added: [], removed: chosen.map(({ id }) => id), about });
  const lines = foreseenLines(principals.slice(0, mostPreviewed), foreseen, vscode.l10n.t);
  const message = vscode.l10n.t('Unassign {0} from {1}?', namesOf(principals), plainLabel(application.displayName));
  await confirm(message, lines, vscode.l10n.t('Unassign'));
  await eachOf(parts, chosen, ({ id }, signal) =>
    parts.engine.inDirectory((protocol) => protocol.unassign, { ...place, assignmentId: id }, signal),
  );
}

async function begin({ opener, engine, ...parts }: AssignParts): Promise<Begun> {
  const opened = await opener.open();
  const place = await graphAccessOf(parts, opened.job, opened.uri, ['provision', 'assign']);
  const application = await withProgress(
    vscode.l10n.t('Reading the application’s roles and assignments'),
    ({ signal }) => engine.inDirectory(({ readApplication }) => readApplication, place, signal),
  );
  return { opened, place, application };
}

async function askRole(roles: readonly ApplicationRole[], title: string): Promise<ApplicationRole> {
  const [only] = roles;
  if (only !== undefined && roles.length === 1) return only;
  const items = roles.map((role) => ({ label: plainLabel(role.displayName), role }));
  const placeHolder = vscode.l10n.t('Select a role');
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
  if (chosen === undefined) throw new Cancelled();
  return chosen.role;
}

async function pickAssignments({
  assignments,
  displayName,
}: AssignableApplication): Promise<readonly ApplicationAssignment[]> {
  const items = assignments.map((assignment) => ({
    iconPath: new vscode.ThemeIcon(assignment.principalType === 'Group' ? 'organization' : 'account'),
    label: plainLabel(assignment.principalName),
    description: plainLabel(assignment.role.displayName),
    assignment,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Unassign from {0}', plainLabel(displayName)),
    placeHolder: vscode.l10n.t('Select whom to unassign'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (chosen === undefined || chosen.length === 0) throw new Cancelled();
  return chosen.map(({ assignment }) => assignment);
}

/** Decides as if the change had been made. Where that can't be done (a token for the target is missing), it says why. */
async function foresee({ engine }: AssignParts, { opened }: Begun, change: AssumedChange): Promise<Foreseen> {
  const about = change.about.slice(0, mostPreviewed);
  try {
    const decisions = await withProgress(vscode.l10n.t('Previewing the next sync'), ({ signal }) =>
      engine.inDirectory(
        ({ previewAssignment }) => previewAssignment,
        { job: opened.params, change: { ...change, about } },
        signal,
      ),
    );
    return new Map(decisions.map((decision) => [decision.source.id, decision]));
  } catch (failure) {
    if (failure instanceof Cancelled) throw failure;
    return { unknown: failureText(failure) };
  }
}

async function confirmAndAssign(
  parts: AssignParts,
  { opened, place, application }: Begun,
  planned: readonly PlannedAssignment[],
  lines: readonly string[],
): Promise<void> {
  const warnings = assignmentWarnings(planned, opened.job.provisioning.includeDefaultAccess, vscode.l10n.t);
  const roles = [...new Set(planned.map(({ role }) => role.displayName))].join(', ');
  const message = vscode.l10n.t(
    'Assign {0} to {1} as {2}?',
    namesOf(planned.map(({ principal }) => principal)),
    plainLabel(application.displayName),
    plainLabel(roles),
  );
  await confirm(message, [...warnings.map((warning) => `⚠ ${warning}`), ...lines], vscode.l10n.t('Assign'));
  await eachOf(parts, planned, ({ principal, role }, signal) =>
    parts.engine.inDirectory(
      (protocol) => protocol.assign,
      { ...place, principalId: principal.id, roleId: role.id },
      signal,
    ),
  );
}

async function confirm(message: string, lines: readonly string[], verb: string): Promise<void> {
  const detail = lines.map(plainLabel).join('\n');
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, verb)) !== verb) throw new Cancelled();
}

function namesOf(principals: readonly Pick<Principal, 'displayName'>[]): string {
  const [first] = principals;
  if (principals.length === 1 && first !== undefined) return plainLabel(first.displayName);
  return vscode.l10n.t('{0} users and groups', principals.length);
}

/** Changes one after the other. What fails is told with what was done before, and the tree shows what is so. */
async function eachOf<Item>(
  { fillTree }: AssignParts,
  items: readonly Item[],
  change: (item: Item, signal: AbortSignal) => Promise<{ readonly outcome: string }>,
): Promise<void> {
  let done = 0;
  let already = 0;
  try {
    await withProgress(vscode.l10n.t('Changing assignments'), async (running) => {
      for (const item of items) {
        const { outcome } = await change(item, running.signal);
        done++;
        if (outcome === 'already') already++;
        running.report(vscode.l10n.t('{0} of {1}', done, items.length));
      }
    });
  } catch (failure) {
    if (done === 0 || !(failure instanceof ActionableFailure)) throw failure;
    const before = vscode.l10n.t(
      '{0} of {1} assignments were changed before this: {2}',
      done,
      items.length,
      failure.message,
    );
    throw new ActionableFailure(before, failure.recommendedAction, failure.actions, failure);
  } finally {
    if (done > 0) await fillTree();
  }
  const changed = done - already;
  const told =
    changed === 1 ? vscode.l10n.t('1 assignment changed.') : vscode.l10n.t('{0} assignments changed.', changed);
  const rest = already === 0 ? '' : ` ${vscode.l10n.t('No change needed for {0}.', already)}`;
  void vscode.window.showInformationMessage(`${told}${rest}`);
}
