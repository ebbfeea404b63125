/** Text is measured so that drawings have no blank margin and cut nothing off. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { confusionPlot, perImage, rocPlot, toSvg } from 'tfjs-blocks/plots';
import { textWidth } from '../../src/plots/textWidth';
import { figures, roc } from './everyFigure';

describe('textWidth', () => {
  it.each([
    ['', {}, 0],
    ['nevus', { fontSize: 10 }, 10 * (0.64 + 0.62 + 0.6 + 0.64 + 0.53)],
    ['nevus', { fontSize: 20, fontWeight: 'normal' }, 20 * (0.64 + 0.62 + 0.6 + 0.64 + 0.53)],
    ['iii', { fontSize: 100, fontWeight: 600 }, 100 * 3 * 0.28 * 1.14],
    ['é', { fontSize: 100 }, 62],
    ['e\u0301', { fontSize: 100 }, 62],
    ['黑色素瘤', { fontSize: 10 }, 40],
    ['x'.repeat(100), { fontSize: 12, limit: 170 }, 170],
    [12, { fontSize: 100 }, 128],
    [null, {}, 0],
  ])('%s %j', (text, item, width) => expect(textWidth(item, text)).toBeCloseTo(width, 9));
});

/** Shares of a drawing's width that are blank at the left and at the right, in the font of this machine, and its width. */
async function blank(svg: string): Promise<{ left: number; right: number }> {
  const { data, info } = await sharp(Buffer.from(svg)).flatten({ background: '#fff' }).greyscale().raw().toBuffer({ resolveWithObject: true });
  const inked = Array.from({ length: info.width }, (_, x) => Array.from({ length: info.height }, (__, y) => data[y * info.width + x]).some((level) => level < 250));
  return { left: inked.indexOf(true), right: info.width - 1 - inked.lastIndexOf(true) };
}

const long = ['seborrheic keratosis', 'melanoma in situ of the skin', 'nevus'];
const matrix = (labels: readonly string[]) => confusionPlot({ labels, values: labels.map((_, i) => labels.map((__, j) => i + 2 * j + 1)) });

describe.each<[string, () => ReturnType<typeof figures[string]>]>([
  ...Object.entries(figures),
  ['short class names', () => matrix(['a', 'b'])],
  ['long class names', () => matrix(long)],
  ['runs of long names', () => perImage(Object.fromEntries(long.map((name) => [name, [{ id: 'a', value: 0.5 }, { id: 'b', value: 0.7 }]])))],
  ['a legend of long names', () => rocPlot(Object.fromEntries(long.map((name) => [`${name}, of the second hospital`, roc])))],
])('%s', (_, make) => {
  it('leaves no more blank than its margins, and cuts nothing off', async () => {
    const svg = await toSvg(await make());
    const width = Number(/width="([\d.]+)"/.exec(svg)![1]);
    const { left, right } = await blank(svg);
    expect(Math.min(left, right)).toBeGreaterThanOrEqual(1);
    expect(left + right).toBeLessThan(0.12 * width);
  });
});

it("Vega's own measure stands again afterwards", async () => {
  const { textMetrics } = await import('vega') as unknown as { textMetrics: Record<string, unknown> };
  await Promise.all([toSvg(rocPlot(roc)), toSvg(matrix(long))]);
  await expect(toSvg({ mark: 'no mark' })).rejects.toThrow();
  expect(textMetrics.width).toBe(textMetrics.estimateWidth);
});
