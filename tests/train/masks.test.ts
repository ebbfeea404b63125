/** What models say of pixels: masks, label maps, probabilities, and their scores. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { input as inputLayer, layers, model as layersModel, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Raster, Sample } from 'tfjs-blocks/augment';
import { labelMapTensor, unit } from 'tfjs-blocks/data';
import { binaryCrossEntropy, crossEntropy, dice, type Loss } from 'tfjs-blocks/losses';
import { confusionCounts, operatingPoint } from 'tfjs-blocks/metrics';
import { evaluateMasks, predictMasks, predictProbabilities } from 'tfjs-blocks/train';

beforeAll(() => tf.setBackend('cpu'));

const normalization = { mean: [0], std: [1 / 255] };     // x is the level
const raster = (values: readonly number[], channels = 1): Raster => (
  { data: Uint8Array.from(values), height: 2, width: values.length / channels / 2, channels });

/** A convolution of 1 × 1: logits of each pixel from its levels. */
function linear(kernel: number[][], bias: number[], name?: string) {
  return layers.conv2d({
    filters: bias.length, kernelSize: 1, name, weights: [tf.tensor4d(kernel.flat(), [1, 1, kernel.length, bias.length]), tf.tensor1d(bias)],
  });
}

function modelOf(kernel: number[][], bias: number[]): LayersModel {
  const x = inputLayer({ shape: [null, null, kernel.length] });
  return layersModel({ inputs: x, outputs: linear(kernel, bias).apply(x) as SymbolicTensor });
}

/** The level minus 100. */
const oneChannel = modelOf([[1]], [-100]);
const gray = (id: string, values: number[], mask: number[]): Sample => ({ id, image: raster(values), mask: raster(mask) });
const pair = [
  gray('a', [99, 100, 101, 0, 200, 100], [0, 1, 1, 1, 1, 0]),
  gray('b', [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]),
];
/** Its three levels are the logits. */
const threeClasses = modelOf([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [0, 0, 0]);
const tissue: Sample[] = [
  { id: 'a', image: raster([9, 0, 0, 0, 9, 0, 0, 9, 9, 5, 5, 5], 3), masks: { tissue: raster([0, 1, 2, 1]) } },
  { id: 'b', image: raster([9, 0, 0, 0, 9, 0, 9, 0, 0, 9, 0, 0], 3), masks: { tissue: raster([0, 1, 0, 0]) } },
];
const twoHeads = (() => {
  const x = inputLayer({ shape: [null, null, 1] });
  const heads = [linear([[1]], [-100], 'lesion'), linear([[-1]], [100], 'skin')];
  return layersModel({ inputs: x, outputs: heads.map((head) => head.apply(x) as SymbolicTensor) });
})();

describe('predictMasks', () => {
  it('gives 0 and 255, inside from a logit of 0 on', async () => {
    expect(await predictMasks(oneChannel, pair, { normalization })).toEqual([Uint8Array.of(0, 255, 255, 0, 255, 255), new Uint8Array(6)]);
    expect(await predictMasks(oneChannel, [], { normalization })).toEqual([]);
  });

  it.each([
    [0, [255, 255, 255, 255, 255, 255]], [0.26, [255, 255, 255, 0, 255, 255]], [0.5, [0, 255, 255, 0, 255, 255]], [0.7, [0, 0, 255, 0, 255, 0]],
    [Infinity, [0, 0, 0, 0, 0, 0]], [-Infinity, [255, 255, 255, 255, 255, 255]],
  ])('takes a threshold of the probability: %d', async (threshold, expected) => {
    expect(await predictMasks(oneChannel, pair.slice(0, 1), { normalization, threshold })).toEqual([Uint8Array.from(expected)]);
  });

  it('has inside what has a probability of at least the threshold, ties and smallest logits included', async () => {
    const tiny = modelOf([[2 ** -30]], [-100 * 2 ** -30]);
    for (const model of [oneChannel, tiny]) {
      const [probabilities] = await predictProbabilities(model, pair, { normalization });
      for (const threshold of [...probabilities, 0.5, 0, 1]) {
        const [mask] = await predictMasks(model, pair, { normalization, threshold });
        expect([...mask]).toEqual(Array.from(probabilities, (p) => (p >= threshold ? 255 : 0)));
      }
      expect([...(await predictMasks(model, pair, { normalization }))[0]]).toEqual([0, 255, 255, 0, 255, 255]);
    }
    const [mask, scores] = [pair[0].mask!.data, (await predictProbabilities(oneChannel, pair, { normalization }))[0]];
    const { threshold, counts } = operatingPoint([...mask], scores, { kind: 'sensitivity', atLeast: 1 });
    expect(confusionCounts(mask, (await predictMasks(oneChannel, pair, { normalization, threshold }))[0])).toEqual(counts);
  });

  it('gives the likeliest class of each pixel of a model of three classes', async () => {
    expect(await predictMasks(threeClasses, tissue, { normalization, batchSize: 1 })).toEqual([Uint8Array.of(0, 1, 1, 0), Uint8Array.of(0, 1, 0, 0)]);
  });

  it('asks which output is meant', async () => {
    const expected = [new Uint8Array(6), Uint8Array.of(0, 255, 255, 0, 255, 255)];
    for (const output of [0, 'lesion']) expect((await predictMasks(twoHeads, pair, { normalization, output }))[0]).toEqual(expected[1]);
    for (const output of [1, 'skin']) {
      expect([...(await predictMasks(twoHeads, pair, { normalization, output }))[0]]).toEqual([255, 255, 0, 255, 0, 255]);
    }
  });
});

describe('predictProbabilities', () => {
  it('gives σ of one channel, and softmax of several or σ of each', async () => {
    const [one] = await predictProbabilities(oneChannel, pair, { normalization });
    one.forEach((p, i) => expect(p).toBeCloseTo(1 / (1 + Math.exp(100 - pair[0].image.data[i])), 6));
    const [many] = await predictProbabilities(threeClasses, tissue, { normalization });
    expect(many.length).toBe(12);
    [1 / (1 + 2 * Math.exp(-9)), Math.exp(-9) / (1 + 2 * Math.exp(-9))].forEach((p, i) => expect(many[i]).toBeCloseTo(p, 6));
    expect([...many.slice(9)]).toEqual([1 / 3, 1 / 3, 1 / 3].map(Math.fround));
    const [each] = await predictProbabilities(threeClasses, tissue, { normalization, activation: 'sigmoid' });
    expect([...each.slice(0, 3)]).toEqual([1 / (1 + Math.exp(-9)), 0.5, 0.5].map(Math.fround));
  });
});

describe('evaluateMasks', () => {
  it('counts a logit of 0 as predicted, and reads masks of 0 and 1 as those of 0 and 255', async () => {
    const { images, jaccard } = await evaluateMasks(oneChannel, pair, dice(), { normalization });
    expect(images).toEqual([{ id: 'a', jaccard: 3 / 5, dice: 6 / 8 }, { id: 'b', jaccard: 1, dice: 1 }]);
    expect(jaccard).toBeCloseTo(0.8, 12);
    const full = pair.map((sample) => ({ ...sample, mask: { ...sample.mask!, data: sample.mask!.data.map((bit) => 255 * bit) } }));
    expect(await evaluateMasks(oneChannel, full, dice(), { normalization })).toEqual(await evaluateMasks(oneChannel, pair, dice(), { normalization }));
    expect((await evaluateMasks(oneChannel, pair, dice(), { normalization, threshold: 0.7 })).images[0].jaccard).toBe(2 / 4);
  });

  it('scores label maps class by class', async () => {
    const evaluation = await evaluateMasks(threeClasses, tissue, crossEntropy(), { normalization, labels: 'tissue', batchSize: 1 });
    // a: truth 0 1 2 1, predicted 0 1 1 0; b: equal, without class 2
    const [first, second] = evaluation.images;
    expect(first).toEqual({ id: 'a', jaccard: (1 / 2 + 1 / 3 + 0) / 3, dice: expect.closeTo((2 / 3 + 1 / 2 + 0) / 3, 12) as number });
    expect(second).toEqual({ id: 'b', jaccard: 1, dice: 1 });
    expect(evaluation.classes!.map(({ jaccard }) => jaccard)).toEqual([(1 / 2 + 1) / 2, (1 / 3 + 1) / 2, 0].map((value) => expect.closeTo(value, 12) as number));
    expect(evaluation.thresholdJaccard).toBe(0.5);
    const expected = tf.tidy(() => {
      const logits = tf.tensor4d(tissue.flatMap(({ image }) => [...image.data]), [2, 2, 2, 3]);
      return crossEntropy()(labelMapTensor(tissue, 'tissue', { classes: 3 }), logits);
    });
    expect(evaluation.loss).toBeCloseTo(expected.dataSync()[0], 6);
    expect((await evaluateMasks(threeClasses, tissue, binaryCrossEntropy(), { normalization, labels: 'tissue' })).loss).toBeGreaterThan(0);
  });

  it('leaves out the class that no image has, and pixels that are ignored', async () => {
    const [only] = tissue.slice(1);
    const { classes } = await evaluateMasks(threeClasses, [only], crossEntropy(), { normalization, labels: 'tissue' });
    expect(classes!.map(({ dice }) => dice)).toEqual([1, 1, NaN]);
    const ignored = { ...tissue[0], masks: { tissue: raster([0, 1, 255, 255]) } };
    const { images } = await evaluateMasks(threeClasses, [ignored], crossEntropy({ ignoreLabel: 255 }), { normalization, labels: 'tissue', ignoreLabel: 255 });
    expect(images[0].jaccard).toBe(1);
  });

  it('judges two classes by the mask', async () => {
    const twoClasses = modelOf([[0, 1]], [0, -100]);
    const { images } = await evaluateMasks(twoClasses, pair, crossEntropy(), { normalization });
    expect(images[0].jaccard).toBeCloseTo((2 / 4 + 2 / 4) / 2, 12);     // a logit of 0 in both: class 0
  });

  it('judges the output that is named, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const { jaccard } = await evaluateMasks(twoHeads, pair, dice(), { normalization, output: 'lesion' });
    expect(jaccard).toBeCloseTo(0.8, 12);
    await predictProbabilities(twoHeads, pair, { normalization, output: 'skin' });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('words', () => {
  const bad = (run: () => Promise<unknown>, message: string) => expect(run()).rejects.toThrow(message);
  const twoInputs = (() => {
    const [x, y] = [inputLayer({ shape: [2, 3, 1], name: 'image' }), inputLayer({ shape: [2, 3, 1], name: 'prior' })];
    return layersModel({ inputs: [x, y], outputs: layers.add().apply([x, y]) as SymbolicTensor });
  })();
  const pooled = (() => {
    const x = inputLayer({ shape: [2, 4, 1] });
    return layersModel({ inputs: x, outputs: layers.maxPooling2d({ poolSize: 2 }).apply(x) as SymbolicTensor });
  })();
  const flat = (() => {
    const x = inputLayer({ shape: [2, 3, 1] });
    return layersModel({ inputs: x, outputs: layers.flatten().apply(x) as SymbolicTensor });
  })();
  const broken = modelOf([[NaN]], [0]);
  const even = [gray('e', [1, 2, 3, 4, 5, 6, 7, 8], [0, 0, 0, 0, 1, 1, 1, 1])];
  type Run = (model: LayersModel, samples: Sample[], options?: object) => Promise<unknown>;

  it.each<[string, Run]>([
    ['predictMasks', predictMasks], ['predictProbabilities', predictProbabilities],
    ['evaluateMasks', (model, samples, options) => evaluateMasks(model, samples, dice(), options)],
  ])('of %s name what is wrong', async (name, run) => {
    const before = tf.memory().numTensors;
    await bad(() => run(oneChannel, pair[0] as never), `Invalid \`samples\` in ${name}: expected an array of samples, received one without an array: write [sample].`);
    await bad(() => run(oneChannel, undefined as never), `Invalid \`samples\` in ${name}: expected an array of samples, received undefined.`);
    await bad(() => run(oneChannel, pair, { batchSize: 0 }), `Invalid \`batchSize\` in ${name}: expected a positive integer, received 0.`);
    await bad(() => run(twoHeads, pair), `Invalid \`output\` in ${name}: expected one of the model's 2 outputs, "lesion", "skin", or its position from 0, received undefined.`);
    await bad(() => run(twoHeads, pair, { output: 2 }), `Invalid \`output\` in ${name}: expected one of the model's 2 outputs`);
    await bad(() => run(twoHeads, pair, { output: 'lesoin' }), `Invalid \`output\` in ${name}: expected one of "lesion", "skin" (perhaps "lesion"), received "lesoin".`);
    await bad(() => run(twoInputs, pair), `Invalid \`model\` in ${name}: expected one input, the images, received ["image","prior"].`);
    await bad(() => run(pooled, even), `Invalid \`model\` in ${name}: expected an output of the shape [batch, 2, 4, channels], that of the images, received [1,1,2,1].`);
    await bad(() => run(undefined as never, pair), `Invalid \`model\` in ${name}: expected a model of layers, received undefined.`);
    await bad(() => run(oneChannel, [null] as never), `Invalid \`samples[0]\` in ${name}: expected a sample with an image, received null.`);
    await bad(() => run(flat, pair), `Invalid \`model\` in ${name}: expected an output of the shape [batch, 2, 3, channels]`);
    if (name !== 'evaluateMasks') await bad(() => run(broken, pair), `Invalid logits of sample \`a\` in ${name}: expected numbers, received NaN.`);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('of single functions name what is wrong', async () => {
    const before = tf.memory().numTensors;
    const judge = (model: LayersModel, samples: Sample[], options?: object, loss: Loss = crossEntropy()) => () => evaluateMasks(model, samples, loss, options);
    await bad(judge(oneChannel, [], {}, dice()), 'Invalid `samples` in evaluateMasks: expected at least one, received none.');
    await bad(judge(oneChannel, pair, {}, 'dice' as never), 'Invalid `loss` in evaluateMasks: expected a function, as dice() gives, received "dice".');
    await bad(judge(broken, pair, {}, dice()), 'Invalid logits of sample `a` in evaluateMasks: expected numbers, received NaN.');
    await bad(() => predictMasks(oneChannel, pair, { threshold: NaN }), 'Invalid `threshold` in predictMasks: expected a number, received NaN.');
    await bad(() => predictMasks(threeClasses, tissue, { threshold: 0.5 }), 'Invalid `threshold` in predictMasks: expected none for a model of 3 channels');
    await bad(() => predictProbabilities(oneChannel, pair, { activation: 'softmax' }), 'Invalid `activation` in predictProbabilities: expected "sigmoid" for a single channel, received "softmax".');
    await bad(() => predictProbabilities(oneChannel, pair, { activation: 'tanh' as 'sigmoid' }), 'Invalid `activation` in predictProbabilities: expected one of');
    await bad(judge(threeClasses, tissue), 'Invalid `labels` in evaluateMasks: expected the name of the label maps in `masks`, as the model has 3 classes, received undefined.');
    await bad(judge(threeClasses, tissue, { labels: 'organ' }), 'Invalid sample `a` in labelMapTensor: expected `masks` with `organ`, received none.');
    await bad(judge(oneChannel, pair, { labels: 'tissue' }, dice()), 'Invalid `labels` in evaluateMasks: expected none for a model of one channel, which is judged by `mask`, received "tissue".');
    await bad(judge(oneChannel, pair, { ignoreLabel: 255 }, dice()), 'Invalid `ignoreLabel` in evaluateMasks: expected none for a model of one channel');
    const odd = [{ ...tissue[0], masks: { tissue: raster([0, 3, 1, 1]) } }];
    await bad(judge(threeClasses, odd, { labels: 'tissue' }), 'Invalid sample `a` in labelMapTensor: expected classes from 0 to 2, received 3.');
    await bad(judge(oneChannel, [{ id: 'x', image: pair[0].image }], {}, dice()), 'Invalid sample `x` in maskTensor: expected a mask, received none.');
    await bad(judge(oneChannel, [gray('x', [1, 2, 3, 4, 5, 6], [0, 9, 0, 9, 9, 9])], {}, dice()), 'Invalid mask of sample `x` in maskTensor: expected a mask of 0 and 1');
    expect(() => labelMapTensor(tissue, 'tissue', { classes: 0 })).toThrow('Invalid `classes` in labelMapTensor: expected an integer from 1 to 256, received 0.');
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('normalises as it is told', async () => {
  const [half] = await predictProbabilities(modelOf([[1]], [-100 / 255]), pair, { normalization: unit });
  expect(half[1]).toBeCloseTo(0.5, 6);
});
