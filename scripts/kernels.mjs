/**
 * Compiles src/backends/wasm/assembly (AssemblyScript) into src/backends/wasm/kernels.generated.ts: one string of
 * base64 a build, and beside them the source of a helping thread, thread.ts without its types. Does nothing when the
 * sources have not changed since the last run.
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
const sources = join(root, 'src/backends/wasm/assembly');
const target = join(root, 'src/backends/wasm/kernels.generated.ts');

const thread = join(root, 'src/backends/wasm/thread.ts');

const common = [
  '--runtime', 'stub', '--importMemory', '--noExportMemory', '--maximumMemory', '65536', '--enable', 'simd',
  '--noAssert', '--optimizeLevel', '1',
];
const sharedMemory = ['--enable', 'threads', '--sharedMemory'];
const builds = {
  mulAdd: [],
  fma: ['--enable', 'relaxed-simd'],
};

const stamp = `// ${sourceHash()}`;
if (!existsSync(target) || !readFileSync(target, 'utf8').startsWith(stamp)) {
  const draft = `${target}.${process.pid}`;
  writeFileSync(draft, await generate());
  renameSync(draft, target);
  console.log(`Compiled the WASM kernels into ${relative(root, target)}.`);
}

/** Changes with the sources and with this script. */
function sourceHash() {
  const hash = createHash('sha256');
  const files = readdirSync(sources).filter((name) => name.endsWith('.ts')).sort();
  for (const file of [...files.map((name) => join(sources, name)), thread, fileURLToPath(import.meta.url)]) {
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

async function generate() {
  const lines = [stamp, '// Written by scripts/kernels.mjs from src/backends/wasm/assembly and thread.ts.', ''];
  for (const [name, flags] of Object.entries(builds)) {
    const plain = await compile([...common, ...flags]);
    const at = onlyDifference(plain, await compile([...common, ...sharedMemory, ...flags]));
    lines.push(`export const ${name} = {`, `  sharedFlagAt: ${at},`, `  code: '${plain.toString('base64')}',`, '};');
  }
  lines.push(`export const threadSource = ${JSON.stringify(threadScript())};`);
  return `${lines.join('\n')}\n`;
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

async function compile(flags) {
  const { default: asc } = await import('assemblyscript/asc');
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
  try {
    const output = join(folder, 'kernels.wasm');
    const input = relative(root, join(sources, 'index.ts'));
    const { error, stderr } = await asc.main([input, '--baseDir', root, '-o', relative(root, output), ...flags]);
    if (error) throw new Error(`Compiling ${input} failed: ${error.message}\n${stderr}`);
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
