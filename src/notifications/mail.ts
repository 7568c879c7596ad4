import { moreText, type NoticeText } from './noticeText.ts';

/** The text part of a mail: paragraphs, lists and facts in lines. */
export function mailText({ paragraphs, lists, actions, facts }: NoticeText): string {
  const width = Math.max(...facts.map(([label]) => label.length)) + 1;
  const blocks = [
    ...paragraphs,
    ...lists.map(({ title, items, more }) => listText(title, [...items, ...(more > 0 ? [moreText(more)] : [])])),
    ...(actions.length === 0 ? [] : [listText('What to do', actions)]),
    facts.map(([label, value]) => `${`${label}:`.padEnd(width)} ${value}`).join('\n'),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function listText(title: string, items: readonly string[]): string {
  return [`${title}:`, ...items.map((item) => `- ${item}`)].join('\n');
}

/**
 * The HTML part of a mail. It loads nothing from elsewhere, has no script, and leaves text and background to the mail
 * program, so that it is readable on a light and on a dark one; the bar beside the title tells the tone by colours of at
 * least 3:1 on both (WCAG 2.2, success criterion 1.4.11).
 */
export function mailHtml({ subject, tone, paragraphs, lists, actions, facts }: NoticeText): string {
  const sections = [
    ...paragraphs.map((text) => `<p style="margin:0 0 12px">${escapeHtml(text)}</p>`),
    ...lists.map(({ title, items, more }) => listHtml(title, [...items, ...(more > 0 ? [moreText(more)] : [])])),
    ...(actions.length === 0 ? [] : [listHtml('What to do', actions)]),
    factsHtml(facts),
  ];
  return [
    '<!DOCTYPE html>',
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    `<title>${escapeHtml(subject)}</title><style>:root{color-scheme:light dark}</style></head>`,
    `<body style="margin:0;padding:16px;font:15px/1.5 'Segoe UI',system-ui,Helvetica,Arial,sans-serif">`,
    '<div style="max-width:640px">',
    `<h1 style="margin:0 0 16px;padding-left:12px;border-left:4px solid ${barColours[tone]};font-size:20px;line-height:1.3">${escapeHtml(subject)}</h1>`,
    ...sections,
    '</div></body></html>',
  ].join('\n');
}

const barColours: Readonly<Record<NoticeText['tone'], string>> = {
  problem: '#d13438',
  resolved: '#3a8a3a',
  information: '#2f7fd1',
};

function listHtml(title: string, items: readonly string[]): string {
  const entries = items.map((item) => `<li style="margin:0 0 4px">${escapeHtml(item)}</li>`).join('');
  return `<h2 style="margin:16px 0 4px;font-size:15px">${escapeHtml(title)}</h2>\n<ul style="margin:0 0 12px;padding-left:24px">${entries}</ul>`;
}

function factsHtml(facts: NoticeText['facts']): string {
  const rows = facts.map(
    ([label, value]) =>
      `<tr><th scope="row" style="padding:4px 16px 4px 0;text-align:left;vertical-align:top;font-weight:600;white-space:nowrap">${escapeHtml(label)}</th><td style="padding:4px 0;vertical-align:top;word-break:break-word">${escapeHtml(value)}</td></tr>`,
  );
  return `<table style="margin-top:16px;border-top:1px solid #8a8886;border-collapse:collapse;font-size:14px;width:100%">${rows.join('\n')}</table>`;
}

/** A text as HTML's text or attribute values can hold it (HTML Living Standard, section 13.1.2). */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
