/** A report in one HTML file: no script, nothing loaded from elsewhere, readable on a phone and in print. */
import { escapeHtml, sectionHtml, type ReportSection } from './reportSections';
import { reportStyle } from './reportStyle';

/** What a report says; all text is escaped. */
export interface Report {
  readonly title: string;
  readonly subtitle?: string;
  /** Something every reader has to know, such as `'Synthetic images: no statement about patients.'` */
  readonly banner?: string;
  readonly sections: readonly ReportSection[];
  readonly footer?: string;
}

/**
 * @returns the whole document
 * @throws where a picture is not a data URI
 * @example
 * const html = htmlReport({
 *   title: 'Lesion segmentation',
 *   sections: [
 *     { kind: 'cards', heading: 'Validation', cards: [{ label: 'Jaccard', value: '0.781', detail: 'mean of 30 images' }] },
 *     { kind: 'figures', heading: 'Training', figures: [{ svg: await toSvg(curve), alt: 'Loss and scores by epoch' }] },
 *   ],
 * });
 */
export function htmlReport({ title, subtitle, banner, sections, footer }: Report): string {
  const line = (tag: string, name: string, text?: string) =>
    (text === undefined ? '' : `<${tag} class="${name}">${escapeHtml(text)}</${tag}>\n`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
${line('p', 'subtitle', subtitle)}${line('p', 'banner', banner)}</header>
<main>
${sections.map(sectionHtml).join('\n')}
</main>
${footer === undefined ? '' : `<footer><p>${escapeHtml(footer)}</p></footer>\n`}</body>
</html>
`;
}
