import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenJobParams } from '../../../src/protocol/openJob.ts';
import { Directory } from '../../../src/sandbox/directory/directory.ts';
import { createDirectoryServer, type DirectoryServer } from '../../../src/sandbox/directory/server.ts';
import { createTargetServer } from '../../../src/sandbox/target/server.ts';
import { openTargetStore, type TargetStore } from '../../../src/sandbox/target/store.ts';
import { contoso } from '../../../src/sandbox/tenants/contoso.ts';
import { startFaultSource, type FaultSource } from '../faultSource.ts';
import { startFaultTarget, type FaultTarget, type Owner } from '../faultTarget.ts';
import { startTargetNamed } from '../targets/eachTarget.ts';
import type { RunningTarget, TargetName } from '../targets/runningTarget.ts';
import { createAdministrator, type Administrator } from './administrator.ts';
import { openHouseService, type HouseService } from './houseService.ts';
import { jobText, type JobTraits } from './jobText.ts';
import type { Settings } from './story.ts';

/** A directory, a target, and faults in front of both. */
export interface House {
  readonly directory: Directory;
  readonly directoryServer: DirectoryServer;
  readonly targetStore: TargetStore;
  readonly source: FaultSource;
  readonly target: FaultTarget;
  readonly administrator: Administrator;
  /** The team by the service that the job writes to; over SCIM the faults of `target` are in front of it. */
  readonly team: RunningTarget;
  /** How much later than outside of the story the team's clock is, in milliseconds; with a service the directory's, too. */
  readonly time: { later: number };
  /** The directory's provisioning service; null where it has none. */
  readonly service: HouseService | null;
  /** What a service that writes to the team is told of it. */
  readonly secrets: Readonly<Record<'BaseAddress' | 'SecretToken', string>>;
  params(settings: Settings, requestTimeoutMs: number): OpenJobParams;
  /** As when somebody deletes the job's state, or begins on another machine. */
  loseState(): void;
}

const sourceToken = 'source-token-of-the-model';
const targetToken = 'target-token-of-the-model';

export interface HouseOptions {
  readonly over?: TargetName;
  /** Whether the directory has a provisioning service, which jobs of executor `entra` need. */
  readonly withService?: boolean;
  readonly job?: JobTraits;
}

export async function openHouse(
  owner: Owner,
  { over = 'scim', withService = false, job = {} }: HouseOptions = {},
): Promise<House> {
  const time = { later: 0 };
  const now = (): Date => new Date(Date.now() + time.later);
  const directory = new Directory(contoso, null, withService ? now : () => new Date());
  const folder = mkdtempSync(join(tmpdir(), 'model-'));
  owner.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const service = withService ? openHouseService(owner, directory, join(folder, 'service')) : null;
  const directoryServer = createDirectoryServer({
    directory,
    token: sourceToken,
    sealingKey: 'sealing key',
    ...(service === null ? {} : { service: service.host }),
  });
  const targetStore = openTargetStore(null);
  let made = 0;
  const targetServer = createTargetServer({
    token: targetToken,
    store: targetStore,
    newId: (kind) => `${kind === 'User' ? 'dbmid' : 'g'}:${++made}`,
  });
  const realSource = new URL((await directoryServer.listen()).baseAddress).origin;
  const realTarget = new URL((await targetServer.listen()).baseAddress).origin;
  owner.after(async () => {
    await directoryServer.close();
    await targetServer.close();
  });
  const source = await startFaultSource(owner, { upstream: realSource });
  const target = await startFaultTarget(owner, { upstream: realTarget, token: targetToken });
  const team = await startTargetNamed(over)(owner, {
    token: targetToken,
    store: targetStore,
    scim: targetServer,
    scimAddress: `${target.origin}/scim/v2`,
    compatibility: 'rfc7644',
    now,
  });
  const stateDirectory = join(folder, 'state');
  return {
    directory,
    directoryServer,
    targetStore,
    source,
    target,
    administrator: createAdministrator(realTarget, targetToken),
    team,
    time,
    secrets: { BaseAddress: team.address, SecretToken: targetToken },
    service: service?.at(realSource, sourceToken) ?? null,
    params: (settings, requestTimeoutMs) => ({
      text: jobText(settings, `${source.origin}/v1.0`, team, job),
      path: join(folder, 'model.provisioning.json'),
      stateDirectory,
      sandbox: null,
      sourceCredential: { token: sourceToken, origin: source.origin },
      targetCredential: { token: targetToken, origin: new URL(team.address).origin },
      requestTimeoutMs,
    }),
    loseState() {
      rmSync(stateDirectory, { recursive: true, force: true });
      for (const { id } of directory.records.list('synchronizationJob'))
        directory.records.delete('synchronizationJob', id);
    },
  };
}
