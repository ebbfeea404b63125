import * as tf from '@tensorflow/tfjs-core';
import { model } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { convBlock, input } from 'tfjs-blocks/blocks';
import { binaryCrossEntropy, dice, sumLosses } from 'tfjs-blocks/losses';
import {
  attentionUnet, backbone, deeplab, fcn, inceptionV3, residualUnet, resnet18, unet, unetBackbone, unetPlusPlus, unetWith,
} from 'tfjs-blocks/models';
import type { Backbone, FeatureMap } from 'tfjs-blocks/models';
import { blockContract } from '../contracts/block';
import { normal } from '../contracts/numeric';
import { startWasm } from '../startDevice';

const bilinear = ['BilinearUpSampling2D'];
const like = ['BilinearResizingLike'];
const dilated = ['DilatedConv2D'];

/** One convolution a stage, with strides of 2 where the stride of the stage asks for them. */
function plain(seed: number, strides: readonly number[]): Backbone {
  const steps = strides.map((stride, i) => stride / (strides[i - 1] ?? 1));
  const convs = steps.map((step, i) => convBlock<number, 3, number>({ filters: 3 + i, strides: step, seed, name: `plain_${i}` }));
  const apply = (x: FeatureMap) => {
    let y = x;
    return convs.map((conv) => (y = conv(y)));
  };
  return backbone(apply, { prefix: 'plain', strides });
}

type Net = (seed: number) => (x: SymbolicTensor) => SymbolicTensor;
const small = { filters: 3, depth: 2 };
const nets: [title: string, net: Net, classes: number, ownClasses?: string[]][] = [
  ['attentionUnet', (seed) => attentionUnet({ ...small, seed }), 1, bilinear],
  ['residualUnet', (seed) => residualUnet({ ...small, seed, classes: 2 }), 2],
  ['unetPlusPlus', (seed) => unetPlusPlus({ ...small, seed }), 1],
  ['unetPlusPlus with all outputs', (seed) => unetPlusPlus({ ...small, seed, classes: 3, outputs: 'all', upsampling: 'nearest' }), 3],
  ['unet that adds, dilated everywhere', (seed) => unet({ ...small, seed, skip: 'add', dilation: { rate: 2, at: 'everywhere' } }), 1, dilated],
  ['unet dilated at the bottom', (seed) => unet({ ...small, seed, dilation: { rate: 2, at: 'bottom' } }), 1, dilated],
  ['unetWith', (seed) => unetWith({ encoder: plain(seed, [2, 4]), filters: 3, classes: 2, seed }), 2],
  ['unetPlusPlus on a backbone', (seed) => unetPlusPlus({ encoder: plain(seed, [2, 4]), filters: 3, seed, outputs: 'all' }), 1],
  ['fcn 8s', (seed) => fcn({ backbone: plain(seed, [2, 4, 8]), hidden: 4, classes: 2, seed }), 2, like],
  ['deeplab v3', (seed) => deeplab({ backbone: plain(seed, [2, 4, 8]), rates: [1, 2], filters: 4, dropout: 0, seed }), 1, [...like, ...dilated]],
  ['deeplab v3+', (seed) => deeplab({
    backbone: plain(seed, [4, 8]), version: 'v3+', rates: [1], filters: 4, lowLevelFilters: 2, dropout: 0, seed,
  }), 1, like],
];
for (const [title, block, classes, ownClasses] of nets) {
  blockContract(title, { inputs: [[8, 12, 3]], block, output: [null, 8, 12, classes], ownClasses });
}

await useBackend('cpu');

describe('networks that label pixels', () => {
  const layersOf = (logits: SymbolicTensor, x: SymbolicTensor) => model({ inputs: x, outputs: logits }).layers.map(({ name }) => name);

  it('fuse as many maps as the variant of fcn says', () => {
    const scores = (variant: '32s' | '16s' | '8s') => {
      const x = input([64, 32, 3]);
      return layersOf(fcn({ backbone: plain(1, [2, 4, 8, 16, 32]), variant, seed: 1 })(x), x).filter((name) => /score/.test(name));
    };
    expect(scores('32s')).toEqual(['fcn_score32_conv']);
    expect(new Set(scores('16s'))).toEqual(new Set(['fcn_score32_conv', 'fcn_score16_conv']));
    expect(new Set(scores('8s'))).toEqual(new Set(['fcn_score32_conv', 'fcn_score16_conv', 'fcn_score8_conv']));
  });

  it('take the last of maps of the same stride', () => {
    const maps = backbone((x: FeatureMap) => [x, x], { prefix: 'two', strides: [8, 8] });
    const both = backbone((x: FeatureMap) => {
      const y = convBlock({ filters: 2, strides: 8, name: 'first' })(x) as FeatureMap;
      return [y, convBlock({ filters: 2, name: 'second' })(y)];
    }, maps);
    const x = input([16, 16, 3]);
    expect(layersOf(fcn({ backbone: both })(x), x)).toContain('second_relu');
  });

  it('run on images of any size', () => {
    const x = input([null, null, 3]);
    const maps = plain(1, [2, 4, 8]);
    for (const logits of [fcn({ backbone: maps })(x), deeplab({ backbone: maps, rates: [1], filters: 2, version: 'v3+' })(x)]) {
      const built = model({ inputs: x, outputs: logits });
      expect(built.outputs[0].shape).toEqual([null, null, null, 1]);
      expect((built.predict(tf.zeros([1, 13, 10, 3])) as tf.Tensor).shape).toEqual([1, 13, 10, 1]);
    }
  });

  it('choose the rates of the pyramid by the output stride', () => {
    const rates = (outputStride: 8 | 16) => {
      const x = input([16, 16, 3]);
      const built = model({ inputs: x, outputs: deeplab({ backbone: resnet18({ width: 1 / 16, outputStride }), filters: 2 })(x) });
      return [1, 2, 3].map((i) => (built.getLayer(`deeplab_aspp_dilated${i}_conv`).getConfig().dilationRate as number[])[0]);
    };
    expect(rates(16)).toEqual([6, 12, 18]);
    expect(rates(8)).toEqual([12, 24, 36]);
  });

  it('decode to the size of the image, whatever the finest map', () => {
    const x = input([64, 32, 3]);
    const built = model({ inputs: x, outputs: unetWith({ encoder: resnet18({ width: 1 / 16 }), filters: 2, classes: 5 })(x) });
    expect(built.outputs[0].shape).toEqual([null, 64, 32, 5]);
    const filters = [0, 1, 2, 3, 4].map((i) => built.getLayer(`unet_decoder${i}_2_conv`).outputShape.at(-1));
    expect(filters).toEqual([2, 4, 8, 16, 32]);
  });

  it('have the parameters counted by hand', () => {
    const count = (outputs: SymbolicTensor, inputs: SymbolicTensor) => model({ inputs, outputs }).countParams();
    const x = input([8, 8, 3]);
    // Without norm: two levels of 2 and 4 channels, kernels and biases.
    const [down, bottom, up, head] = [3 * 9 * 2 + 2 + 2 * 9 * 2 + 2, 2 * 9 * 4 + 4 + 4 * 9 * 4 + 4, 4 * 4 * 2 + 2 + 4 * 9 * 2 + 2 + 2 * 9 * 2 + 2, 3];
    const options = { filters: 2, depth: 1, norm: 'none' } as const;
    expect(count(unet(options)(x), x)).toBe(down + bottom + up + head);
    const gate = 4 * 2 * 1 + 1 + 4 * 1 + 1 + 1 + 1;     // θ 2 × 2, φ and ψ 1 × 1, one channel inside
    expect(count(attentionUnet(options)(x), x)).toBe(down + bottom + up + head + gate);
    const shortcuts = 3 * 2 + 2 + 2 * 4 + 4 + 4 * 2 + 2;
    expect(count(residualUnet(options)(x), x)).toBe(down + bottom + up + head + shortcuts);
    // Three levels: x₁₁ is a level up like that of the U-Net, x₀₂ sees a map more.
    const plus = count(unetPlusPlus({ ...options, depth: 2 })(x), x) - count(unet({ ...options, depth: 2 })(x), x);
    expect(plus).toBe(up + 2 * 9 * 2);
  });
});

describe('the families of torchvision', () => {
  it.each([
    ['fcn', (x: SymbolicTensor) => fcn({ backbone: plain(1, [2, 4, 8]), hidden: 2 })(x), 'fcn_hidden_bn'],
    ['deeplab', (x: SymbolicTensor) => deeplab({ backbone: plain(1, [2, 4, 8]), filters: 2, norm: undefined })(x), 'deeplab_1_bn'],
  ] as const)('%s normalises as it does there', (_, net, layer) => {
    const x = input([16, 16, 3]);
    expect(model({ inputs: x, outputs: net(x) }).getLayer(layer).getConfig()).toMatchObject({ momentum: 0.9, epsilon: 1e-5 });
  });
});

describe('bad options', () => {
  const [x, two] = [input([16, 16, 3]), plain(1, [2, 4])];
  const gap = plain(1, [2, 8]);
  const bad: [what: string, build: () => unknown, message: string][] = [
    ['no encoder', () => unetWith({} as never), 'Invalid `encoder` in unetWith: expected a backbone, as resnet18(), received undefined.'],
    ['no backbone of fcn', () => fcn({} as never), 'Invalid `backbone` in fcn: expected a backbone, as resnet18(), received undefined.'],
    ['no backbone of deeplab', () => deeplab({} as never), 'Invalid `backbone` in deeplab: expected a backbone, as resnet18(), received undefined.'],
    ['an encoder without padding', () => unetWith({ encoder: inceptionV3() }), 'Invalid `encoder` in unetWith: expected a backbone whose feature maps have ⌈H / stride⌉ rows, as inceptionV3 with `padding: "same"`, received "inceptionV3 without padding".'],
    ['such an encoder of U-Net++', () => unetPlusPlus({ encoder: inceptionV3() }), 'Invalid `encoder` in unetPlusPlus: expected a backbone whose feature maps'],
    ['maps of other sizes', () => unetWith({ encoder: backbone((image: FeatureMap) => [image, image], { prefix: 'x', strides: [1, 2] }) })(x), 'Invalid `encoder` in unetWith: expected a backbone whose feature maps have ⌈H / stride⌉ rows, as inceptionV3 with `padding: "same"`, received [16,16].'],
    ['depth beside an encoder', () => unetPlusPlus({ encoder: two, depth: 2 }), 'Invalid `depth` in unetPlusPlus: expected none where there is an `encoder`, received 2.'],
    ['an image for attentionUnet', () => attentionUnet()(input([16, 18, 3]) as SymbolicTensor), 'Invalid width of `x` in attentionUnet: expected a multiple of 16, received 18.'],
    ['classes of residualUnet', () => residualUnet({ classes: 0 as number }), 'Invalid `classes` in residualUnet: expected a positive integer, received 0.'],
    ['norm of fcn', () => fcn({ backbone: plain(1, [8]), norm: null as never }), 'Invalid `norm` in fcn: expected "none" or { kind:'],
    ['activation of fcn', () => fcn({ backbone: plain(1, [8]), activation: 'reul' as never }), 'Invalid `activation` in fcn: expected one of'],
    ['one stage only', () => unetWith({ encoder: plain(1, [2]) }), 'Invalid `encoder` in unetWith: expected a backbone with two feature maps or more, each half the size of the one before, as with strides 2, 4, 8, 16, 32, received [2].'],
    ['a stage left out', () => unetWith({ encoder: gap }), 'Invalid `encoder` in unetWith: expected a backbone with two feature maps or more, each half the size of the one before, as with strides 2, 4, 8, 16, 32, received [2,8].'],
    ['an image that does not divide', () => unetWith({ encoder: two })(input([16, 18, 3]) as SymbolicTensor), 'Invalid width of `x` in unetWith: expected a multiple of 4, received 18.'],
    ['too few stages for 8s', () => fcn({ backbone: two }), 'Invalid `backbone` in fcn: expected a backbone with feature maps of every stride from 8 to its coarsest, as with strides 2, 4, 8, 16, 32, received [2,4].'],
    ['no stride of 8', () => fcn({ backbone: plain(1, [4, 16]) }), 'every stride from 8 to its coarsest'],
    ['variant', () => fcn({ backbone: two, variant: '4s' as '8s' }), 'Invalid `variant` in fcn: expected one of "32s", "16s", "8s"'],
    ['hidden', () => fcn({ backbone: two, hidden: 0 }), 'Invalid `hidden` in fcn: expected a positive integer, received 0.'],
    ['dropout', () => fcn({ backbone: two, dropout: 1 }), 'Invalid `dropout` in fcn: expected a number in [0, 1), received 1.'],
    ['stride of the last map', () => deeplab({ backbone: two }), 'Invalid `backbone` in deeplab: expected a backbone whose last feature map has stride 8 or 16 (see `outputStride`), or `rates`, received [2,4].'],
    ['no map of stride 4', () => deeplab({ backbone: gap, version: 'v3+' }), 'Invalid `backbone` in deeplab: expected a backbone with a feature map of stride 4, received [2,8].'],
    ['version', () => deeplab({ backbone: gap, version: 'v2' as 'v3' }), 'Invalid `version` in deeplab: expected one of "v3", "v3+"'],
    ['rates', () => deeplab({ backbone: gap, rates: [2, 0] }), 'Invalid `rates[1]` in aspp: expected a positive integer, received 0.'],
    ['outputs', () => unetPlusPlus({ outputs: 'first' as 'last' }), 'Invalid `outputs` in unetPlusPlus: expected one of "last", "all", received "first".'],
    ['depth of U-Net++', () => unetPlusPlus({ depth: 0 }), 'Invalid `depth` in unetPlusPlus: expected a positive integer, received 0.'],
    ['size of U-Net++', () => unetPlusPlus()(input([24, 16, 3]) as SymbolicTensor), 'Invalid height of `x` in unetPlusPlus: expected a multiple of 16, received 24.'],
    ['dilation', () => unet({ dilation: { rate: 0, at: 'bottom' } })(x), 'Invalid `dilation.rate` in unet: expected a positive integer, received 0.'],
    ['place of dilation', () => unet({ dilation: { rate: 2, at: 'top' as 'bottom' } })(x), 'Invalid `dilation.at` in unet: expected one of "bottom", "everywhere", received "top".'],
    ['unit', () => unet({ unit: 'dense' as 'residual' }), 'Invalid `unit` in unet: expected one of "doubleConv", "residual", received "dense".'],
    ['depth of the backbone', () => unetBackbone({ depth: -1 }), 'Invalid `depth` in unetBackbone: expected a positive integer, received -1.'],
  ];
  it.each(bad)('are named: %s', (_, build, message) => {
    expect(build).toThrow(message);
  });
});

describe('training on wasm', () => {
  const nets: [title: string, net: Net][] = [
    ['a U-Net dilated everywhere', (seed) => unet({ filters: 4, depth: 1, dilation: { rate: 2, at: 'everywhere' }, seed })],
    ['DeepLab v3+', (seed) => deeplab({
      backbone: plain(seed, [2, 4, 8]), version: 'v3+', rates: [1, 2, 3], filters: 8, lowLevelFilters: 8, dropout: 0.1, seed,
    })],
  ];
  it.each(nets)('lowers the loss of %s', async (_, net) => {
    await startWasm(1);
    const x = input([16, 16, 1]);
    const built = model({ inputs: x, outputs: net(3)(x) });
    built.compile({ optimizer: tf.train.adam(0.02), loss: sumLosses([binaryCrossEntropy(), dice()]) });
    // Blobs: noise smoothed by what a coarse map can say.
    const masks = tf.cast(tf.greater(tf.image.resizeNearestNeighbor(normal([8, 4, 4, 1], 1) as tf.Tensor4D, [16, 16]), 0), 'float32');
    const images = tf.add(masks, tf.mul(normal([8, 16, 16, 1], 2), 0.3));
    const { history } = await built.fit(images, masks, { epochs: 20, batchSize: 8, shuffle: false, verbose: 0 });
    expect(history.loss.at(-1)).toBeLessThan(0.5 * Number(history.loss[0]));
  });
});
