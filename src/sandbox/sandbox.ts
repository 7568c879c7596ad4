import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makePrivateFile } from '../directories/files/privateFile.ts';
import { filesOfDatabase, oddKindAt } from '../directories/files/fileKind.ts';
import { english } from '../protocol/text.ts';
import { createBusinessServer } from './business/server.ts';
import type { BusinessServer } from './business/server.ts';
import { Directory } from './directory/directory.ts';
import type { DirectoryFile } from './directory/persistence.ts';
import { DirectoryFileInUseError, openDirectoryFile } from './directory/persistence.ts';
import type { DirectoryServer } from './directory/server.ts';
import { createDirectoryServer } from './directory/server.ts';
import { writeJobFile } from './jobFile.ts';
import { listenPreferring } from './loopback.ts';
import type { RunningSandbox, SandboxPaths } from './readySandbox.ts';
import { pathsIn, readRunningSandbox, writeRunningSandbox } from './readySandbox.ts';
import type { OpenServiceSession, PracticeTarget } from './directory/synchronization/servicePort.ts';
import { hostService } from './serviceHost.ts';
import { openSettings } from './settings.ts';
import type { SandboxSettings } from './settings.ts';
import { isProfileName, profiles } from './target/profiles/profiles.ts';
import type { ProfileName } from './target/profiles/profile.ts';
import type { TargetServer } from './target/server.ts';
import { createTargetServer } from './target/server.ts';
import type { TargetStore } from './target/store.ts';
import { openTargetStore } from './target/store.ts';
import { contoso, dropboxServicePrincipalId } from './tenants/contoso.ts';
import { fillLoadTenant } from './tenants/loadTenant.ts';
import { fillSampleTenant } from './tenants/sampleTenant.ts';

export interface SandboxOptions {
  /** Where the sandbox keeps everything; made when it is not there. */
  readonly stateDirectory: string;
  /** Fill a new sandbox with this many generated users instead of the sample tenant. */
  readonly users?: number;
  /** Which server the target is like; `dropbox` by default. */
  readonly profile?: string;
  /** The target's licences; as many as needed by default. */
  readonly seatLimit?: number;
  /** What runs the cycles of synchronization jobs; they only stand there without it. */
  readonly openService?: OpenServiceSession;
}

/** A running sandbox. */
export interface Sandbox extends RunningSandbox {
  /** Ends the servers and releases the state directory. */
  stop(): Promise<void>;
  /** For tests in the same process: the directory itself, and what the servers can be switched to. */
  readonly directory: Directory;
  readonly directoryServer: DirectoryServer;
  readonly targetServer: TargetServer;
  readonly businessServer: BusinessServer;
  readonly targetStore: TargetStore;
}

/** Why a sandbox could not start, in words for the person who started it. */
export class SandboxStartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SandboxStartError';
  }
}

/**
 * Starts the sandbox over a state directory: a Graph shaped source, and a practice team behind SCIM and behind
 * Dropbox's Business API, all on 127.0.0.1 only, on last time's ports if they are free. State is as it was left, also by a process that was killed.
 *
 * Throws SandboxStartError when a sandbox runs there already, when the profile is unknown, or when `users` asks for
 * another tenant than the state directory holds.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const profile = readProfile(options.profile);
  const stateDirectory = resolve(options.stateDirectory);
  const paths = pathsIn(stateDirectory);
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  refuseOddFiles(paths);
  makePrivateFile(paths.directory);
  makePrivateFile(paths.target);
  const closers: (() => void | Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    rmSync(paths.running, { force: true });
    for (const close of closers.splice(0).toReversed()) await close();
  };
  const file = openExclusively(paths.directory, stateDirectory);
  closers.push(() => {
    file.close();
  });
  try {
    const settings = openSettings(file);
    const directory = openDirectory(file, settings, options.users, stateDirectory);
    const targetStore = openTargetStore(paths.target);
    closers.push(() => {
      targetStore.close();
    });
    const { sourceToken, targetToken, sealingKey } = settings;
    let practice: PracticeTarget | null = null;
    const { openService } = options;
    const service = openService && hostService(directory, openService, join(stateDirectory, 'service'));
    if (service !== undefined) closers.push(() => service.close());
    const directoryServer = createDirectoryServer({
      ...{ directory, token: sourceToken, sealingKey, practiceTarget: () => practice },
      ...(service === undefined ? {} : { service: service.host }),
    });
    const seats = options.seatLimit === undefined ? {} : { seatLimit: options.seatLimit };
    const targetServer = createTargetServer({ token: targetToken, store: targetStore, profile, ...seats });
    const { businessToken, appKey, appSecret } = settings;
    const team = { store: targetStore, seats: targetServer.seats };
    const businessServer = createBusinessServer({ token: businessToken, appKey, appSecret, ...team });
    const servers = { directoryServer, targetServer, businessServer };
    closers.push(() => directoryServer.close());
    closers.push(() => businessServer.close());
    closers.push(() => targetServer.close());
    const running = await listen(settings, servers, paths.job);
    practice = running.target;
    writeRunningSandbox(stateDirectory, running);
    return { ...running, ...servers, stop, directory, targetStore };
  } catch (error) {
    await stop();
    throw error;
  }
}

function readProfile(name = 'dropbox'): ProfileName {
  if (isProfileName(name)) return name;
  throw new SandboxStartError(
    `The sandbox's target has no profile "${name}". Choose one of ${Object.keys(profiles).join(', ')}.`,
  );
}

/** A pipe in the place of a file would be waited for. */
function refuseOddFiles({ directory, target, running, job }: SandboxPaths): void {
  for (const path of [...filesOfDatabase(directory), ...filesOfDatabase(target), running, `${running}.new`, job]) {
    const kind = oddKindAt(path);
    if (kind !== null)
      throw new SandboxStartError(`The sandbox cannot be kept there: ${path} is ${english(kind)}. Move it away.`);
  }
}

function openExclusively(path: string, stateDirectory: string): DirectoryFile {
  try {
    return openDirectoryFile(path);
  } catch (error) {
    if (!(error instanceof DirectoryFileInUseError)) throw error;
    const running = readRunningSandbox(stateDirectory);
    const who = running === null ? '' : ` (process ${running.pid})`;
    throw new SandboxStartError(
      `A sandbox is already running over ${stateDirectory}${who}. Use that one, stop it, or choose another state directory.`,
      { cause: error },
    );
  }
}

function openDirectory(
  file: DirectoryFile,
  settings: SandboxSettings,
  users: number | undefined,
  stateDirectory: string,
): Directory {
  const directory = new Directory(contoso, file.journal, () => new Date());
  const wanted = users === undefined ? 'sample' : `load ${users}`;
  const present = settings.tenant();
  if (present === null) {
    directory.transaction(() => {
      if (users === undefined) fillSampleTenant(directory);
      else fillLoadTenant(directory, users);
      settings.setTenant(wanted);
    });
  } else if (users !== undefined && present !== wanted) {
    throw new SandboxStartError(
      `The sandbox in ${stateDirectory} was made with another tenant. Choose another state directory for ${users} users, or delete this one.`,
    );
  } else {
    file.load(directory);
  }
  return directory;
}

/** Lets the servers listen, on last time's ports if they are free, and points the job file to them. */
async function listen(
  settings: SandboxSettings,
  servers: Pick<Sandbox, 'directoryServer' | 'targetServer' | 'businessServer'>,
  jobFile: string,
): Promise<RunningSandbox> {
  const source = await listenPreferring(servers.directoryServer, settings.port('source'));
  const target = await listenPreferring(servers.targetServer, settings.port('target'));
  const business = await listenPreferring(servers.businessServer, settings.port('business'));
  const running = {
    pid: process.pid,
    id: settings.jobId,
    source: {
      baseAddress: source.baseAddress,
      token: settings.sourceToken,
      tenantId: contoso.tenantId,
      servicePrincipalId: dropboxServicePrincipalId,
    },
    target: { baseAddress: target.baseAddress, token: settings.targetToken },
    dropboxBusiness: {
      apiAddress: business.baseAddress,
      authorizeAddress: `${business.baseAddress}/oauth2/authorize`,
      token: settings.businessToken,
      appKey: settings.appKey,
    },
    jobFile,
  };
  writeJobFile(running, settings.jobId, { source: settings.port('source'), target: settings.port('target') });
  settings.setPort('source', source.port);
  settings.setPort('target', target.port);
  settings.setPort('business', business.port);
  return running;
}
