/**
 * Compiles AssemblyScript into strings of base64: src/backends/wasm/assembly into src/backends/wasm/kernels.generated.ts,
 * one string a build and beside them the source of a helping thread, thread.ts without its types; and
 * src/augment/wasm/assembly into src/augment/wasm/kernels.generated.ts. Does nothing where the sources have not changed
 * since the last run.
 *
 *   node scripts/kernels.mjs
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import typescript from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const training = join(root, 'src/backends/wasm');
const augmentation = join(root, 'src/augment/wasm');

const thread = join(training, 'thread.ts');

const common = [
  '--runtime', 'stub', '--importMemory', '--noExportMemory', '--maximumMemory', '65536', '--enable', 'simd',
  '--noAssert', '--optimizeLevel', '1',
];
const sharedMemory = ['--enable', 'threads', '--sharedMemory'];
const builds = {
  mulAdd: [],
  fma: ['--enable', 'relaxed-simd'],
};

await update(training, [thread], trainingLines);
await update(augmentation, [], augmentationLines);

/** Writes kernels.generated.ts in the folder, unless it has come from the same assembly/, `besides` and script. */
async function update(folder, besides, linesOf) {
  const target = join(folder, 'kernels.generated.ts'), stamp = `// ${sourceHash(folder, besides)}`;
  if (existsSync(target) && readFileSync(target, 'utf8').startsWith(stamp)) return;
  const draft = `${target}.${process.pid}`;
  const note = `// Written by scripts/kernels.mjs from ${relative(root, join(folder, 'assembly'))}.`;
  writeFileSync(draft, [stamp, note, '', ...await linesOf(), ''].join('\n'));
  renameSync(draft, target);
  console.log(`Compiled the WASM kernels into ${relative(root, target)}.`);
}

function sourceHash(folder, besides) {
  const hash = createHash('sha256'), sources = join(folder, 'assembly');
  const files = readdirSync(sources).filter((name) => name.endsWith('.ts')).sort();
  for (const file of [...files.map((name) => join(sources, name)), ...besides, fileURLToPath(import.meta.url)]) {
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

async function trainingLines() {
  const lines = [];
  for (const [name, flags] of Object.entries(builds)) {
    const plain = await compile(training, flags);
    const at = onlyDifference(plain, await compile(training, [...sharedMemory, ...flags]));
    lines.push(`export const ${name} = {`, `  sharedFlagAt: ${at},`, `  code: '${plain.toString('base64')}',`, '};');
  }
  return [...lines, `export const threadSource = ${JSON.stringify(threadScript())};`];
}

async function augmentationLines() {
  return [`export const code = '${(await compile(augmentation, [])).toString('base64')}';`];
}

/** A build for shared memory has 3 instead of 1 in the limits of the memory that it imports, and nothing else. */
function onlyDifference(plain, shared) {
  const places = [...shared.keys()].filter((i) => plain[i] !== shared[i]);
  const [at] = places;
  if (plain.length !== shared.length || places.length !== 1 || plain[at] !== 1 || shared[at] !== 3) {
    throw new Error(`Expected plain and shared builds that differ in one flag, received differences at [${places}].`);
  }
  return at;
}

function threadScript() {
  const compilerOptions = { target: 'es2022', module: 'esnext', removeComments: true };
  const { outputText } = typescript.transpileModule(readFileSync(thread, 'utf8'), { compilerOptions });
  return outputText.replace(/^export /gm, '');
}

async function compile(sources, flags) {
  const { default: asc } = await import('assemblyscript/asc');
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
  try {
    const output = join(folder, 'kernels.wasm');
    const input = relative(root, join(sources, 'assembly/index.ts'));
    const { error, stderr } = await asc.main([input, '--baseDir', root, '-o', relative(root, output), ...common, ...flags]);
    if (error) throw new Error(`Compiling ${input} failed: ${error.message}\n${stderr}`);
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
