import { randomBytes, timingSafeEqual } from 'node:crypto';
import { get } from 'node:http';
import { isLoopbackNumber } from '../job/loopback.ts';
import { challengePath, proofOf } from './challenge.ts';

/** A server of a sandbox, as its file says. */
interface Side {
  readonly baseAddress: string;
  readonly token: string;
}

/** Milliseconds in which a process on this machine responds. */
const patience = 3000;
const longestResponse = 1000;

/**
 * Whether the servers of a sandbox are at their addresses on this machine and have their tokens. A file that says where a
 * sandbox runs can be anybody's, or be left over while another program has got the port; so no token is sent before that.
 */
export async function isLiveSandbox(sandbox: {
  readonly source: Side;
  readonly target: Side;
  readonly dropboxBusiness: { readonly apiAddress: string; readonly token: string };
}): Promise<boolean> {
  const { apiAddress, token } = sandbox.dropboxBusiness;
  const sides = [sandbox.source, sandbox.target, { baseAddress: apiAddress, token }];
  const proofs = await Promise.all(sides.map(provesItself));
  return proofs.every((proof) => proof);
}

/** Whether an address is plain http on the loopback interface, by its number. */
export function isLoopbackAddress(address: unknown): boolean {
  const url = typeof address === 'string' ? URL.parse(address) : null;
  return url?.protocol === 'http:' && url.username === '' && url.password === '' && isLoopbackNumber(url.hostname);
}

async function provesItself({ baseAddress, token }: Side): Promise<boolean> {
  if (!isLoopbackAddress(baseAddress) || typeof token !== 'string' || token === '') return false;
  const nonce = randomBytes(32).toString('hex');
  const response = Buffer.from(await ask(new URL(`${challengePath}?nonce=${nonce}`, baseAddress)));
  const expected = Buffer.from(proofOf(token, nonce));
  return response.length === expected.length && timingSafeEqual(response, expected);
}

/** The body of a response; empty when none came. Straight to the address, past every proxy. */
function ask(address: URL): Promise<string> {
  return new Promise((resolve) => {
    const none = (): void => {
      resolve('');
    };
    const request = get(address, { agent: false, signal: AbortSignal.timeout(patience) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        if (text.length > longestResponse) request.destroy();
      });
      response.on('end', () => {
        resolve(response.statusCode === 200 ? text : '');
      });
      response.on('error', none);
      response.on('close', none);
    });
    request.on('error', none);
  });
}
