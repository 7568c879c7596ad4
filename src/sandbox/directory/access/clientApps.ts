import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Directory } from '../directory.ts';

/** An app registration of the tenant, with what an administrator has consented to. */
export interface ClientApp {
  readonly clientId: string;
  readonly displayName: string;
  readonly secrets: readonly ClientSecret[];
  /** Certificates, as PEM. */
  readonly certificates: readonly string[];
  /** Application permissions that were granted (`Synchronization.ReadWrite.All`). */
  readonly applicationPermissions: readonly string[];
}

export interface ClientSecret {
  readonly value: string;
  /** ISO 8601. */
  readonly endDateTime: string;
}

/** What an app registration is made from. */
export interface NewClientApp {
  readonly displayName?: string;
  readonly applicationPermissions: readonly string[];
  readonly certificates?: readonly string[];
  /** Of its secret; half a year when absent. */
  readonly secretLifetimeSeconds?: number;
}

const halfAYear = 180 * 24 * 60 * 60;

/** Registers an app, with one secret. */
export function registerClientApp(directory: Directory, app: NewClientApp, clientId: string = randomUUID()): ClientApp {
  const { displayName = 'Dropbox Provisioning', applicationPermissions, certificates = [] } = app;
  const lifetime = app.secretLifetimeSeconds ?? halfAYear;
  const endDateTime = new Date(directory.now().getTime() + lifetime * 1000).toISOString();
  const value = randomBytes(30).toString('base64url');
  const registered = {
    clientId,
    displayName,
    certificates,
    applicationPermissions,
    secrets: [{ value, endDateTime }],
  };
  directory.records.set('clientApp', clientId, registered);
  return registered;
}

/** The app's secret with this value, an expired one too. */
export function findSecret({ secrets }: ClientApp, value: string): ClientSecret | undefined {
  const given = Buffer.from(value);
  return secrets.find((secret) => {
    const expected = Buffer.from(secret.value);
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
}
