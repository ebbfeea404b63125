/**
 * EfficientNet-Lite0: the smallest EfficientNet made for phones: ReLU6 in place of swish, no squeeze-and-excitation, and stem
 * and top of one size whatever the width.
 *
 * M. Tan, Q. Le (2019), "EfficientNet: rethinking model scaling for convolutional neural networks", arXiv:1905.11946,
 * table 1. Padding and normalisation are as in TensorFlow.
 */
import type { TorchNames } from './backbone';
import { type MobileBackbone, mobileBackbone, type MobileOptions, type StageRow } from './mobileStages';

const stages: readonly StageRow[] = [
  [1, 16, 1, 1, 3],
  [6, 24, 2, 2, 3],
  [6, 40, 2, 2, 5],
  [6, 80, 3, 2, 3],
  [6, 112, 3, 1, 5],
  [6, 192, 4, 2, 5],
  [6, 320, 1, 1, 3],
];

/**
 * A backbone [B, H, W, C] → five maps of strides 2, 4, 8, 16 and 32, with 16, 24, 40, 112 and 1280 channels; 4.7 million
 * parameters with its classifier for 1000 classes.
 *
 * Layers: as in `mobilenetV2`.
 *
 * @throws where an option is out of its range
 * @example
 * const x = input([224, 224, 3]);
 * const model = tf.model({ inputs: x, outputs: classifier({ backbone: efficientnetLite0(), classes: 7 })(x) });
 */
export function efficientnetLite0<const Width extends number = 1, const O extends 8 | 16 | 32 = 32>(
  options: MobileOptions<Width, O> = {},
): MobileBackbone<[16, 24, 40, 112, 1280], Width, O> {
  return mobileBackbone<[16, 24, 40, 112, 1280], Width, O>({
    net: 'efficientnetLite0', stem: 32, top: 1280, stages,
    padding: 'same', activation: 'relu6', norm: { kind: 'batch', momentum: 0.99, epsilon: 1e-3 }, dropout: 0.2,
  }, options);
}

/** What the weights are called in timm's `tf_efficientnet_lite0`; torchvision has no such net. */
export const efficientnetLite0TorchNames: TorchNames = [
  [/^stem_conv$/, 'conv_stem'], [/^stem_bn$/, 'bn1'],
  [/^stage0_0_depthwise_conv$/, 'blocks.0.0.conv_dw'], [/^stage0_0_depthwise_bn$/, 'blocks.0.0.bn1'],
  [/^stage0_0_project_conv$/, 'blocks.0.0.conv_pw'], [/^stage0_0_project_bn$/, 'blocks.0.0.bn2'],
  [/^stage(\d)_(\d)_expand_conv$/, 'blocks.$1.$2.conv_pw'], [/^stage(\d)_(\d)_expand_bn$/, 'blocks.$1.$2.bn1'],
  [/^stage(\d)_(\d)_depthwise_conv$/, 'blocks.$1.$2.conv_dw'], [/^stage(\d)_(\d)_depthwise_bn$/, 'blocks.$1.$2.bn2'],
  [/^stage(\d)_(\d)_project_conv$/, 'blocks.$1.$2.conv_pwl'], [/^stage(\d)_(\d)_project_bn$/, 'blocks.$1.$2.bn3'],
  [/^top_conv$/, 'conv_head'], [/^top_bn$/, 'bn2'], [/^logits$/, 'classifier'],
];
