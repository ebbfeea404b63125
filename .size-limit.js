/** What a browser downloads for each subpath, minified and gzipped, without TensorFlow.js and the other peers. */
const limits = {
  index: '185 kB',
  shapes: '0.3 kB',
  random: '1 kB',
  metrics: '13.3 kB',
  'metrics/spatial': '6.4 kB',
  splits: '5.9 kB',
  plots: '17.6 kB',
  'plots/node': '8 kB',
  backends: '55 kB',
  ops: '6 kB',
  layers: '12 kB',
  blocks: '19 kB',
  models: '27.5 kB',
  losses: '10.7 kB',
  augment: '28 kB',
  'augment/tensors': '22.2 kB',
  data: '37.5 kB',
  'data/node': '41.5 kB',
  weights: '7.8 kB',
  'weights/node': '17 kB',
  train: '18.2 kB',
  inspect: '1.5 kB',
};

/** What is loaded with the first file that needs it, and not before: PNGs of 16 bits, or with transparency. */
const late = { 'fast-png': '8 kB' };

/** Built-in modules of Node cost nothing; the chunks' imports of each other need no warning. */
const without = (names) => (config) => ({ ...config, external: [...config.external, 'node:*', ...names], logLevel: 'error' });

export default [
  ...Object.entries(limits).map(([name, limit]) => ({
    name, path: `dist/${name}.js`, import: '*', limit, gzip: true, modifyEsbuildConfig: without(Object.keys(late)),
  })),
  ...Object.entries(late).map(([name, limit]) => ({
    name, path: `node_modules/${name}/lib/index.js`, import: '{ convertIndexedToRgb, decode }', limit, gzip: true, modifyEsbuildConfig: without([]),
  })),
];
