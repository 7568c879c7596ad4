import { clouds } from './clouds.ts';
import type { Cloud, JobSource, JobTarget } from './job.ts';

/** Microsoft Graph's root in a cloud, with the version segment. */
export function graphAddress(cloud: Cloud): string {
  return `${clouds[cloud].graphOrigin}/v1.0`;
}

/** Where Microsoft Graph is read from: the address that the job names, or that of its cloud. */
export function entraAddress(source: Extract<JobSource, { readonly kind: 'entra' }>): string {
  return source.baseAddress ?? graphAddress(source.cloud);
}

/** Where a source is read from; null for a file or the sandbox, whose address the running sandbox tells. */
export function sourceAddress(source: JobSource): string | null {
  return source.kind === 'entra' ? entraAddress(source) : null;
}

/** Dropbox's API, where every team is reached (https://www.dropbox.com/developers/documentation/http/teams). */
export function dropboxAddress(
  target: Pick<Extract<JobTarget, { readonly kind: 'dropboxBusiness' }>, 'apiAddress'>,
): string {
  return target.apiAddress ?? 'https://api.dropboxapi.com';
}

/** Where a target is written to; null for the sandbox, whose address the running sandbox tells. */
export function targetAddress(target: JobTarget): string | null {
  switch (target.kind) {
    case 'scim':
      return target.baseAddress;
    case 'dropboxBusiness':
      return dropboxAddress(target);
    case 'sandbox':
      return null;
  }
}
