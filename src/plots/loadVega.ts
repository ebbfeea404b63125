/** The optional peers `vega` and `vega-lite`, which draw specifications. They are loaded when first needed. */
import type { View } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import type { Specification } from './specification';
import { textWidth, type TextItem } from './textWidth';

type Vega = readonly [typeof import('vega'), typeof import('vega-lite')];

/** Both modules, or nothing where they are not installed. */
export async function loadVega(): Promise<Vega | undefined> {
  try { // Within it, bundlers follow the imports where the packages are installed, and go on where they are not.
    return [await import('vega'), await import('vega-lite')];
  } catch {
    return undefined;
  }
}

/** @throws as {@link loadVega} does not: where they are missing, saying how to install them */
export async function needVega(caller: string): Promise<Vega> {
  const vega = await loadVega();
  if (vega) return vega;
  throw new Error(`Missing packages \`vega\` and \`vega-lite\` in ${caller}: run \`npm install vega vega-lite\`, then try again.`);
}

/** A view of a specification that a caller draws and then finalizes. */
export function viewOf([vega, vegaLite]: Vega, specification: Specification, options: { renderer: 'none' | 'svg'; container?: Element }) {
  const { spec } = vegaLite.compile(structuredClone(specification) as unknown as TopLevelSpec);   // Vega writes into the data.
  return new vega.View(vega.parse(spec), options);
}

/** What Vega measures text by: its object for all drawings, of which the types know only that it is there. */
interface TextMetrics {
  width(item: TextItem, text: unknown): number;
  readonly estimateWidth: TextMetrics['width'];
}

/** Drawings that are being made. */
let drawings = 0;

/** SVG text, without a browser. */
export async function drawSvg(vega: Vega, specification: Specification): Promise<string> {
  const { textMetrics } = vega[0] as unknown as { textMetrics: TextMetrics };
  if (textMetrics.width === textMetrics.estimateWidth) textMetrics.width = textWidth;
  drawings++;
  let view: View | undefined;
  try {
    view = viewOf(vega, specification, { renderer: 'none' });
    return (await view.toSVG()).replace(notXml, '\ufffd');
  } finally {
    view?.finalize();
    if (--drawings === 0 && textMetrics.width === textWidth) textMetrics.width = textMetrics.estimateWidth;
  }
}

/** Characters that XML cannot hold: most controls, and halves of pairs. */
const notXml = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
