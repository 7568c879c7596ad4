import type { AppCredential, AppProof } from '../authorization/entra/appCredential.ts';
import { isClientId } from '../authorization/entra/appCredential.ts';
import { certificateWords, CertificateProblem, readAppCertificate } from '../authorization/entra/certificate.ts';
import { loginServer, type LoginServer } from '../authorization/entra/loginServer.ts';
import type { JobSource } from '../job/job.ts';
import { entraAddress } from '../job/serverAddresses.ts';
import { inEnglish } from '../protocol/localize.ts';
import type { Environment } from './command.ts';
import { checkPin, pemInEnvironment, secretInEnvironment, tokenVariable } from './environmentSecrets.ts';
import { NoTokenError } from './failures.ts';

/** What tokens for Microsoft Graph are had with: the app registration of the environment. */
export interface AppAccess {
  readonly server: LoginServer;
  readonly app: AppCredential;
}

export const clientIdVariable = 'DROPBOX_PROVISIONING_SOURCE_CLIENT_ID';
export const clientSecretVariable = 'DROPBOX_PROVISIONING_SOURCE_CLIENT_SECRET';
export const clientCertificateVariable = 'DROPBOX_PROVISIONING_SOURCE_CLIENT_CERTIFICATE';

/**
 * The app registration in the environment for a source; null when none is set, or the source takes none.
 *
 * @throws NoTokenError when it can't be used, or would be sent elsewhere than to Microsoft's login authority or this machine
 */
export function findAppAccess(source: JobSource, environment: Environment): AppAccess | null {
  if (source.kind !== 'entra') return null;
  const clientId = environment[clientIdVariable]?.trim() ?? '';
  const proof = findProof(environment);
  if (clientId === '' && proof === null) return null;
  if (secretInEnvironment(tokenVariable('SOURCE'), environment) !== null)
    throw new NoTokenError(`${tokenVariable('SOURCE')} and ${clientIdVariable} are both set: set one of them.`);
  if (!isClientId(clientId))
    throw new NoTokenError(
      `${clientIdVariable} is ${clientId === '' ? 'not set' : 'no application ID'}: set it to the application (client) ID of your app registration.`,
    );
  if (proof === null)
    throw new NoTokenError(
      `${clientIdVariable} is set without a credential: set ${clientSecretVariable} or ${clientCertificateVariable} as well.`,
    );
  const { origin } = new URL(entraAddress(source));
  checkPin('SOURCE', origin, environment);
  const server = loginServer(source);
  if (server === null)
    throw new NoTokenError(
      `${clientIdVariable} is for Microsoft Graph, and the job’s source is at ${origin}: correct the job’s baseAddress or cloud, or set ${tokenVariable('SOURCE')} instead.`,
    );
  return { server, app: { clientId, proof } };
}

function findProof(environment: Environment): AppProof | null {
  const secret = secretInEnvironment(clientSecretVariable, environment);
  const pem = pemInEnvironment(clientCertificateVariable, environment);
  if (secret !== null && pem !== null)
    throw new NoTokenError(`${clientSecretVariable} and ${clientCertificateVariable} are both set: set one of them.`);
  if (pem === null) return secret === null ? null : { kind: 'secret', secret };
  try {
    readAppCertificate(pem);
  } catch (error) {
    if (!(error instanceof CertificateProblem)) throw error;
    throw new NoTokenError(`${clientCertificateVariable}: ${certificateWords(error, inEnglish)}`);
  }
  return { kind: 'certificate', pem };
}
