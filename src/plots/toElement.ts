/** Draws a Vega-Lite specification into a page. */
import { needVega, viewOf } from './loadVega';
import type { Specification } from './specification';

/**
 * An element that holds the drawing, with tooltips: what a page appends, and what a cell of Observable shows.
 *
 * Needs the packages `vega` and `vega-lite`, which are loaded when this is first called. Observable's own
 * `vl.render({ spec: figure })` does the same.
 *
 * @throws where they are not installed (says how), there is no `document`, or the specification is wrong
 * @example
 * document.body.append(await toElement(rocPlot(curve)));
 */
export async function toElement(specification: Specification): Promise<HTMLElement> {
  const vega = await needVega('toElement');
  const element = document.createElement('figure');
  await viewOf(vega, specification, { renderer: 'svg', container: element }).runAsync();
  return element;
}
