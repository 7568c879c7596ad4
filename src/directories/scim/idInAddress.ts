import { redactionMark } from '../http/redaction/redactor.ts';

/**
 * The id of the resource that an address names, relative or absolute: its last segment (RFC 7644 section 3.2). One that can't
 * be decoded is taken as it stands. Null for the address of a collection, and for one that a credential was a part of.
 */
export function idInAddress(address: string): string | null {
  const [path = ''] = address.split(/[?#]/);
  const withoutHost = path.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '');
  const segment = withoutHost.replace(/\/$/, '').split('/').at(-1) ?? '';
  if (segment === '' || /^(?:Users|Groups)$/i.test(segment) || segment.includes(redactionMark)) return null;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
