/**
 * Time of metrics against scikit-learn's, round by round in turn on one machine:
 *
 *     python -m venv venv && venv/bin/pip install scikit-learn==1.9.1 numpy==2.4.6
 *     node --import tsx bench/metrics.ts venv/bin/python
 *
 * The same inputs on both sides: 1,000,000 scores with a normal distribution by class, and 10,000,000 labels of 10 classes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { confusionMatrix, rocAuc } from 'tfjs-blocks/metrics';
import { stream } from 'tfjs-blocks/random';
import { ratio, time, wallTime } from './measure';

const ROUNDS = 9;
const random = stream(7);
const words = Uint32Array.from({ length: 10_000_000 }, (_, i) => (i % 1000 === 0 ? random.uint32() : Math.imul(i, 0x9e3779b1) ^ i >>> 3) >>> 0);
const truth = Uint8Array.from({ length: 1_000_000 }, (_, i) => (words[i] % 3 === 0 ? 1 : 0));
const scores = Float64Array.from(truth, (label) => label + random.normal());
const labels = Int32Array.from(words, (word) => word % 10);
const guesses = Int32Array.from(words, (word, i) => (word % 7 === 0 ? i % 10 : word % 10));

const python = spawn(process.argv[2] ?? 'python3', [join(import.meta.dirname, 'metrics.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
for (const array of [truth, scores, labels, guesses]) {
  if (!python.stdin.write(Buffer.from(array.buffer))) await once(python.stdin, 'drain');
}
/** Milliseconds in Python, and the result. */
const theirs = async (task: string): Promise<[milliseconds: number, result: number]> => {
  python.stdin.write(`${task}\n`);
  return JSON.parse((await lines.next()).value as string) as [number, number];
};

for (const [task, run] of Object.entries({
  auc: () => rocAuc(truth, scores),
  confusion: () => confusionMatrix(labels, guesses).values.flat().reduce((sum, value, i) => sum + value * i, 0),
})) {
  const [, expected] = await theirs(task);
  const result = run();
  if (Math.abs(result - expected) > 1e-12 * Math.abs(expected)) throw new Error(`${task}: ${result}, scikit-learn ${expected}`);
  const ours: number[] = [], reference: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await time({ run }, 1, wallTime));
    reference.push((await theirs(task))[0]);
  }
  const { low, median, high } = ratio(ours, reference);
  const best = [ours, reference].map((times) => Math.min(...times).toFixed(0));
  console.log(`${task}: ${best[0]} ms, scikit-learn ${best[1]} ms; ratio ${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`);
}
python.stdin.end();
