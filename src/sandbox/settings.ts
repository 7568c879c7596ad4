import { randomBytes, randomUUID } from 'node:crypto';
import type { DirectoryFile } from './directory/persistence.ts';

/** The servers of a sandbox. */
export type ServerName = 'source' | 'target' | 'business';

/** What a sandbox remembers beside its content, so that a job file and a token stay valid over a restart. */
export interface SandboxSettings {
  readonly sourceToken: string;
  readonly targetToken: string;
  readonly businessToken: string;
  /** The key and the secret of the app that the practice team has registered. */
  readonly appKey: string;
  readonly appSecret: string;
  /** Seals the tokens of Graph's pages and delta links. */
  readonly sealingKey: string;
  readonly jobId: string;
  port(server: ServerName): number | null;
  setPort(server: ServerName, port: number): void;
  /** Which tenant the directory was filled with; null while it is empty. */
  tenant(): string | null;
  setTenant(name: string): void;
}

/** Reads the settings; what was never set is made up at random and written down. */
export function openSettings(file: DirectoryFile): SandboxSettings {
  const keep = (name: string, make: () => string): string => {
    const kept = file.readSetting(name);
    if (kept !== null) return kept;
    const made = make();
    file.writeSetting(name, made);
    return made;
  };
  const secret = (): string => randomBytes(24).toString('base64url');
  // Dropbox's have 15 lower-case letters and digits.
  const appCredential = (): string => randomBytes(12).toString('hex').slice(0, 15);
  return {
    sourceToken: keep('sourceToken', secret),
    targetToken: keep('targetToken', secret),
    businessToken: keep('businessToken', secret),
    appKey: keep('appKey', appCredential),
    appSecret: keep('appSecret', appCredential),
    sealingKey: keep('sealingKey', secret),
    jobId: keep('jobId', randomUUID),
    port: (server) => {
      const port = file.readSetting(`${server}Port`);
      return port === null ? null : Number(port);
    },
    setPort: (server, port) => {
      file.writeSetting(`${server}Port`, String(port));
    },
    tenant: () => file.readSetting('tenant'),
    setTenant: (name) => {
      file.writeSetting('tenant', name);
    },
  };
}
