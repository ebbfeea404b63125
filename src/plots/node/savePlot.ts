/** Figures as files, in Node. */
import { writeFile } from 'node:fs/promises';
import { checkOneOf } from '../../shapes/check';
import type { Specification } from '../specification';
import { toHtml } from '../toHtml';
import { toSvg } from '../toSvg';
import { toPng } from './toPng';

const writers: Readonly<Record<string, (figure: Specification, scale?: number) => Promise<string | Uint8Array>>> = {
  svg: toSvg,
  png: (figure, scale) => toPng(figure, { scale }),
  html: toHtml,
  json: async (figure) => `${JSON.stringify(figure, null, 2)}\n`,
};

/**
 * Writes a figure in the format that the ending names: `.svg`, `.png`, `.html` (self-contained) or `.json` (the Vega-Lite
 * specification).
 *
 * @param options.scale of a PNG: pixels for each unit of the SVG; default 2
 * @throws where the ending is another, what draws is not installed (says how), or the file cannot be written
 * @example
 * await savePlot('roc.png', rocPlot(curve));
 */
export async function savePlot(path: string, figure: Specification, options: { scale?: number } = {}): Promise<void> {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  checkOneOf('savePlot', 'path', ending, Object.keys(writers));
  await writeFile(path, await writers[ending](figure, options.scale));
}
