import type { Finding } from '../finding.ts';
import { isKnownMacro, macroWithin } from '../syntax/macros.ts';
import type { CheckSubject } from './environment.ts';
import { finding } from './findings.ts';
import { text } from '../../protocol/text.ts';

/**
 * Macros whose value app provisioning does not know, and those inside a longer text, where nothing is put in their place. Cloud sync knows
 * the domain that it writes to.
 */
export function checkMacros({ nodes, dialect }: CheckSubject): readonly Finding[] {
  return nodes.flatMap((node) => {
    if (node.kind !== 'macro' && node.kind !== 'string') return [];
    const written = node.kind === 'macro' ? node.name : node.value;
    const within = node.kind === 'string' ? macroWithin(written) : null;
    if (within !== null) {
      const message = text`${within} stands for a value only by itself, not inside a text; write Append("…", ${within}).`;
      return [finding('warning', 'macroInText', node, message)];
    }
    if (dialect === 'cloud-sync' || (node.kind === 'string' && !isKnownMacro(written))) return [];
    const message = text`${written} stands for a fact of an Active Directory domain, which nothing says here, so objects will fail; write the text itself.`;
    return [finding('information', 'macroUnknown', node, message)];
  });
}
