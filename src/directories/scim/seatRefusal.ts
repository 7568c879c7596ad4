const seats = '(?:licen[cs]es?|licen[cs]ing|seats?)';

const wording = [
  // The tags of Dropbox's Business API; its SCIM service may use them, too.
  /\b(?:team_license_limit|free_team_member_limit_reached)\b/,
  new RegExp(`\\b(?:no|not enough|insufficient|out of|lacks?|lacking|without)\\b[^.;:]{0,40}\\b${seats}\\b`, 'i'),
  new RegExp(`\\b(?:maximum|limit|quota)\\b[^.;:]{0,20}\\b${seats}\\b`, 'i'),
  new RegExp(
    `\\b${seats}\\b[^.;:]{0,40}\\b(?:limits?|quota|exceed\\w*|in use|used|unavailable|exhausted|reached|not available|left|remaining)\\b`,
    'i',
  ),
];

/** What is quoted from the request, and addresses: they are the person's own words, and the refusal isn't about them. */
const quoted = /"[^"]*"|(?<!\w)'[^']*'(?!\w)|“[^”]*”|‘[^’]*’|`[^`]*`|\S+@\S+/g;

/**
 * Whether the target's own words on a refusal say that no seat is free. RFC 7644 has no keyword for that, so it's told by whole
 * words outside of quotes, next to one that says that something is lacking. Somebody from Seattle lacks no seat.
 */
export function tellsNoSeat(detail: string): boolean {
  const words = detail.replace(quoted, ' ');
  return wording.some((pattern) => pattern.test(words));
}
