/** What all figures share: the specification type, colours and lettering. */

/** A Vega-Lite 6 specification: plain JSON, for {@link toSvg}, an online editor or a notebook. */
export type Specification = Readonly<Record<string, unknown>>;

/**
 * Eight colours that people with any kind of colour vision can tell apart.
 *
 * M. Okabe, K. Ito (2008), "Color universal design".
 */
export const palette = {
  black: '#000000',
  orange: '#e69f00',
  skyBlue: '#56b4e9',
  green: '#009e73',
  yellow: '#f0e442',
  blue: '#0072b2',
  vermilion: '#d55e00',
  purple: '#cc79a7',
} as const;

/** Grey of what is not data: reference lines and the words at them. */
export const grey = '#6b7680';

const { blue, vermilion, green, purple, orange, skyBlue, black } = palette;
const colors = [blue, vermilion, green, purple, orange, skyBlue, black];
const dashes = [[1, 0], [6, 3], [2, 2], [9, 3, 2, 3], [12, 3], [4, 2]];
const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down'];

/** Which colour, and which dash and shape, each line has; default: those of its own number. */
export interface Places {
  readonly color: readonly number[];
  readonly style: readonly number[];
}

/**
 * The encodings that tell runs apart: by colour, and by dash or shape as well, so that no one needs the colour. Up to 42 runs
 * differ. They share one legend below the chart, a run a line, so that it covers no data and takes names of any length.
 */
export function byRun(
  names: readonly string[], channels: readonly ('strokeDash' | 'shape')[], options: { places?: Places; legend?: boolean } = {},
): Readonly<Record<'color' | 'strokeDash' | 'shape', Specification | undefined>> {
  const own = names.map((_, index) => index);
  const { places: { color, style } = { color: own, style: own }, legend: isShown = true } = options;
  const legend = isShown && (names.length > 1 || names[0] !== '')
    ? {
      orient: 'bottom', direction: 'vertical', symbolOpacity: 1,
      ...(channels.includes('shape') ? { symbolSize: 90, symbolStrokeWidth: 0 } : { symbolType: 'stroke', symbolSize: 500 }),
    } : null;
  const channel = (from: readonly unknown[], at: readonly number[], type = 'nominal') =>
    ({ field: 'name', type, scale: { domain: names, range: at.map((i) => from[i % from.length]) }, legend });
  return {
    color: channel(colors, color, 'ordinal'), // For a nominal colour Vega-Lite writes the names into an expression: see `textExpression`.
    strokeDash: channels.includes('strokeDash') ? channel(dashes, style) : undefined,
    shape: channels.includes('shape') ? channel(shapes, style) : undefined,
  };
}

/**
 * An expression for one of several texts. Vega's expressions take a literal for an identifier if it is `if` or a name that all objects
 * have, such as `constructor`, and end it at U+2028 and U+2029: so it is one literal for all, preceded by a separator.
 */
export function textExpression(texts: readonly string[], index: string): string {
  const separator = '\u0001';
  const literal = JSON.stringify(['', ...texts].join(separator)).replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029');
  return `split(${literal}, ${JSON.stringify(separator)})[1 + ${index}]`;
}

/** A name as the title of a panel, which Vega makes a literal of an expression; of the ends of lines it minds the first. */
export function panelTitle(name: string): string | Specification {
  return name in {} || name === 'if' || name.split(/[\u2028\u2029]/).length > 2 ? { text: { expr: textExpression([name], '0') } } : name;
}

/** Vega-Lite's `$schema` and a legible, quiet `config`. */
export const base: Specification = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  background: '#ffffff',
  config: {
    font: 'system-ui, sans-serif',
    view: { stroke: null },
    axis: {
      labelFontSize: 12, titleFontSize: 13, titleFontWeight: 'normal', labelColor: '#333', titleColor: '#333',
      gridColor: '#e4e7eb', domainColor: '#8a94a0', tickColor: '#8a94a0', titlePadding: 8,
      labelFlush: false,
    },
    legend: {
      labelFontSize: 12, titleFontSize: 12, labelColor: '#333', orient: 'top', title: null, symbolStrokeWidth: 2.5,
      symbolSize: 140, columnPadding: 14, labelLimit: 0, offset: 8,
    },
    title: {
      anchor: 'start', fontSize: 14, fontWeight: 600, color: '#1c2733', subtitleFontSize: 12, subtitleColor: '#55616d',
      offset: 8,
    },
  },
};
