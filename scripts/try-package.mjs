/**
 * Installs the packed tarball into an empty project and uses it as a stranger would: first without TensorFlow.js,
 * then beside it, from ES modules, CommonJS and TypeScript, which also writes declarations of what uses it. Needs a build, and the
 * npm registry or its cache.
 *
 *   node scripts/try-package.mjs
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { name, exports, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const subpaths = Object.keys(exports).filter((subpath) => subpath !== './package.json').map((subpath) => name + subpath.slice(1));
const withoutTfjs = ['shapes', 'random', 'metrics', 'splits', 'plots'].map((floor) => `${name}/${floor}`);
const tfjs = ['core', 'layers', 'backend-wasm'].map((part) => `@tensorflow/tfjs-${part}`);

const project = mkdtempSync(join(tmpdir(), 'try-package-'));
try {
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  execFileSync('npm', ['pack', '--pack-destination', project], { cwd: root, stdio: 'pipe' });
  const [tarball] = readdirSync(project).filter((file) => file.endsWith('.tgz'));

  install('--legacy-peer-deps', `./${tarball}`);
  run('metrics.mjs', withoutTfjs.map((path) => `await import('${path}');`));
  run('metrics.cjs', withoutTfjs.map((path) => `require('${path}');`));
  execFileSync(join(project, 'node_modules/.bin', name), ['--help'], { stdio: ['ignore', 'ignore', 'inherit'] });

  install(...tfjs.map((peer) => `${peer}@${devDependencies[peer]}`));
  run('train.mjs', [...subpaths, ...tfjs].map((path) => `import * as ${variable(path)} from '${path}';`), oneStep);
  run('train.cjs', [...subpaths, ...tfjs].map((path) => `const ${variable(path)} = require('${path}');`), oneStep);

  checkTypes();
  console.log(`${tarball}: ${subpaths.length} subpaths work from ES modules, CommonJS and TypeScript.`);
} finally {
  rmSync(project, { recursive: true });
}

/** `tfjs-blocks/data/node` → `data_node`, `@tensorflow/tfjs-core` → `tfjs_core`. */
function variable(path) {
  return path.replace(`${name}/`, '').replace('@tensorflow/', '').replace(/\W/g, '_');
}

/** The body of a program that trains a small U-Net for one step and says whether its weights moved. */
function oneStep() {
  return `
    (async () => {
      await backends.useBackend('wasm');
      const tf = tfjs_core;
      const x = blocks.input([8, 8, 3]);
      const model = tfjs_layers.model({ inputs: x, outputs: models.unet({ filters: 2, depth: 1, seed: 1 })(x) });
      const batch = () => ({ inputs: tf.ones([2, 8, 8, 3]), targets: tf.ones([2, 8, 8, 1]) });
      const before = await weights.readWeights(model);
      const { stopped } = await train.train(model, {
        data: { steps: 1, batch }, loss: losses.dice(), optimizer: train.adam(), epochs: 1,
      });
      const after = await weights.readWeights(model);
      const moved = Object.keys(after).filter((key) => after[key].data.some((value, i) => value !== before[key].data[i]));
      if (stopped !== 'finished' || moved.length === 0) throw new Error('The model did not train.');
    })().catch((error) => { console.error(error); process.exitCode = 1; });`;
}

function install(...packages) {
  execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages], { cwd: project, stdio: 'pipe' });
}

function run(file, imports, body = () => '') {
  writeFileSync(join(project, file), `${imports.join('\n')}\n${body()}\n`);
  execFileSync(process.execPath, [file], { cwd: project, stdio: ['ignore', 'ignore', 'inherit'], timeout: 120_000 });
}

/** The declarations must hold in projects that check libraries, too, and that resolve as Node does or did (node10, without `exports`). */
function checkTypes() {
  const imports = subpaths.map((path) => `import * as ${variable(path)} from '${path}';`);
  const uses = `export const modules = [${subpaths.map(variable).join(', ')}];`;
  for (const file of ['types.mts', 'types.cts', 'types.ts']) writeFileSync(join(project, file), [...imports, uses].join('\n'));
  compile('the types', ['types.mts', 'types.cts'], { noEmit: true, module: 'node16' });
  compile('the types under node10', ['types.ts'], { noEmit: true, module: 'commonjs', moduleResolution: 'node10' });

  const results = subpaths.slice(1).flatMap((path) => Object.entries(createRequire(join(project, 'index.js'))(path))
    .filter(([, value]) => typeof value === 'function' && !/^class\b/.test(value))
    .map(([key]) => [`${variable(path)}_${key}`, `${variable(path)}.${key}`])
    .map(([own, key]) => `export const ${own} = (...args: Parameters<typeof ${key}>) => ${key}(...args);`));
  writeFileSync(join(project, 'declarations.mts'), [...imports, ...results].join('\n'));
  compile('declarations of what functions return', ['declarations.mts'], { declaration: true, outDir: 'declarations', module: 'node16' });
}

function compile(what, files, options) {
  const compilerOptions = { strict: true, target: 'es2022', lib: ['es2023', 'dom'], types: [], ...options };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  try {
    execFileSync(process.execPath, [compiler, '--project', '.'], { cwd: project, encoding: 'utf8' });
  } catch ({ stdout }) {
    const elsewhere = new RegExp(`^(\\s|$|node_modules/(?!${name}/))`); // What others' packages declare is theirs to repair.
    const errors = stdout.split('\n').filter((line) => !elsewhere.test(line));
    if (errors.length > 0) throw new Error(`TypeScript does not compile ${what}:\n${errors.join('\n')}`);
  }
}
