/** What a saved model must keep, and that another program can load it. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type * as tf from '@tensorflow/tfjs-core';
import { square, sum, variableGrads } from '@tensorflow/tfjs-core';
import { model } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { convBlock, depthwiseConv, input, transposedConv, upsample } from 'tfjs-blocks/blocks';
import { classifier, fcn, resnet18, unet } from 'tfjs-blocks/models';
import { loadModel, saveModel } from 'tfjs-blocks/weights/node';
import { expectClose, normal } from '../contracts/numeric';

let folder: string;
await useBackend('cpu');
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saved-'));
});
afterAll(() => rm(folder, { recursive: true }));

const image = input([32, 32, 4]);

describe('a saved model', () => {
  const options = { norm: 'none', activation: 'linear', kernelRegularizer: { l2: 1 } } as const;
  const blocks = {
    conv: convBlock({ ...options, filters: 4, name: 'conv' })(image),
    groups: convBlock({ ...options, filters: 4, groups: 2, name: 'groups' })(image),
    depthwise: depthwiseConv({ ...options, name: 'depthwise' })(image),
    dilated: depthwiseConv({ ...options, dilationRate: 2, name: 'dilated' })(image),
    dilatedConv: convBlock({ ...options, filters: 4, dilationRate: 2, name: 'dilatedConv' })(image),
    up: upsample({ kind: 'transposed', filters: 4, kernelRegularizer: { l2: 1 }, name: 'up' })(image),
  };

  it.each(Object.keys(blocks) as (keyof typeof blocks)[])('keeps penalties and what is frozen: %s', async (name) => {
    const built = model({ inputs: image, outputs: blocks[name] });
    const penalty = ({ layers }: LayersModel) => layers.flatMap((layer) => layer.losses as (() => tf.Scalar)[]).map((loss) => loss().dataSync()[0]);
    expect(penalty(built)).toHaveLength(1);
    for (const frozen of [false, true]) {
      if (frozen) for (const layer of built.layers) layer.trainable = false;
      await saveModel(built, join(folder, name));
      const loaded = await loadModel(join(folder, name));
      expect(loaded.trainableWeights).toHaveLength(built.trainableWeights.length);
      if (!frozen) expect(penalty(loaded)).toEqual(penalty(built));
    }
  });

  it.each(['none', 'spectral'] as const)('still trains where its kernels are dilated, with kernel norm %s', async (kernelNorm) => {
    await useBackend('wasm');
    const built = model({ inputs: image, outputs: convBlock({ ...options, filters: 2, dilationRate: 2, kernelNorm, name: 'dilated' })(image) });
    await saveModel(built, join(folder, 'trains'));
    const loaded = await loadModel(join(folder, 'trains'));
    const x = normal([1, 32, 32, 4], 1);
    expectClose(loaded.predict(x) as tf.Tensor, built.predict(x) as tf.Tensor, 1e-6);
    const gradients = [built, loaded].map((net) => {
      const { grads } = variableGrads(() => sum(square(net.apply(x, { training: true }) as tf.Tensor)) as tf.Scalar);
      return Object.values(grads)[0];
    });
    expect(Array.from(gradients[0].dataSync()).some((value) => value !== 0)).toBe(true);
    expectClose(gradients[1], gradients[0], 1e-3);
    await useBackend('cpu');
  });

  it('keeps open sizes open behind a crop', async () => {
    const x = input([null, null, 2]);
    const built = model({ inputs: x, outputs: transposedConv({ ...options, filters: 2, kernelSize: 3, padding: 'torch', name: 'up' })(x) });
    await saveModel(built, join(folder, 'crop'));
    const loaded = await loadModel(join(folder, 'crop'));
    expect(loaded.outputs[0].shape).toEqual([null, null, null, 2]);
    expect((loaded.predict(normal([1, 4, 6, 2], 1)) as tf.Tensor).shape).toEqual([1, 8, 12, 2]);
  });

  it('loads in a program that has built none', async () => {
    const nets = {
      fcn: fcn({ backbone: resnet18({ width: 1 / 16 }), classes: 2, variant: '8s' })(image),
      classifier: classifier({ backbone: resnet18({ width: 1 / 16 }), classes: 2, pooling: 3 })(image),
      unet: unet({ filters: 2, depth: 2, upsampling: 'bilinear', norm: { kind: 'group', groups: 1 }, activation: 'hardSwish' })(image),
    };
    for (const [name, outputs] of Object.entries(nets)) await saveModel(model({ inputs: image, outputs }), join(folder, name));
    const program = join(folder, 'load.mts');
    await writeFile(program, `
      import { useBackend } from '${resolve('src/backends/index.ts')}';
      import { loadModel } from '${resolve('src/weights/node/index.ts')}';
      await useBackend('cpu');
      for (const name of ${JSON.stringify(Object.keys(nets))}) console.log((await loadModel(process.argv[2] + '/' + name)).layers.length);
    `);
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program, folder], { cwd: resolve('.') });
    expect(stdout.trim().split('\n')).toHaveLength(3);
  });
});
