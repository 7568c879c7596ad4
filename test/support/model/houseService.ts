import { openJobSession } from '../../../src/engine/jobSession.ts';
import type { Directory } from '../../../src/sandbox/directory/directory.ts';
import type { ServiceHost } from '../../../src/sandbox/directory/synchronization/servicePort.ts';
import { hostService } from '../../../src/sandbox/serviceHost.ts';
import type { Owner } from '../faults/owner.ts';

/** The provisioning service of a directory, as a story waits for it. */
export interface HouseService {
  /** The id of the application's job; null while it has none. */
  jobId(): string | null;
  /** Lets the job run the cycle whose time has come, to its end. */
  run(): Promise<void>;
  /** Resolves when no cycle runs any more. */
  settled(): Promise<void>;
}

/** Starts one that ends with its owner. @param stateDirectory where it keeps the states of its jobs. */
export function openHouseService(
  owner: Owner,
  directory: Directory,
  stateDirectory: string,
): { readonly host: ServiceHost; at(origin: string, token: string): HouseService } {
  const { host, close } = hostService(directory, openJobSession, stateDirectory);
  owner.after(close);
  const jobId = (): string | null => directory.records.list('synchronizationJob')[0]?.id ?? null;
  return {
    host,
    at(origin, token) {
      const post = async (path: string): Promise<void> => {
        const headers = { Authorization: `Bearer ${token}` };
        const response = await fetch(`${origin}/_sandbox/jobs/${path}`, { method: 'POST', headers });
        if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      };
      return {
        jobId,
        run: () => post(`${jobId() ?? 'none'}/run`),
        settled: () => post('settled'),
      };
    },
  };
}
