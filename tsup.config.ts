import { defineConfig } from 'tsup';
import manifest from './package.json' with { type: 'json' };

/** The subpaths of package.json's `exports`: `dist/data/node.js` is built from `src/data/node/index.ts`. */
const floors = Object.keys(manifest.exports)
  .filter((subpath) => subpath !== '.' && subpath !== './package.json')
  .map((subpath) => subpath.slice('./'.length));

export default defineConfig({
  entry: Object.fromEntries([['index', 'src/index.ts'], ['cli', 'src/cli.ts'], ...floors.map((floor) => [floor, `src/${floor}/index.ts`])]),
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  dts: true,
  clean: true,
  treeshake: true,
  splitting: true,
  removeNodeProtocol: false,
  external: [/^node:/, /^tfjs-blocks\//], // src/index.ts names the floors by their subpaths
});
