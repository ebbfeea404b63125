/** A figure as a page of its own. */
import { figureTable } from './figure';
import { htmlReport } from './htmlReport';
import type { Specification } from './specification';
import { toSvg } from './toSvg';

/**
 * One HTML file with the drawing and, of a figure, the table of its numbers: no script, nothing loaded from elsewhere.
 *
 * Needs the packages `vega` and `vega-lite`.
 *
 * @throws where they are not installed (says how)
 * @example
 * await writeFile('roc.html', await toHtml(rocPlot(curve)));
 */
export async function toHtml(figure: Specification): Promise<string> {
  const { title, description } = figure as { title?: string | { text: string }; description?: string };
  const heading = (typeof title === 'object' ? title.text : title) ?? 'Figure';
  const table = figureTable(figure);
  const svg = await toSvg(figure);
  return htmlReport({
    title: heading,
    sections: [
      { kind: 'figures', heading: 'Figure', figures: [{ svg, alt: description ?? heading }] },
      ...(table ? [{
        kind: 'table' as const, heading: 'Numbers', caption: description ?? heading, columns: table[0].map(String), rows: table.slice(1),
      }] : []),
    ],
  });
}
