import { defineConfig } from 'tsup';

/** One entry a floor; Node-only parts have their own, so that no browser bundle sees `node:fs`. */
export const floors = [
  'shapes', 'random', 'metrics', 'splits', 'plots', 'backends', 'ops', 'layers', 'blocks', 'models',
  'losses', 'augment', 'data', 'data/node', 'train', 'weights', 'weights/node', 'inspect',
];

export default defineConfig({
  entry: Object.fromEntries([['index', 'src/index.ts'], ...floors.map((floor) => [floor, `src/${floor}/index.ts`])]),
  format: ['esm', 'cjs'],
  target: 'es2022',
  dts: true,
  clean: true,
  treeshake: true,
  splitting: true,
});
