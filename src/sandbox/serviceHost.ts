import { randomBytes } from 'node:crypto';
import type { Directory } from './directory/directory.ts';
import type { OpenServiceSession, ServiceHost } from './directory/synchronization/servicePort.ts';
import { createDirectoryServer } from './directory/server.ts';
import type { DirectoryServer } from './directory/server.ts';

/** What runs the cycles of a sandbox's synchronization jobs. */
export interface HostedService {
  readonly host: ServiceHost;
  readonly close: () => Promise<void>;
}

/**
 * Lets the sandbox's provisioning service run on an engine. It reads the directory by a door of its own, opened with the
 * first cycle: the faults, limits and permissions of the one that clients use are not those of Entra's own service.
 *
 * @param stateDirectory where the states of jobs are kept.
 */
export function hostService(directory: Directory, open: OpenServiceSession, stateDirectory: string): HostedService {
  let door: DirectoryServer | null = null;
  let source: Promise<{ readonly baseAddress: string; readonly token: string }> | null = null;
  const openDoor = async (): Promise<{ readonly baseAddress: string; readonly token: string }> => {
    const [token, sealingKey] = [randomBytes(24).toString('base64url'), randomBytes(24).toString('base64url')];
    door = createDirectoryServer({ directory, token, sealingKey });
    return { baseAddress: (await door.listen()).baseAddress, token };
  };
  return {
    host: { open, stateDirectory, source: () => (source ??= openDoor()) },
    close: async () => door?.close(),
  };
}
