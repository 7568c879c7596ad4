import type { Assigning } from '../../directories/entra/assigning.ts';
import type { GraphClient } from '../../directories/entra/graphClient.ts';
import type { Clock } from '../../directories/http/throttle.ts';
import type { SynchronizationCalls } from '../synchronizationClient.ts';

/** What a migration reads and writes through. */
export interface MigrationPorts {
  readonly graph: GraphClient;
  /** By the object id of a service principal. */
  readonly calls: (servicePrincipalId: string) => SynchronizationCalls;
  readonly assigning: (servicePrincipalId: string) => Assigning;
  readonly clock: Clock;
}

/** Which two integrations a migration is between. */
export interface MigrationPlace {
  readonly old: { readonly servicePrincipalId: string; readonly jobId: string };
  /** Object id of the new application's service principal; the old one's where both jobs belong to one application. */
  readonly servicePrincipalId: string;
}
