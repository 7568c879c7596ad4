import type { Webhook } from '../job/job.ts';
import type { Notice, NoticeJob } from './notice.ts';
import { moreText, noticeText, type NoticeText } from './noticeText.ts';

/** A message in a channel lists so many names of each kind; a channel is read by many. */
const mostInChannel = 10;
/** Lists of names beyond these are left out: Teams takes 28 KB. The counts are all there. */
const mostLists = 5;

/** What is posted to a webhook, as JSON. */
export function webhookBody(notice: Notice, job: NoticeJob, format: Webhook['format']): object {
  const text = noticeText(notice, job);
  switch (format) {
    case 'teams':
      return teamsBody(text);
    case 'slack':
      return slackBody(text);
    case 'json':
      return jsonBody(notice, job, text);
  }
}

/**
 * A message with an Adaptive Card, as a Teams workflow takes it ("Post to a channel when a webhook request is received",
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using). A TextRun has no
 * Markdown (https://adaptivecards.io/explorer/TextRun.html), so nobody's name is taken for markup.
 */
function teamsBody(text: NoticeText): object {
  const run = (words: string, more: object = {}): object => ({ type: 'TextRun', text: words, ...more });
  const block = (inlines: readonly object[], more: object = {}): object => ({
    type: 'RichTextBlock',
    inlines,
    ...more,
  });
  const title = run(text.subject, { weight: 'Bolder', size: 'Large', color: teamsColours[text.tone] });
  const lists = listsOf(text).flatMap(({ title: heading, items }) => [
    block([run(heading, { weight: 'Bolder' })], { spacing: 'Medium' }),
    ...items.map((item) => block([run(`• ${item}`)], { spacing: 'None' })),
  ]);
  const facts = text.facts.map(([label, value], index) =>
    block(
      [run(`${label}: `, { weight: 'Bolder' }), run(value)],
      index === 0 ? { separator: true } : { spacing: 'None' },
    ),
  );
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    ...{ type: 'AdaptiveCard', version: '1.4', msteams: { width: 'Full' } },
    body: [block([title]), ...text.paragraphs.map((words) => block([run(words)])), ...lists, ...facts],
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
}

const teamsColours: Readonly<Record<NoticeText['tone'], string>> = {
  problem: 'Attention',
  resolved: 'Good',
  information: 'Accent',
};

/**
 * Blocks of a Slack message (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block/). The elements of rich text
 * are literal; the text for notifications is not, and has the three characters escaped that Slack interprets
 * (https://docs.slack.dev/messaging/formatting-message-text/#escaping).
 */
function slackBody(text: NoticeText): object {
  const plain = (words: string): object => ({ type: 'text', text: words });
  const bold = (words: string): object => ({ type: 'text', text: words, style: { bold: true } });
  const section = (elements: readonly object[]): object => ({ type: 'rich_text_section', elements });
  const lists = listsOf(text).flatMap(({ title, items }) => [
    section([bold(title)]),
    { type: 'rich_text_list', style: 'bullet', elements: items.map((item) => section([plain(item)])) },
  ]);
  const facts = text.facts.map(([label, value]) => section([bold(`${label}: `), plain(value)]));
  const rich = (elements: readonly object[]): object => ({ type: 'rich_text', elements });
  return {
    text: text.subject.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    blocks: [
      rich([section([bold(text.subject)])]),
      rich([...text.paragraphs.map((words) => section([plain(`${words}\n`)])), ...lists]),
      { type: 'divider' },
      rich(facts),
    ],
  };
}

function listsOf({
  lists,
  actions,
}: NoticeText): readonly { readonly title: string; readonly items: readonly string[] }[] {
  const shown = lists.slice(0, mostLists);
  const all = actions.length === 0 ? shown : [...shown, { title: 'What to do', items: actions, more: 0 }];
  return all.map(({ title, items, more }) => {
    const hidden = more + Math.max(0, items.length - mostInChannel);
    return { title, items: [...items.slice(0, mostInChannel), ...(hidden > 0 ? [moreText(hidden)] : [])] };
  });
}

/** Facts for programs, beside the sentences for people. Later versions may add members. */
function jsonBody(notice: Notice, { id, displayName, source, target, computer }: NoticeJob, text: NoticeText): object {
  const { subject, paragraphs, actions } = text;
  return {
    version: 1,
    ...notice,
    job: { id, displayName, source, target },
    computer,
    ...{ subject, text: paragraphs.join(' '), whatToDo: actions },
  };
}
