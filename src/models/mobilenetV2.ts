/**
 * MobileNetV2: seventeen inverted residuals with ReLU6 between a convolution of strides 2 and a 1 × 1 convolution.
 *
 * M. Sandler et al. (2018), "MobileNetV2: inverted residuals and linear bottlenecks", arXiv:1801.04381, table 2. Padding and
 * normalisation are as in torchvision; Keras has { padding: 'same', norm: { kind: 'batch', momentum: 0.999, epsilon: 1e-3 } }.
 */
import type { LayerNames, TorchNames } from './backbone';
import { type MobileBackbone, mobileBackbone, type MobileOptions, roundToEight, type StageRow } from './mobileStages';

const stages: readonly StageRow[] = [
  [1, 16, 1, 1, 3],
  [6, 24, 2, 2, 3],
  [6, 32, 3, 2, 3],
  [6, 64, 4, 2, 3],
  [6, 96, 3, 1, 3],
  [6, 160, 3, 2, 3],
  [6, 320, 1, 1, 3],
];

/**
 * A backbone [B, H, W, C] → five maps of strides 2, 4, 8, 16 and 32, with 16, 24, 32, 96 and 1280 channels; 3.5 million
 * parameters with its classifier for 1000 classes. The 1280 do not become fewer where the width is below 1.
 *
 * Layers: those of `convBlock` as `${name}_stem` and `${name}_top`, of `invertedResidual` as `${name}_stage0_0`, ….
 *
 * @throws where an option is out of its range
 * @example
 * const x = input([224, 224, 3]);
 * const model = tf.model({ inputs: x, outputs: classifier({ backbone: mobilenetV2(), classes: 7 })(x) });
 */
export function mobilenetV2<const Width extends number = 1, const O extends 8 | 16 | 32 = 32>(
  options: MobileOptions<Width, O> = {},
): MobileBackbone<[16, 24, 32, 96, 1280], Width, O> {
  const { width = 1 } = options;
  return mobileBackbone<[16, 24, 32, 96, 1280], Width, O>({
    net: 'mobilenetV2', stem: roundToEight(32 * width), top: roundToEight(1280 * Math.max(1, width)), stages,
    padding: 'torch', activation: 'relu6', norm: { kind: 'batch', momentum: 0.9, epsilon: 1e-5 }, dropout: 0.2,
  }, options);
}

/** What the weights are called in torchvision, which counts the blocks through. */
export const mobilenetV2TorchNames: TorchNames = [
  [/^stem_conv$/, 'features.0.0'], [/^stem_bn$/, 'features.0.1'],
  ...stages.flatMap(([, , repeats], stage) => Array.from({ length: repeats }, (_, i) => {
    const before = stages.slice(0, stage).reduce((sum, [, , count]) => sum + count, 1);
    const parts = stage === 0 ? ['depthwise', 'project'] : ['expand', 'depthwise', 'project'];
    return parts.flatMap((part, place) => ['conv', 'bn'].map((kind, k) => {
      const key = part === 'project' ? `${place + k}` : `${place}.${k}`;
      return [new RegExp(`^stage${stage}_${i}_${part}_${kind}$`), `features.${before + i}.conv.${key}`] as const;
    }));
  }).flat()),
  [/^top_conv$/, 'features.18.0'], [/^top_bn$/, 'features.18.1'], [/^logits$/, 'classifier.1'],
];

/** What the weights are called in Keras's `MobileNetV2`. */
export const mobilenetV2KerasNames: LayerNames = [
  [/^stem_conv$/, 'Conv1'], [/^stem_bn$/, 'bn_Conv1'],
  [/^stage0_0_(\w+)_conv$/, 'expanded_conv_$1'], [/^stage0_0_(\w+)_bn$/, 'expanded_conv_$1_BN'],
  ...stages.flatMap(([, , repeats], stage) => Array.from({ length: repeats }, (_, i) => {
    const block = stages.slice(0, stage).reduce((sum, [, , count]) => sum + count, i);
    return [['conv', ''], ['bn', '_BN']].map(([part, end]) =>
      [new RegExp(`^stage${stage}_${i}_(\\w+)_${part}$`), `block_${block}_$1${end}`] as const);
  }).flat()),
  [/^top_conv$/, 'Conv_1'], [/^top_bn$/, 'Conv_1_bn'], [/^logits$/, 'predictions'],
];
