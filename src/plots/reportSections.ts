/** The parts of a report, each from plain data to HTML. */
import { cellTexts, numericColumns, type Cell } from './cells';

/** Key figures side by side. */
export interface CardsSection {
  readonly kind: 'cards';
  readonly heading: string;
  readonly note?: string;
  readonly cards: readonly { readonly label: string; readonly value: string | number; readonly detail?: string }[];
}

/** Charts, as SVG text from {@link toSvg}, which goes in as it is. */
export interface FiguresSection {
  readonly kind: 'figures';
  readonly heading: string;
  readonly note?: string;
  /** `alt` says in words what the chart shows. */
  readonly figures: readonly { readonly svg: string; readonly alt: string; readonly caption?: string }[];
}

/** Pictures with their scores. */
export interface GallerySection {
  readonly kind: 'gallery';
  readonly heading: string;
  readonly note?: string;
  /** What the colours mean. */
  readonly legend?: readonly { readonly label: string; readonly color: string; readonly weight: 'broad' | 'narrow' }[];
  /** `src` is a data URI, so that the report stays one file. */
  readonly items: readonly { readonly id: string; readonly src: string; readonly jaccard: number; readonly dice: number }[];
}

/** Headings and rows; columns of numbers are set to the right, with three decimals where any has a fraction. */
export interface TableSection {
  readonly kind: 'table';
  readonly heading: string;
  readonly note?: string;
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Paragraphs. */
export interface TextSection {
  readonly kind: 'text';
  readonly heading: string;
  readonly note?: string;
  readonly paragraphs: readonly string[];
}

/** One part of a report. */
export type ReportSection = CardsSection | FiguresSection | GallerySection | TableSection | TextSection;

/** Text made safe between tags and in quoted attributes. */
export function escapeHtml(text: string | number): string {
  return String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

export function sectionHtml(section: ReportSection, index: number): string {
  const note = section.note === undefined ? '' : `<p class="note">${escapeHtml(section.note)}</p>`;
  return `<section aria-labelledby="section-${index}">
<h2 id="section-${index}">${escapeHtml(section.heading)}</h2>
${note}${content(section)}
</section>`;
}

function content(section: ReportSection): string {
  switch (section.kind) {
    case 'cards': return cardsHtml(section);
    case 'figures': return figuresHtml(section);
    case 'gallery': return galleryHtml(section);
    case 'table': return tableHtml(section);
    case 'text': return section.paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n');
  }
}

function cardsHtml({ cards }: CardsSection): string {
  const items = cards.map(({ label, value, detail }) =>
    `<div class="card"><dt>${escapeHtml(label)}</dt><dd class="value">${escapeHtml(value)}</dd>` +
    `${detail === undefined ? '' : `<dd class="detail">${escapeHtml(detail)}</dd>`}</div>`);
  return `<dl class="cards">${items.join('\n')}</dl>`;
}

function figuresHtml({ figures }: FiguresSection): string {
  const items = figures.map(({ svg, alt, caption }) =>
    `<figure><div role="img" aria-label="${escapeHtml(alt)}">${svg}</div>` +
    `${caption === undefined ? '' : `<figcaption>${escapeHtml(caption)}</figcaption>`}</figure>`);
  return `<div class="figures">${items.join('\n')}</div>`;
}

function galleryHtml({ legend = [], items }: GallerySection): string {
  const wrong = items.find(({ src }) => !src.startsWith('data:image/'));
  if (wrong) {
    throw new Error(`Invalid \`src\` of ${wrong.id} in htmlReport: expected a data URI of an image, ` +
      `received ${JSON.stringify(wrong.src.slice(0, 40))}.`);
  }
  const keys = legend.map(({ label, color, weight }) =>
    `<li><i style="height:${weight === 'broad' ? 8 : 4}px;background:${escapeHtml(color)}"></i>${escapeHtml(label)}</li>`);
  const pictures = items.map(({ id, src, jaccard, dice }) =>
    `<figure><img src="${escapeHtml(src)}" alt="${escapeHtml(id)} with the outlines of both masks" loading="lazy">` +
    `<figcaption><b>${escapeHtml(id)}</b>Jaccard ${jaccard.toFixed(3)}<br>Dice ${dice.toFixed(3)}</figcaption></figure>`);
  return `${keys.length === 0 ? '' : `<ul class="legend">${keys.join('')}</ul>`}
<div class="gallery">${pictures.join('\n')}</div>`;
}

function tableHtml({ caption, columns, rows }: TableSection): string {
  const isNumeric = numericColumns(rows, columns.length);
  const style = (column: number) => (isNumeric[column] ? ' class="number"' : '');
  const head = columns.map((name, column) => `<th scope="col"${style(column)}>${escapeHtml(name)}</th>`);
  const body = cellTexts(rows).map((row) => `<tr>${row.map((cell, column) => (column === 0
    ? `<th scope="row"${style(column)}>${escapeHtml(cell)}</th>`
    : `<td${style(column)}>${escapeHtml(cell)}</td>`)).join('')}</tr>`);
  return `<div class="scroll"><table><caption>${escapeHtml(caption)}</caption>
<thead><tr>${head.join('')}</tr></thead>
<tbody>${body.join('\n')}</tbody></table></div>`;
}
