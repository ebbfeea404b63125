/**
 * Compiles src/backends/wasm/assembly (AssemblyScript) into src/backends/wasm/kernels.generated.ts: one string of
 * base64 a build. Does nothing when the sources have not changed since the last run.
 *
 *   node scripts/kernels.mjs
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = join(root, 'src/backends/wasm/assembly');
const target = join(root, 'src/backends/wasm/kernels.generated.ts');

const common = [
  '--runtime', 'stub', '--importMemory', '--noExportMemory', '--enable', 'simd', '--noAssert', '--optimizeLevel', '1',
];
const sharedMemory = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'];
const builds = {
  plain: common,
  shared: [...common, ...sharedMemory],
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
  for (const file of [...files.map((name) => join(sources, name)), fileURLToPath(import.meta.url)]) {
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

async function generate() {
  const lines = [stamp, '// Written by scripts/kernels.mjs from src/backends/wasm/assembly.', ''];
  for (const [name, flags] of Object.entries(builds)) {
    lines.push(`export const ${name} =`, `  '${(await compile(flags)).toString('base64')}';`);
  }
  return `${lines.join('\n')}\n`;
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
