/**
 * A figure: a Vega-Lite specification that also knows how to show itself.
 *
 * What it holds is the specification and nothing else, so it goes wherever one does: `JSON.stringify`, vega-embed, an online
 * editor. Hidden methods serve the display protocols:
 *
 * - Deno's Jupyter kernel asks for `Symbol.for('Jupyter.display')`, IJavascript and JupyterLite for `_toMime`: they get the
 *   specification, which the notebook draws, a table in plain text and, where vega can be loaded, an SVG.
 * - Consoles ask for `nodejs.util.inspect.custom`, JupyterLite 0.3 for `inspect`: they print the table.
 * - tslab prints the last value of a cell to its console, and a figure then draws itself there as well.
 * - Observable shows DOM nodes: see `toElement`.
 */
import type { Cell } from './cells';
import { drawSvg, loadVega } from './loadVega';
import type { Specification } from './specification';
import { textTable } from './textTable';

const jupyter = Symbol.for('Jupyter.display');
const nodeInspect = Symbol.for('nodejs.util.inspect.custom');

const tableKey = Symbol('table');

/** A specification whose string, in a console or a template, is its title and a table of its numbers. */
export type Figure = Specification & {
  /** Title and table. */
  toString(): string;
};

/** Headings and rows of a figure's table; nothing where it is only a specification. */
export function figureTable(of: Specification): readonly (readonly Cell[])[] | undefined {
  return (of as { [tableKey]?: readonly (readonly Cell[])[] })[tableKey];
}

/** The media type that JupyterLab, VS Code and Deno's notebooks draw; they hold Vega-Lite 5, which reads our specifications, too. */
const vegaLite = 'application/vnd.vegalite.v5+json';

/**
 * Makes a figure of any Vega-Lite specification.
 *
 * @param specification its `title` and `description` head the table
 * @param rows the table: headings, then rows
 * @throws where a row has another number of cells than the headings
 * @example
 * const bars = figure({ data: { values: [{ x: 'nevus', y: 120 }] }, mark: 'bar' }, [['class', 'images'], ['nevus', 120]]);
 * console.log(bars);                    // the table
 * await toSvg(bars);
 */
export function figure(specification: Specification, rows: readonly (readonly Cell[])[]): Figure {
  const table = textTable(rows);
  const text = [...heading(specification), table].join('\n');
  const plain = JSON.parse(JSON.stringify(specification)) as Specification;
  const notebook = { ...plain, $schema: 'https://vega.github.io/schema/vega-lite/v5.json' };
  const bundle = { [vegaLite]: notebook, 'text/plain': text };
  const hidden: Record<string | symbol, unknown> = {
    [tableKey]: rows,
    toString: () => text,
    inspect: () => text,
    _toMime: () => bundle,
    [jupyter]: async () => {
      const vega = await loadVega();
      return vega ? { ...bundle, 'image/svg+xml': await drawSvg(vega, plain) } : bundle;
    },
    [nodeInspect]: () => {
      drawInTslab(notebook);
      return text;
    },
  };
  return Object.defineProperties(plain, Object.fromEntries(
    Reflect.ownKeys(hidden).map((key) => [key, { value: hidden[key] }]))) as Figure;
}

/** Title and subtitle. */
function heading({ title }: Specification): string[] {
  const { text, subtitle = [] } = (typeof title === 'object' ? title : { text: title }) as { text?: string; subtitle?: string | string[] };
  return text === undefined ? [] : [text, ...[subtitle].flat()];
}

/** tslab has no display protocol but its console; its module can be reached from within a cell only. */
function drawInTslab(specification: Specification): void {
  const { __tslab__: tslab } = globalThis as {
    __tslab__?: { require(name: 'tslab'): { display: { raw(type: string, data: unknown): void } } };
  };
  tslab?.require('tslab').display.raw(vegaLite, specification);
}
