/**
 * The bootstrap interval of an AUC against a loop of scikit-learn's, and the HD95 of 512² masks against SciPy's, in turns:
 *
 *   PYTHON=venv/bin/python node --import tsx bench/intervals.ts [rounds]
 *
 * prints Markdown: medians over the rounds of the time on the clock and, since other programs may be running, of the
 * processor's. bench/reference/metrics.py says what Python needs.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { bootstrapInterval, resampledAuc } from 'tfjs-blocks/metrics';
import { hausdorffDistance, surfaceDistances } from 'tfjs-blocks/metrics/spatial';
import { stream } from 'tfjs-blocks/random';
import { table } from './markdown';

interface Run {
  /** Milliseconds. */
  wall: number;
  /** Milliseconds of the processor. */
  processor: number;
  result: unknown;
}

const rounds = Number(process.argv[2] ?? 5);
const random = stream(7, 'bench');
const truth = Array.from({ length: 10_000 }, () => Number(random.bernoulli(0.2)));
const scores = truth.map((label) => random.normal(label));
const shape = [512, 512] as const;
/** An ellipse around a point near the centre. */
const ellipse = (y0: number, x0: number, height: number, width: number) => Array.from({ length: shape[0] * shape[1] }, (_, i) =>
  Number(((Math.floor(i / shape[1]) - y0) / height) ** 2 + ((i % shape[1] - x0) / width) ** 2 <= 1));
const masks = { truth: ellipse(256, 250, 150, 190), prediction: ellipse(262, 240, 165, 180), shape };

const ours: Record<string, () => unknown> = {
  bootstrap: () => {
    const { low, high } = bootstrapInterval(resampledAuc(truth, scores), { strata: truth, draws: 1000, seed: 7 });
    return [low, high];
  },
  hd95: () => hausdorffDistance(surfaceDistances(masks.truth, masks.prediction, { shape }), { percentile: 95 }),
};

const python = spawn(process.env.PYTHON ?? 'python3', [new URL('reference/metrics.py', import.meta.url).pathname], { stdio: ['pipe', 'pipe', 'inherit'] });
const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
python.stdin.write(`${JSON.stringify({ bootstrap: { truth, scores, draws: 1000 }, hd95: masks })}\n`);

async function pythons(name: string): Promise<Run> {
  python.stdin.write(`${name}\n`);
  return JSON.parse((await answers.next()).value as string) as Run;
}

function measured(task: () => unknown): Run {
  const start = performance.now(), before = process.cpuUsage();
  const result = task();
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - start, processor: (user + system) / 1000, result };
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];
const rows: string[][] = [];
for (const [name, task] of Object.entries(ours)) {
  const runs: { ours: Run; python: Run }[] = [];
  for (let round = 0; round <= rounds; round++) runs.push({ python: await pythons(name), ours: measured(task) });
  const of = (side: 'ours' | 'python', what: 'wall' | 'processor') => median(runs.slice(1).map((run) => run[side][what]));
  const cells = (['wall', 'processor'] as const).flatMap((what) => [
    of('python', what).toFixed(1), of('ours', what).toFixed(1), (of('python', what) / of('ours', what)).toFixed(1),
  ]);
  rows.push([name, ...cells, JSON.stringify(runs[0].python.result), JSON.stringify(runs[0].ours.result)]);
}
python.stdin.end();
console.log(table(['task', 'Python, ms', 'ours, ms', 'times', 'Python, processor ms', 'ours, processor ms', 'times', 'Python says', 'we say'], rows));
