/**
 * Convolution in groups: channels fall into g groups, each convolved with its own filters, and the results stand beside
 * each other. With as many groups as channels it is a depthwise convolution.
 *
 * A. Krizhevsky, I. Sutskever, G. Hinton (2012), "ImageNet classification with deep convolutional neural networks".
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { dilatedConv2d } from './dilatedConv2d';

interface Steps {
  strides: number;
  padding: 'same' | 'valid';
  dilationRate: number;
}

/** x [B, H, W, C] and kernel [h, w, C/groups, F] → [B, H', W', F]. */
export function groupedConv2d(x: Tensor4D, kernel: Tensor4D, groups: number, { strides, padding, dilationRate }: Steps): Tensor4D {
  const [height, width, channels, filters] = kernel.shape;
  return tf.tidy(() => {
    if (channels === 1 && dilationRate === 1) {
      const own = tf.reshape(kernel, [height, width, groups, filters / groups]) as Tensor4D;
      return tf.depthwiseConv2d(x, own, strides, padding);
    }
    const [images, kernels] = [tf.split(x, groups, 3), tf.split(kernel, groups, 3)];
    const convolve = (image: Tensor4D, own: Tensor4D) =>
      dilationRate > 1 ? dilatedConv2d(image, own, dilationRate, padding) : tf.conv2d(image, own, strides, padding);
    return tf.concat(images.map((image, i) => convolve(image as Tensor4D, kernels[i] as Tensor4D)), 3);
  });
}
