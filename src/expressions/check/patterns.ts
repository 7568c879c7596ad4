import { compileDotNetRegex } from '../regex/dotnetRegex.ts';
import type { Finding } from '../finding.ts';
import type { CallNode } from '../syntax/syntaxTree.ts';
import { finding } from './findings.ts';
import { nearestName } from './suggestions.ts';
import { text } from '../../protocol/text.ts';

/** The pattern of a Replace, and the groups that its other arguments name. */
export function checkPattern(node: CallNode): readonly Finding[] {
  const [, , pattern, group, replacement] = node.arguments;
  if (pattern?.kind !== 'string' || pattern.value === '') return [];
  const compiled = compileDotNetRegex(pattern.value);
  if (!compiled.ok) return [finding('error', 'regexInvalid', pattern, compiled.message)];
  const { groupNames } = compiled.regex;
  const named =
    group?.kind === 'string' && group.value !== '' && !groupNames.has(group.value)
      ? [{ at: group, name: group.value }]
      : [];
  const referred =
    replacement?.kind === 'string'
      ? [...replacement.value.matchAll(/\$\{(\w+)\}/gu)].flatMap(([, name = '']) =>
          groupNames.has(name) ? [] : [{ at: replacement, name }],
        )
      : [];
  return [...named, ...referred].map(({ at, name }) => {
    const nearest = nearestName(
      name,
      [...groupNames].filter((known) => !/^\d+$/u.test(known)),
    );
    const message =
      nearest === null
        ? text`The pattern has no group ${name}; name it in the pattern: (?<${name}>…).`
        : text`The pattern has no group ${name}; did you mean ${nearest}?`;
    return finding('warning', 'regexGroupUnknown', at, message);
  });
}
