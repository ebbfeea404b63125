/** Every `@example` of src compiles under strict, with what the library exports and the names that stand for a reader's own. */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const src = join(root, 'src');
const folder = join(root, '.cache/examples');

/** The types of what an example may take from its reader, on all floors and on some. */
const given: Record<string, string> = {
  branch: '(x: Map4D) => Map4D', bytes: 'Uint8Array', c3: 'TypedSym<readonly [null, 64, 64, 32]>',
  c4: 'TypedSym<readonly [null, 32, 32, 64]>', c5: 'TypedSym<readonly [null, 16, 16, 128]>', curve: 'Specification', epoch: 'number', ids: 'string[]',
  images: 'tf.Tensor4D', index: 'number', labels: 'string[]', logits: 'Float32Array', mask: '{ data: Uint8Array }', model: 'tf.LayersModel',
  optimizer: 'tf.Optimizer', patients: 'string[]', predicted: 'Uint8Array', sample: 'Lesion', samples: 'Lesion[]', scores: 'tf.Tensor2D',
  seed: 'number', step: 'number', tensors: 'Record<string, NamedArray>', train: 'number[]', transforms: 'Transform[]', url: 'string',
  validation: 'number[]', x: 'Map4D', x1: 'tf.Tensor', x2: 'tf.Tensor',
};
const ranking = { scores: 'Float32Array', truth: 'Uint8Array' };
const givenOnFloor: Record<string, Record<string, string>> = {
  augment: {
    a: 'Sample', b: 'Sample', c: 'Sample', d: 'Sample', first: 'Sample', predict: '(sample: Sample) => Sample', random: 'Stream', second: 'Sample',
  },
  'augment/tensors': { batch: '{ images: tf.Tensor4D; masks: tf.Tensor4D }' },
  data: {
    dataset: 'Dataset', lesions: 'Dataset', loader: 'SampleLoader', mask: 'Raster', readTiles: '(file: string) => AsyncIterable<Sample>',
    train: `typeof import('${src}/train').train & number[]`, urlDataset: '(recipe: object) => Dataset',
  },
  'data/node': { dataset: 'Dataset & { recipe: DatasetRecipe }', tiles: '(recipe: object) => Dataset' },
  losses: {
    critic: '(images: tf.Tensor) => tf.Tensor', d: '{ apply(images: tf.Tensor): tf.Tensor }', dOptimizer: 'tf.Optimizer', dVariables: 'tf.Variable[]',
    forged: 'tf.Tensor', g: '{ apply(images: tf.Tensor): tf.Tensor }', gOptimizer: 'tf.Optimizer', gVariables: 'tf.Variable[]', objects: 'LabelledBox[][]', real: 'tf.Tensor',
    z: 'tf.Tensor', discriminator: `ReturnType<typeof import('${src}/losses').ganLoss>['discriminator']`,
  },
  metrics: {
    ...ranking, counts: 'Counts[][]', images: '(SurfaceDistances & { id: string; truth: Uint8Array; prediction: Uint8Array })[]',
    jpeg: 'Raster', mask: '{ data: Uint8Array }', ours: 'Float32Array', prediction: 'Float32Array', probabilities: 'Float32Array', theirs: 'Float32Array',
  },
  'metrics/spatial': { images: 'DetectionImage[]', mask: 'Uint8Array', probabilities: 'Float32Array' },
  ops: { x: 'tf.Tensor4D' },
  plots: {
    ...ranking, another: 'RocCurve', curve: 'RocCurve & Specification', f1: 'number[]', folds: 'EpochFigures[]', history: 'Parameters<typeof curveOf>[0]',
    images: '{ id: string; jaccard: number }[]', otherFolds: 'EpochFigures[]', others: 'ImageValue[]', otherScores: 'Float32Array',
    p: 'Float32Array', predictions: 'Uint8Array[]', scaled: 'Float32Array', sensitivity: 'number[]', some: 'ImageValue[]', specificity: 'number[]',
    thresholds: 'number[]',
  },
  'plots/node': { curve: 'RocCurve' },
  splits: { images: 'Lesion[]', test: 'number[]', x: 'tf.Tensor4D', y: 'tf.Tensor2D' },
  train: { data: 'TrainingData', inputs: 'tf.Tensor4D', modelOfThreeClasses: 'tf.LayersModel', tissues: 'tf.LayersModel', truth: 'Uint8Array', validation: 'Lesion[]', x: 'tf.Tensor4D', y: 'tf.Tensor2D' },
};
const preamble = [
  `import * as tf from './tf';`,
  `import { mkdir, readFile, writeFile } from 'node:fs/promises';`,
  `import type { Raster, Sample, Transform } from '${src}/augment';`,
  `import type { Dataset, DatasetRecipe, SampleLoader } from '${src}/data';`,
  `import type { LabelledBox } from '${src}/losses';`,
  `import type { Counts, RocCurve } from '${src}/metrics';`,
  `import type { DetectionImage, SurfaceDistances } from '${src}/metrics/spatial';`,
  `import type { EpochFigures, ImageValue, learningCurve as curveOf, Specification } from '${src}/plots';`,
  `import type { Stream } from '${src}/random';`,
  `import type { TrainingData } from '${src}/train';`,
  `import type { NamedArray } from '${src}/weights';`,
  `import type { Sym as TypedSym } from '${src}/shapes';`,
  `type Lesion = Sample & { mask: NonNullable<Sample['mask']> };`,
  `type Map4D = TypedSym<readonly [null, 64, 64, 16]>;`,
];

/** What an example uses: of its own floor and file, then of what is given, then of the other floors. */
function declarations(code: string, floor: string, file: string): string[] {
  const used = new Set(code.replace(/\/\/.*$/gm, '').match(/[A-Za-z_]\w*/g));
  const from = (name: string) => {
    const names = exports.get(name)!.filter((exported) => used.delete(exported));
    return names.length > 0 ? [`import { ${names.join(', ')} } from 'tfjs-blocks/${name}';`] : [];
  };
  const own = from(floor);
  const inside = [...readFileSync(join(src, file), 'utf8').matchAll(/^export (?:async )?function (\w+)/gm)].map(([, name]) => name)
    .filter((name) => used.delete(name)).map((name) => `import { ${name} } from '${join(src, file).slice(0, -3)}';`);
  const types = { ...given, ...givenOnFloor[floor] };
  const taken = Object.entries(types).filter(([name]) => used.delete(name)).map(([name, type]) => `declare const ${name}: ${type};`);
  return [...preamble, ...own, ...inside, ...taken, ...[...exports.keys()].flatMap(from)];
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.includes('assembly'));
const exports = new Map(files.filter((file) => file.endsWith('/index.ts')).map((file) => {
  const names = [...readFileSync(join(src, file), 'utf8').matchAll(/export (?:type )?\{([^}]*)\}/g)]
    .flatMap(([, list]) => list.split(',').map((name) => name.trim().replace(/^type /, ''))).filter(Boolean);
  return [file.slice(0, -'/index.ts'.length), names] as const;
}));

/** The examples of a file and the lines they begin on. */
function examplesOf(file: string): { line: number; code: string }[] {
  const text = readFileSync(join(src, file), 'utf8');
  return [...text.matchAll(/^ *\* @example\n((?: *\*(?!\/| @).*\n)*)/gm)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length + 1,
    code: match[1].replace(/^ *\* ?/gm, ''),
  }));
}

test('compile', async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const examples = files.flatMap((file) => examplesOf(file).map((example) => ({ file, ...example })));
  expect(examples.length).toBeGreaterThan(100);
  writeFileSync(join(folder, 'tf.ts'), `export * from '@tensorflow/tfjs-core';\nexport * from '@tensorflow/tfjs-layers';\n`);
  const places = new Map<string, string>();
  for (const { file, line, code } of examples) {
    const floor = [...exports.keys()].filter((name) => file.startsWith(`${name}/`)).sort((a, b) => b.length - a.length)[0];
    const name = `${file.replace(/\W/g, '-')}-${line}.ts`;
    writeFileSync(join(folder, name), [...declarations(code, floor, file), 'export async function example() {', code, '}'].join('\n'));
    places.set(name, `src/${file}:${line}`);
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { noUnusedLocals: false, noUnusedParameters: false, noEmit: true, verbatimModuleSyntax: false, isolatedModules: false },
    include: ['*.ts'],
  }));
  const compiler = join(root, 'node_modules/typescript-7/bin/tsc');
  const { stdout } = await promisify(execFile)(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], { cwd: root })
    .catch((error: { stdout: string }) => error);
  const inPlace = (message: string) => message.replace(/^([^(]*)\(\d+,\d+\)/, (_, path: string) => {
    const name = relative(folder, resolve(root, path));
    return places.get(name) ?? name;
  });
  expect(stdout.split('\n').filter((message) => message.trim() !== '').map(inPlace)).toEqual([]);
});
