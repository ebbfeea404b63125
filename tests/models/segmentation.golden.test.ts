/** Networks that label pixels against the same in PyTorch (tests/reference/segmentation.py). */
import { it } from 'vitest';
import { attentionUnet, deeplab, fcn, residualUnet, unet, unetPlusPlus, unetWith } from 'tfjs-blocks/models';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import golden from '../golden/segmentation.json';
import { onEveryDevice } from '../contracts/devices';
import { plainBackbone as plain } from '../contracts/plainBackbone';
import { expectAsInTorch } from '../contracts/torchNet';

/** As in the script; the default of fcn and deeplab is torchvision's epsilon, 1e-5. */
const norm = { kind: 'batch', epsilon: 1e-3 } as const;
const options = { filters: 3, depth: 2, name: 'net' };
const nets: Record<keyof typeof golden.nets, (x: SymbolicTensor) => SymbolicTensor> = {
  unet: (x) => unet({ ...options, classes: 2 })(x),
  unet_that_adds: (x) => unet({ ...options, skip: 'add', upsampling: 'nearest', dilation: { rate: 2, at: 'everywhere' } })(x),
  attention_unet: (x) => attentionUnet({ ...options, filters: 4 })(x),
  residual_unet: (x) => residualUnet(options)(x),
  unet_plus_plus: (x) => unetPlusPlus({ ...options, classes: 2, outputs: 'all' })(x),
  unet_with: (x) => unetWith({ encoder: plain(2, 4, 8), filters: 2, classes: 3, name: 'net' })(x),
  fcn: (x) => fcn({ backbone: plain(2, 4, 8, 16, 32), hidden: 6, classes: 2, norm, name: 'net' })(x),
  deeplab: (x) => deeplab({ backbone: plain(2, 4, 8), filters: 5, dropout: 0, classes: 3, norm, name: 'net' })(x),
  deeplab_plus: (x) => deeplab({
    backbone: plain(2, 4, 8), version: 'v3+', filters: 4, rates: [1, 2], lowLevelFilters: 3, dropout: 0, norm, name: 'net',
  })(x),
};

onEveryDevice('logits, gradients and running statistics', () => {
  it.each(Object.keys(nets) as (keyof typeof nets)[])('of %s are those of PyTorch', (name) => {
    expectAsInTorch(golden.nets[name], nets[name], { names: [[/^(?=.)/, '']], prefix: 'net' });
  });
});
