/** Pixels of a figure, in Node, by the optional peer `sharp`, which renders SVG with the fonts of the system. */
import { invalid } from '../../shapes/check';
import type { Specification } from '../specification';
import { toSvg } from '../toSvg';

/**
 * The bytes of a PNG file.
 *
 * @param options.scale pixels for each unit of the SVG, in (0, 10]; default 2, for sharp print and screens
 * @throws where `vega`, `vega-lite` or `sharp` is not installed (says how), or the scale is no such number
 * @example
 * await writeFile('roc.png', await toPng(rocPlot(curve)));
 */
export async function toPng(specification: Specification, options: { scale?: number } = {}): Promise<Uint8Array> {
  const { scale = 2 } = options;
  if (!(scale > 0 && scale <= 10)) throw invalid('scale', 'toPng', 'a number in (0, 10]', scale);
  const svg = new TextEncoder().encode(await toSvg(specification));
  const sharp = await loadSharp();
  return sharp(svg, { density: 72 * scale, limitInputPixels: false }).png().toBuffer();
}

async function loadSharp(): Promise<typeof import('sharp').default> {
  try {
    return (await import('sharp')).default;
  } catch (cause) {
    throw new Error('Missing package `sharp` in toPng: run `npm install sharp`, then try again.', { cause });
  }
}
