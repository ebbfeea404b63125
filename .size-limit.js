/** What a browser downloads for each subpath, minified and gzipped, without TensorFlow.js and the other peers. */
const limits = {
  index: '57 kB',
  shapes: '0.3 kB',
  random: '1 kB',
  metrics: '1.5 kB',
  splits: '2.5 kB',
  plots: '8 kB',
  backends: '33 kB',
  ops: '2 kB',
  layers: '5 kB',
  blocks: '6 kB',
  models: '6 kB',
  losses: '1.5 kB',
  augment: '3 kB',
  data: '7 kB',
  'data/node': '15 kB',
  weights: '2 kB',
  'weights/node': '2.5 kB',
  train: '6 kB',
  inspect: '0.7 kB',
};

/** Built-in modules of Node cost nothing; the chunks' imports of each other need no warning. */
const modifyEsbuildConfig = (config) => ({ ...config, external: [...config.external, 'node:*'], logLevel: 'error' });

export default Object.entries(limits).map(([name, limit]) => ({
  name, path: `dist/${name}.js`, import: '*', limit, gzip: true, modifyEsbuildConfig,
}));
