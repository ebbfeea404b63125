/**
 * The whole benchmark, one process a comparison, one after the other; prints Markdown, as in docs/benchmarks.md.
 *
 *   npm run bench [part of a name]        names: kernels, depthwise, matMul, threads, step cnn stock, memory unet, …
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { digits, table, times } from './markdown';
import type { MemoryResult } from './memory';
import { nets } from './nets';
import type { StepResult } from './step';

const part = process.argv[2] ?? '';
const names: string[] = [];

/** Milliseconds until a comparison is given up. */
const LIMIT = { stock: 600_000, cpu: 180_000, jax: 600_000, rest: 600_000 };

console.log(`Node ${process.version}, ${cpus()[0].model.trim()}, ${cpus().length} logical processors\n`);

section('Training step', stepTable);
section('Memory', memoryTable);
section('Convolutions', () => outputOf('kernels'));
section('Depthwise gradients', () => outputOf('depthwise'));
section('Products of matrices', () => outputOf('matMul'));
section('Threads', () => outputOf('threads'));
if (!names.some(asked)) throw new Error(`Invalid part of a name: expected one of ${names.join(', ')}, received ${part}.`);

function asked(name: string): boolean {
  return name.includes(part);
}

function section(title: string, content: () => string | undefined): void {
  const text = content();
  if (text) console.log(`## ${title}\n\n${text}\n`);
}

/** Times as long as on our kernels. */
function stepTable(): string | undefined {
  const others = ['stock', 'cpu', 'jax'] as const;
  const rows = Object.entries(nets).map(([name, { title, batch, options: { size } }]) => [
    `${title}, ${size}², batch ${batch}`, '1',
    ...others.map((other) => stepCell(outputOf(`step ${name} ${other}`, LIMIT[other]))),
  ]);
  const filled = rows.filter((row) => row.slice(2).some((cell) => cell !== ''));
  const head = ['step', 'ours', 'stock + our filter gradients', 'tfjs cpu', '@jax-js/jax wasm'];
  return filled.length > 0 ? table(head, filled) : undefined;
}

/** Nothing for what was not asked for, a dash for what did not end. */
function stepCell(output: string | undefined): string {
  if (!output) return output === undefined ? '' : '–';
  const result = JSON.parse(output) as StepResult;
  return result.rounds > 1 ? times(result) : digits(result.median);
}

function memoryTable(): string | undefined {
  const titles = Object.entries(nets).map(([name, { title }]) => [name, `${title} of tf.layers`]);
  const rows = [['unetOfBlocks', 'U-Net of tfjs-blocks'], ...titles].flatMap(([name, title]) => {
    const output = outputOf(`memory ${name} --steps ${name === 'unetOfBlocks' ? 200 : 20}`);
    return output ? [[title, ...memoryCells(JSON.parse(output) as MemoryResult)]] : [];
  });
  const head = ['held', 'WASM heap after 3 steps', 'tensors', 'steps', 'WASM heap', 'tensors'];
  return rows.length > 0 ? table(head, rows) : undefined;
}

function memoryCells([early, late]: MemoryResult): string[] {
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  return [
    megabytes(early.heapBytes), megabytes(early.tensorBytes),
    `${late.steps}`, megabytes(late.heapBytes), megabytes(late.tensorBytes),
  ];
}

/**
 * What `bench/<file>.ts` prints for `name`, a file and its arguments; nothing where it took longer than `limit`, or
 * failed, which this process tells by its exit status; undefined where it was not asked for.
 */
function outputOf(name: string, limit = LIMIT.rest): string | undefined {
  names.push(name);
  if (!asked(name)) return undefined;
  const [file, ...args] = name.split(' ');
  const child = spawnSync(process.execPath, ['--import', 'tsx', `${import.meta.dirname}/${file}.ts`, ...args], {
    encoding: 'utf8', timeout: limit, killSignal: 'SIGKILL',
  });
  if (child.status === 0) return child.stdout.trim();
  if ((child.error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT') {
    console.error(`${name}: longer than ${limit / 1000} s`);
  } else {
    console.error(`${name}: ${child.error?.message ?? `exit status ${child.status ?? child.signal}`}\n${child.stderr}`);
    process.exitCode = 1;
  }
  return '';
}
