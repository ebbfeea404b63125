/** Names go through figures, drawings and reports unchanged, whatever they mean elsewhere. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { confusionPlot, htmlReport, learningCurve, perImage, rocPlot, toHtml, toSvg } from 'tfjs-blocks/plots';
import { roc } from './everyFigure';
import { namedFigures, oddNames, textsOf } from './namedFigures';

const numbers = (count: number) => Array.from({ length: count }, (_, i) => (i + 1) / (count + 1));

/** As `panelTitle` writes it. */
const inExpression = (name: string) => name.replace(/\u2029/g, '\\u2029');

const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' };

/** Texts of an SVG or HTML file, as a reader sees them. */
const textsIn = (markup: string) => Array.from(markup.matchAll(/>([^<>]*)</g), ([, text]) =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (_, code, name) => (code ? String.fromCodePoint(Number(code)) : entities[name])));

describe.each(Object.entries(namedFigures))('%s', (_, make) => {
  it.each([0, 10, 20])('draws odd names from the %s. on as they are', async (from) => {
    const names = oddNames.slice(from, from + 10);
    const figure = await make(names, numbers, 3);
    const texts = textsOf(figure);
    expect(names.filter((name) => !texts.some((text) => text.includes(name) || text.includes(inExpression(name))))).toEqual([]);
    const svg = await toSvg(figure);
    const drawn = textsIn(svg);
    const isCut = (name: string) => name.length > 20; // Names of images, where there is little room.
    expect(names.filter((name) => !isCut(name) && !drawn.some((text) => text.includes(name)))).toEqual([]);
    expect(svg).not.toMatch(/<script|\[native code\]|\[object/);
    expect((await sharp(Buffer.from(svg)).metadata()).format).toBe('svg'); // Which is read as XML.
  });
});

it('reports print odd names as they are', async () => {
  const rows = oddNames.map((name) => [name, 1]);
  const html = htmlReport({
    title: oddNames[13], subtitle: oddNames[14], banner: oddNames[16], footer: oddNames[10], sections: [
      { kind: 'table', heading: oddNames[13], caption: oddNames[14], columns: [oddNames[13], 'n'], rows },
      { kind: 'cards', heading: 'cards', cards: oddNames.map((name) => ({ label: name, value: name, detail: name })) },
      { kind: 'gallery', heading: 'gallery', items: oddNames.map((id) => ({ id, src: 'data:image/png;base64,', jaccard: 1, dice: 1 })) },
    ],
  });
  const texts = textsIn(html);
  for (const name of oddNames) expect(texts.filter((text) => text === name).length, name).toBeGreaterThanOrEqual(4);
  expect(html).not.toContain('<script');
  expect(await toHtml(confusionPlot({ labels: oddNames, values: oddNames.map(() => numbers(oddNames.length)) }))).not.toContain('<script');
});

it('characters that XML cannot hold are drawn as the sign of replacement', async () => {
  const svg = await toSvg(confusionPlot({ labels: ['a\0b', 'c\ud800d', '🙂'], values: [[1, 0, 0], [0, 1, 0], [0, 0, 1]] }));
  expect(textsIn(svg)).toEqual(expect.arrayContaining(['a\ufffdb', 'c\ufffdd', '🙂']));
  await sharp(Buffer.from(svg)).metadata();
});

it('classes that read the same are refused', () => {
  expect(() => confusionPlot({ labels: [1, '1'], values: [[1, 2], [3, 4]] }))
    .toThrow('Invalid `runs.labels` in confusionPlot: expected labels that read differently, received "1".');
});

it('a run may have the name of a field of results', () => {
  expect(textsOf(rocPlot({ tpr: roc, fpr: roc })).some((text) => text.startsWith('tpr, AUC'))).toBe(true);
});

it('a number of the name of what all objects have counts only where an epoch has it', () => {
  const table = String(learningCurve([[{ epoch: 1, constructor: 0.25 }], [{ epoch: 1 }]] as never));
  expect(table).toMatch(/Constructor\n.*\n.* 0\.25/);
});

it('undefined scores of masks are called that', async () => {
  expect(textsOf(await namedFigures['maskGrid'](['a'], () => [NaN], 1))).toContain('Jaccard undefined');
});

it('names of images may be long', async () => {
  const id = 'x'.repeat(300);
  expect(textsOf(perImage([{ id, value: 0.5 }]))).toContain(id);
});
