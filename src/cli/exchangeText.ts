import type { HttpExchange } from '../protocol/provisioning.ts';
import { printable } from './printable.ts';

/** The HTTP exchange behind a failure, in a few indented lines; the engine has taken the secrets out of it. */
export function exchangeText({ request, response, networkError }: HttpExchange): readonly string[] {
  return [
    `  request:  ${printable(`${request.method} ${request.url}`)}`,
    ...(request.body === null ? [] : [`            ${printable(request.body)}`]),
    ...(response === null
      ? [`  response: none${networkError === null ? '' : ` (${printable(networkError)})`}`]
      : [`  response: ${response.status} ${printable(response.body)}`]),
  ];
}
