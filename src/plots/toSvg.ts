/** Draws a Vega-Lite specification without a browser. */
import type { TopLevelSpec } from 'vega-lite';
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
  const [vega, vegaLite] = await load();
  const { spec } = vegaLite.compile(specification as unknown as TopLevelSpec);
  const view = new vega.View(vega.parse(spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

async function load() {
  try {
    return await Promise.all([import('vega'), import('vega-lite')]);
  } catch (cause) {
    throw new Error('toSvg expected the packages vega and vega-lite, which could not be loaded: ' +
      'npm install vega vega-lite', { cause });
  }
}
