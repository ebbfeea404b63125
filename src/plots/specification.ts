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

/** Vega-Lite's `$schema` and a legible, quiet `config`. */
export const base: Specification = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  background: null,
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
