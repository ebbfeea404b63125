/**
 * The floors of the library, lowest first. A file imports only from its own floor or a lower one,
 * types included; what a floor may take from outside the library follows below.
 */
const floors = [
  'shapes', 'random', 'metrics', 'splits', 'plots', 'backends', 'ops', 'layers', 'blocks', 'models',
  'losses', 'augment', 'data', 'weights', 'train', 'inspect',
];
const withoutTfjs = ['shapes', 'random', 'metrics', 'splits', 'plots'];
const anyOf = (names) => `(${names.join('|')})`;

/** One rule a floor: nothing of a higher floor, nor the index of the whole library. */
const onlyLower = floors.map((floor, i) => ({
  name: `floor-${floor}`,
  severity: 'error',
  comment: `src/${floor} imports only from ${anyOf(floors.slice(0, i + 1))}.`,
  from: { path: `^src/${floor}/` },
  to: { path: [`^src/index\\.ts$`, ...floors.slice(i + 1).map((higher) => `^src/${higher}/`)] },
}));

module.exports = {
  forbidden: [
    ...onlyLower,
    {
      name: 'train-is-on-top',
      severity: 'error',
      comment: 'No other floor, not even inspect, knows how a model was trained.',
      from: { path: '^src/[^/]+/', pathNot: '^src/train/' },
      to: { path: '^src/train/' },
    },
    {
      name: 'no-tfjs-at-run-time',
      severity: 'error',
      comment: `${anyOf(withoutTfjs)} work without TensorFlow.js installed; shapes names its types only.`,
      from: { path: `^src/${anyOf(withoutTfjs)}/` },
      to: { path: '@tensorflow/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-tfjs-types',
      severity: 'error',
      comment: 'The types of these floors are readable without TensorFlow.js, too.',
      from: { path: `^src/${anyOf(withoutTfjs.filter((floor) => floor !== 'shapes'))}/` },
      to: { path: '@tensorflow/' },
    },
    {
      name: 'augment-without-tfjs',
      severity: 'error',
      comment: 'Workers augment typed arrays without loading TensorFlow.js; tensors are in augment/tensors.',
      from: { path: '^src/augment/', pathNot: '^src/augment/tensors/' },
      to: { path: '@tensorflow/|^src/augment/tensors/' },
    },
    {
      name: 'no-deep-tfjs',
      severity: 'error',
      comment: 'Node cannot import the inner files of TensorFlow.js as ES modules.',
      from: { path: '^src/' },
      to: { path: '@tensorflow/[^/]+/dist/', pathNot: '/dist/tf-[^/]+[.]js$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'node-stays-in-node',
      severity: 'error',
      comment: 'Floors that browsers load do not import what only Node has.',
      from: { path: '^src/', pathNot: ['^src/[^/]+/node/', '^src/cli\\.ts$'] },
      to: { path: '^src/[^/]+/node/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-node-builtins',
      severity: 'error',
      comment: 'As above, for the modules built into Node; their types may be named.',
      from: { path: '^src/', pathNot: ['^src/[^/]+/node/', '^src/cli\\.ts$'] },
      to: { dependencyTypes: ['core'], dependencyTypesNot: ['type-only', 'type-import'] },
    },
    {
      name: 'only-declared-packages',
      severity: 'error',
      comment: 'What src imports is a dependency or a peer of the published package.',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm', 'npm-peer'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'reached-by-an-index',
      severity: 'error',
      comment: 'A file that no floor index leads to is not part of the library.',
      from: { path: '^src/(([^/]+/|[^/]+/node/|augment/tensors/|metrics/spatial/|)index|cli)\\.ts$' },
      to: { path: '^src/', pathNot: '(index|^src/cli)\\.ts$', reachable: false },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.generated\\.ts$|^src/backends/wasm/assembly/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { mainFields: ['main', 'types'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
