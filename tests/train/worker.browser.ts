/** Gradients and training in a Web Worker, on every device: as in PyTorch, like those of the page. */
import { expect, it } from 'vitest';
import { onEveryDevice } from '../contracts/devices';
import type { Findings } from './trainingWorker';

onEveryDevice('a worker', (device) => {
  it('has the gradients and the training of PyTorch', async () => {
    const { backend, threads, nets, training } = await askWorker(device);
    expect(backend).toBe(device.split(' ')[0]);
    expect(threads).toBe(({ wasm: 1, 'wasm threads': 2 } as Record<string, number>)[device]);
    for (const { loss, gradients } of nets) {
      expect(loss).toBeLessThan(1e-5);
      expect(tooLarge(gradients)).toEqual([]);
    }
    for (const { losses, weights } of training) {
      expect(losses.filter((error) => !(error <= 1e-4))).toEqual([]);
      expect(tooLarge(weights)).toEqual([]);
    }
  }, 600_000); // software GPUs take minutes
});

const tooLarge = (errors: Record<string, number>) => Object.entries(errors).filter(([, error]) => !(error <= 1e-4));

function askWorker(device: string): Promise<Findings> {
  const worker = new Worker(new URL('./trainingWorker.ts', import.meta.url), { type: 'module' });
  return new Promise<Findings>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Findings>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(`The worker failed: ${message}`));
    worker.postMessage(device);
  }).finally(() => worker.terminate());
}
