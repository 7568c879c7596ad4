import { assigningTo } from '../directories/entra/assigning.ts';
import type { GraphClient } from '../directories/entra/graphClient.ts';
import { type Clock, systemClock } from '../directories/http/throttle.ts';
import { findOldJobs } from '../entraService/migration/findOldJobs.ts';
import { doMigrationStep, readMigration } from '../entraService/migration/migrate.ts';
import type { MigrationPlace, MigrationPorts } from '../entraService/migration/ports.ts';
import { synchronizationOf } from '../entraService/synchronizationClient.ts';
import type { GraphAccess } from '../protocol/graphProtocol.ts';
import type { Migration, MigrationStepId, OldJobs } from '../protocol/migration/migration.ts';
import { withGraph } from './graphTasks.ts';
import type { Renewals } from './renewedBearer.ts';

interface InMigration extends MigrationPlace {
  readonly access: GraphAccess;
}

/** What people do to get from Dropbox's old integration to the SCIM one. */
export interface MigrationTasks {
  findOldJobs(
    params: { readonly access: GraphAccess; readonly others: readonly string[] },
    signal: AbortSignal,
  ): Promise<OldJobs>;
  readMigration(params: InMigration, signal: AbortSignal): Promise<Migration>;
  doMigrationStep(
    params: InMigration & { readonly step: MigrationStepId; readonly secrets: Readonly<Record<string, string>> },
    signal: AbortSignal,
  ): Promise<Migration>;
}

/** @param clock how waiting for Entra is done; tests pass in one that doesn't wait. */
export function migrationTasks(renewals: Renewals, clock: Clock = systemClock): MigrationTasks {
  const inGraph = <Result>(access: GraphAccess, use: (ports: MigrationPorts) => Promise<Result>): Promise<Result> =>
    withGraph(access, ['steer', 'assign'], renewals, (graph) => use(portsOf(graph, renewals, clock)));
  return {
    findOldJobs: ({ access, others }, signal) => inGraph(access, (ports) => findOldJobs(ports, others, signal)),
    readMigration: ({ access, ...place }, signal) => inGraph(access, (ports) => readMigration(ports, place, signal)),
    doMigrationStep: ({ access, step, secrets, ...place }, signal) =>
      inGraph(access, (ports) => doMigrationStep(ports, place, step, { signal, secrets })),
  };
}

function portsOf(graph: GraphClient, { now }: Renewals, clock: Clock): MigrationPorts {
  return {
    graph,
    calls: (servicePrincipalId) => synchronizationOf(graph, servicePrincipalId, now),
    assigning: (servicePrincipalId) => assigningTo(graph, servicePrincipalId),
    clock,
  };
}
