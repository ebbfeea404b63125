/** A GPU that is lost while it trains: an error in words, the checkpoint kept, and training that goes on elsewhere. */
import * as tf from '@tensorflow/tfjs-core';
import { model as layersModel } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { backendReport, useBackend } from 'tfjs-blocks/backends';
import { input } from 'tfjs-blocks/blocks';
import { dice } from 'tfjs-blocks/losses';
import { unet } from 'tfjs-blocks/models';
import { adam, train } from 'tfjs-blocks/train';
import type { Safetensors } from 'tfjs-blocks/weights';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { normal } from '../contracts/numeric';
import { startWasm } from './startWasm';

interface Gpu {
  gpgpu: { gl: WebGL2RenderingContext };
  device: { destroy(): void };
}

/** Take the device away, as a driver does that starts anew. */
function lose(name: string): void {
  const { gpgpu, device } = tf.backend() as unknown as Gpu;
  if (name === 'webgl') gpgpu.gl.getExtension('WEBGL_lose_context')!.loseContext();
  else device.destroy();
}

it.each(['webgl', 'webgpu'] as const)('%s lost in the second epoch', async (name) => {
  await useBackend(name);
  const x = input([16, 16, 3]);
  const model = layersModel({ inputs: x, outputs: unet({ depth: 1, filters: 4, seed: 1 })(x) });
  let saved: Safetensors | null = null;
  const run = (losing: boolean) => train(model, {
    data: {
      steps: 2,
      batch: (epoch, step) => tf.tidy(() => ({
        inputs: normal([2, 16, 16, 3], 10 * epoch + step),
        targets: tf.cast(tf.greater(normal([2, 16, 16, 1], 100), 0), 'float32'),
      })),
    },
    loss: dice(), optimizer: adam({ learningRate: 1e-2 }), epochs: 3, resume: true,
    checkpoint: { read: async () => saved, write: async (checkpoint) => { saved = checkpoint; } },
    onStep: ({ epoch, step }) => { if (losing && epoch === 2 && step === 1) lose(name); },
  });
  await expect(run(true)).rejects.toThrow(new RegExp(`backend ${name} has lost its device.*useBackend`));
  const kept = JSON.parse(saved!.metadata.progress) as { epoch: number };
  expect(kept.epoch).toBe(1);
  expect(Object.values(saved!.tensors).every(({ data }) => data.every(Number.isFinite))).toBe(true);

  await startWasm();
  const { history, stopped } = await run(false);
  expect([history.length, stopped]).toEqual([3, 'finished']);
  expect(history[2].loss).toBeLessThan(history[0].loss);

  expect((await useBackend(name)).name).toBe(name); // A new device, on which it goes on as well.
  const y = tf.tidy(() => model.predict(normal([1, 16, 16, 3], 5)) as tf.Tensor);
  expect((await y.data()).every(Number.isFinite)).toBe(true);
  y.dispose();
  expect(backendReport()).toMatchObject({ name, kind: 'software', precision: 'float32' });
  model.dispose();
});

it('webgl has the epsilon of the other backends, and says so', async () => {
  const report = await useBackend('webgl');
  expect(report.repaired).toContain('epsilon');
  expect(tf.backend().epsilon()).toBe(1e-7);
});

it('auto takes WASM where graphics are software, and says why', async () => {
  const wasm = await startWasm();
  const report = await useBackend('auto');
  expect(report.name).toBe(wasm.name);
  expect(report.refused.map(({ name }) => name)).toEqual(['webgpu', 'webgl']);
  report.refused.forEach(({ reason }) => expect(reason).toMatch(/no GPU here, but .*SwiftShader.*software/i));
});
