import { describe, expect, it } from 'vitest';
import { htmlReport, type ReportSection } from 'tfjs-blocks/plots';

const nasty = '<b onclick="x">&\'';
const safe = '&#60;b onclick=&#34;x&#34;&#62;&#38;&#39;';
const src = 'data:image/png;base64,AAAA';

describe('htmlReport', () => {
  const sections: ReportSection[] = [
    { kind: 'cards', heading: nasty, note: nasty, cards: [{ label: nasty, value: nasty, detail: nasty }] },
    { kind: 'figures', heading: nasty, figures: [{ svg: '<svg></svg>', alt: nasty, caption: nasty }] },
    {
      kind: 'gallery', heading: nasty, legend: [{ label: nasty, color: nasty, weight: 'broad' }],
      items: [{ id: nasty, src, jaccard: 0.5, dice: 2 / 3 }],
    },
    { kind: 'table', heading: nasty, caption: nasty, columns: [nasty], rows: [[nasty]] },
    { kind: 'text', heading: nasty, paragraphs: [nasty] },
  ];

  it('escapes every text', () => {
    const html = htmlReport({ title: nasty, subtitle: nasty, banner: nasty, footer: nasty, sections });
    expect(html).not.toContain(nasty);
    expect(html).not.toContain('<b onclick');
    expect(html.split(safe)).toHaveLength(1 + 5 + 5 + 3 + 5 + 4 + 2);   // page, cards, figures, gallery, table, text
  });

  it('stands alone: no script, nothing loaded', () => {
    const html = htmlReport({ title: 'Report', sections });
    expect(html).not.toMatch(/<script|<link|@import|url\(|https?:/);
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
  });

  it('names its sections, pictures and tables for those who listen', () => {
    const html = htmlReport({ title: 'Report', sections });
    expect(html.match(/<section aria-labelledby="section-\d">\n<h2 id="section-\d">/g)).toHaveLength(5);
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html).toMatch(/<img [^>]*alt="[^"]+"/);
    expect(html).toMatch(/role="img" aria-label="[^"]+"><svg>/);
    expect(html).toContain('<caption>');
  });

  it('prints scores and sets numbers to the right', () => {
    const html = htmlReport({ title: 'Report', sections: [
      sections[2], { kind: 'table', heading: 'Images', caption: 'Scores', columns: ['image', 'Jaccard'], rows: [['a', 0.5], ['b', 1]] },
    ] });
    expect(html).toContain('Jaccard 0.500<br>Dice 0.667');
    expect(html).toContain('<tr><th scope="row">b</th><td class="number">1.000</td></tr>');
  });

  it('refuses a picture from elsewhere', () => {
    const items = [{ id: 'a', src: 'https://example.org/a.png', jaccard: 1, dice: 1 }];
    expect(() => htmlReport({ title: '', sections: [{ kind: 'gallery', heading: '', items }] }))
      .toThrow('Invalid `src` of a in htmlReport: expected a data URI of an image, received "https://example.org/a.png".');
  });
});
