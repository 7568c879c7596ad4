import type {
  AttributeChange,
  AttributeJson,
  HttpExchange,
  ObjectIdentity,
  ProvisioningStep,
  Reason,
} from '../../protocol/provisioning.ts';
import type { Localize } from '../../protocol/localize.ts';
import { escapeMarkdown, fencedBlock } from '../../protocol/safeText.ts';
import { codeSpan, table } from '../support/markdown.ts';
import { stepName, stepSign } from './words.ts';
import { render } from '../../protocol/text.ts';

/** A value as people read it in a table: nothing, a list, or the value itself. */
export function valueText(value: AttributeJson): string {
  if (value === null) return '–';
  return typeof value === 'object'
    ? value.map((item) => codeSpan(String(item))).join(', ') || '–'
    : codeSpan(String(value));
}

/** Name, kind and ids of the object that a document is about. */
export function identityRows(
  source: ObjectIdentity,
  targetId: string | null,
  t: Localize,
): readonly (readonly [string, string])[] {
  return [
    [t('Kind'), source.type === 'User' ? t('User') : t('Group')],
    [t('ID in Microsoft Entra'), codeSpan(source.id)],
    [t('ID in Dropbox'), targetId === null ? t('none') : codeSpan(targetId)],
  ];
}

export function reasonSection(reason: Reason, t: Localize): string {
  const lines = [`## ${t('Reason')}`, `${escapeMarkdown(render(reason.message, t))} (${codeSpan(reason.code)})`];
  if (reason.recommendedAction !== null) {
    lines.push(`## ${t('Recommended action')}`, escapeMarkdown(render(reason.recommendedAction, t)));
  }
  return lines.join('\n\n');
}

/** The steps in their order, each with the facts behind it. */
export function stepsSection(steps: readonly ProvisioningStep[], t: Localize): string {
  const lines = steps.map((step, index) => {
    const facts = Object.entries(step.details).map(
      ([name, value]) => `   - ${escapeMarkdown(name)}: ${codeSpan(render(value, t))}`,
    );
    const head = `${index + 1}. ${stepSign(step.status)} **${stepName(step.type, t)}**: ${escapeMarkdown(render(step.description, t))}`;
    return [head, ...facts].join('\n');
  });
  return `## ${t('Steps')}\n\n${lines.length > 0 ? lines.join('\n') : t('None.')}`;
}

export function changesSection(title: string, changes: readonly AttributeChange[], t: Localize): string {
  if (changes.length === 0) return `## ${title}\n\n${t('None.')}`;
  const rows = changes.map((change) => [codeSpan(change.attribute), valueText(change.old), valueText(change.new)]);
  return `## ${title}\n\n${table([t('Attribute'), t('Before'), t('After')], rows)}`;
}

/** The request and the answer behind a failure; the engine has taken the secrets out and cut them to a readable length. */
export function exchangeSection(exchange: HttpExchange, level: '##' | '####', t: Localize): string {
  const { request, response, networkError } = exchange;
  const sent = message(`${request.method} ${request.url}`, request.headers, request.body);
  const parts = [`${level} ${t('Request')}`, fencedBlock(sent, 'http'), `${level} ${t('Response')}`];
  if (response === null) parts.push(t('No response: {0}.', escapeMarkdown(networkError ?? t('unknown reason'))));
  else parts.push(fencedBlock(message(`HTTP ${response.status}`, response.headers, response.body), 'http'));
  return parts.join('\n\n');
}

function message(firstLine: string, headers: Readonly<Record<string, string>>, body: string | null): string {
  const lines = [firstLine, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  return body === null || body === '' ? lines.join('\n') : [...lines, '', readableJson(body)].join('\n');
}

function readableJson(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body; // not JSON, or cut short: as it came
  }
}
