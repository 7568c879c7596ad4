import { loginServer } from '../authorization/entra/loginServer.ts';
import type { ProvisioningJob } from '../job/job.ts';
import { sourceAddress } from '../job/serverAddresses.ts';
import type { RenewToken } from '../protocol/openJob.ts';
import type { GraphAccess } from '../protocol/graphProtocol.ts';
import type { Environment } from './command.ts';
import { findSourceAccess } from './credentials.ts';
import { checkPin } from './environmentSecrets.ts';
import { UsageError } from './failures.ts';
import { findSandbox } from './findSandbox.ts';
import { programName } from './help.ts';
import { renewalsFrom } from './renewals.ts';

/** A job's Graph, the application in it, and what renews its token. */
export interface JobGraph {
  readonly access: GraphAccess;
  /** Object id of the service principal. */
  readonly servicePrincipalId: string;
  readonly renewToken: RenewToken | null;
}

/**
 * How a job's Graph is reached for what a person does there; no token for the target is needed.
 *
 * @throws UsageError when the source is no directory, and NoTokenError when there is no token for it
 */
export async function graphOf(
  { source }: Pick<ProvisioningJob, 'source'>,
  path: string,
  environment: Environment,
): Promise<JobGraph> {
  if (source.kind === 'snapshot')
    throw new UsageError('The job reads a file: this needs a job whose source is a Microsoft Entra tenant.');
  const sandbox = await findSandbox(path, null, environment);
  if (source.kind === 'sandbox') {
    if (sandbox === null)
      throw new UsageError(
        `The job uses the sandbox, but none is running. Start it in a terminal of its own: ${programName} sandbox`,
      );
    const { baseAddress, token, servicePrincipalId } = sandbox.source;
    const { origin } = new URL(baseAddress);
    checkPin('SOURCE', origin, environment);
    return {
      access: { baseAddress, credential: { token, origin }, login: null },
      servicePrincipalId,
      renewToken: null,
    };
  }
  const { sourceCredential, app } = findSourceAccess(source, sandbox, environment);
  return {
    access: { baseAddress: sourceAddress(source) ?? '', credential: sourceCredential, login: loginServer(source) },
    servicePrincipalId: source.servicePrincipalId,
    renewToken: renewalsFrom({ refresh: null, app }),
  };
}
