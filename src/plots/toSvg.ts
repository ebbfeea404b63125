/** Draws a Vega-Lite specification without a browser. */
import { drawSvg, needVega } from './loadVega';
import type { Specification } from './specification';

/**
 * SVG text of a specification.
 *
 * Needs the packages `vega` and `vega-lite`, which are loaded when this is first called.
 *
 * @throws where they are not installed (says how), or the specification is wrong
 * @example
 * await writeFile('curve.svg', await toSvg(learningCurve(history)));
 */
export async function toSvg(specification: Specification): Promise<string> {
  return drawSvg(await needVega('toSvg'), specification);
}
