import * as vscode from 'vscode';
import { noFilter } from '../assignments/assignmentsModel.ts';
import { filterAssignments, filterByState } from '../assignments/filterCommands.ts';
import { refresh } from '../assignments/refreshCommand.ts';
import { copySetupScript } from '../credentials/copySetupScript.ts';
import { createJob } from '../jobs/createJob/createJob.ts';
import { selectJob } from '../jobs/jobCommands.ts';
import { openAsText, openMappingEditor } from '../mappingEditor/mappingEditorCommands.ts';
import { startSandbox } from '../sandbox/startSandbox.ts';
import { type CommandName, commandIds } from './commandIds.ts';
import { type JobCommandName, type JobHandler, jobHandlers, type JobParts } from './jobHandlers.ts';
import { aboutJob, chosenJob, jobOfArgument } from './jobOfArgument.ts';
import { type CommandHandler, registerCommand } from './registerCommand.ts';
import { isNode, isObjectNode, subjectOf } from './subject.ts';

/** Everything that commands work with; each takes what it needs. */
export interface CommandParts extends Omit<JobParts, 'jobFile' | 'choice' | 'fillTree'> {
  /** What the workspace remembers. */
  readonly memento: vscode.Memento;
}

/** Registers every command of the manifest. */
export function registerCommands(parts: CommandParts): vscode.Disposable[] {
  const handlers = commandHandlers(parts);
  return (Object.keys(commandIds) as CommandName[]).map((name) =>
    registerCommand(name, parts.log.channel, handlers[name]),
  );
}

function commandHandlers(parts: CommandParts): Readonly<Record<CommandName, CommandHandler>> {
  const aboutJobs = Object.entries<JobHandler>(jobHandlers).map(([name, act]) => [name, onJob(parts, act)] as const);
  return {
    ...(Object.fromEntries(aboutJobs) as Record<JobCommandName, CommandHandler>),
    ...windowHandlers(parts),
  };
}

/** Has a command work on the job that it began with, whatever is selected meanwhile. */
function onJob(parts: CommandParts, act: JobHandler): CommandHandler {
  const { currentJob } = parts;
  return async (...args) => {
    const jobFile = await chosenJob(currentJob, args[0]);
    const opener = jobFile === null ? parts.opener : parts.opener.at(jobFile);
    const choice = jobFile === null ? currentJob : currentJob.at(jobFile);
    const fillTree = (): Promise<void> => refresh({ ...parts, opener });
    await aboutJob(jobFile, () => act({ ...parts, jobFile, opener, choice, fillTree }, ...args));
  };
}

/** The commands that are about no job, or make one the current job. */
function windowHandlers(parts: CommandParts): Readonly<Record<Exclude<CommandName, JobCommandName>, CommandHandler>> {
  const { currentJob, assignments, log } = parts;
  return {
    createJob: () => createJob(parts),
    // The sandbox's job becomes the current one: it's that one's tree which is filled.
    startSandbox: () =>
      startSandbox({ ...parts, ...parts.sandboxProcess, log: log.channel, fillTree: () => refresh(parts) }),
    selectJob: (argument) => selectJob(currentJob, jobOfArgument(argument)),
    copySetupScript: () => copySetupScript(currentJob),
    openProvisioningLog: () => {
      log.show();
    },
    filter: () => filterAssignments(assignments),
    filterByState: () => filterByState(assignments),
    problemsFirst: () => {
      assignments.setProblemsFirst(true);
    },
    sortByName: () => {
      assignments.setProblemsFirst(false);
    },
    clearFilter: () => {
      assignments.setFilter(noFilter);
    },
    loadMore: async (argument) => {
      if (isNode(argument) && argument.kind === 'more') await assignments.loadMore(argument);
    },
    openMappingEditor: (argument) => openMappingEditor(currentJob, jobOfArgument(argument) ?? argument),
    openAsText: (argument) => openAsText(argument),
    evaluateExpression: (document, position) => parts.language.evaluate(document, position),
    copyObjectId: async (argument) => {
      const id = isObjectNode(argument) ? argument.object.id : subjectOf(argument);
      if (id !== null) await vscode.env.clipboard.writeText(id);
    },
  };
}
