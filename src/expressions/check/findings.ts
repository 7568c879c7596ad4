import type { Finding, Fix, Severity } from '../finding.ts';
import type { Text } from '../../protocol/text.ts';

/** A stretch of the text; every node is one. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A finding about a stretch of the text. */
export function finding(severity: Severity, code: string, at: Stretch, message: Text, fix?: Fix): Finding {
  return {
    code,
    severity,
    message,
    offset: at.start,
    length: at.end - at.start,
    ...(fix === undefined ? {} : { fix }),
  };
}

/** A fix that writes something else in place of a stretch. */
export function replaceBy(title: Text, at: Stretch, newText: string): Fix {
  return { title, edits: [{ offset: at.start, length: at.end - at.start, newText }] };
}
