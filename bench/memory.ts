/**
 * What training a net holds on our kernels, as JSON: the WASM heap, which grows and never shrinks, and live tensors,
 * after 3 steps and after more.
 *
 *   npx tsx bench/memory.ts unetOfBlocks|unet|cnn|resnet18|inception [--steps 20]
 */
import { parseArgs } from 'node:util';
import { model } from '@tensorflow/tfjs-layers';
import { backendReport, useBackend } from '../src/backends';
import { input } from '../src/blocks';
import { unet } from '../src/models';
import { type Net, nets } from './nets';
import { startOf, tfjsTraining } from './training';

interface Held {
  steps: number;
  heapBytes: number;
  tensorBytes: number;
}

export type MemoryResult = Held[];

const { positionals: [name], values } = parseArgs({
  allowPositionals: true,
  options: { steps: { type: 'string', default: '20' } },
});
/** The same U-Net with this library's own layers, which keep less for the backward pass than those of tfjs. */
const unetOfBlocks: Net = {
  ...nets.unet,
  build() {
    const { size, filters } = nets.unet.options;
    const x = input([size, size, 3]);
    return model({ inputs: x, outputs: unet({ filters })(x) });
  },
};

const all: Record<string, Net> = { unetOfBlocks, ...nets };
if (!Object.hasOwn(all, name)) throw new Error(`Expected one of ${Object.keys(all)}, received ${name}.`);
const net = all[name];

await useBackend('wasm');
const training = await tfjsTraining(net, startOf(net), () => {});
const result: MemoryResult = [await after(3, 0), await after(Number(values.steps), 3)];
console.log(JSON.stringify(result));

async function after(steps: number, done: number): Promise<Held> {
  for (let step = done; step < steps; step++) await training.step();
  const { memoryBytes = 0, tensorBytes } = backendReport();
  return { steps, heapBytes: memoryBytes, tensorBytes };
}
