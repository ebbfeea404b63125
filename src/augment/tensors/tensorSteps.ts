/** The steps that change an image where it is, on tensors [1, H, W, C] of levels 0–255; results are rounded and clipped. */
import * as tf from '@tensorflow/tfjs-core';
import { invalid } from '../../shapes/check';
import { gaussianField, saltPepperField } from '../applyNoise';
import { gaussianWeights } from '../filter';
import { layerOf } from '../overlay';
import type { CutoutStep, ImageStep, Step } from '../steps';
import { mirror } from '../warp';

/** Whether the step is for the host only, as it works on parts of the image by themselves. */
export function isForHost({ kind }: Step): boolean {
  return kind === 'clahe' || kind === 'jpeg';
}

/** @throws where the step looks at parts of an image by themselves: clahe and jpeg are for the host */
export function applyToTensor(image: tf.Tensor4D, step: ImageStep): tf.Tensor4D {
  return tf.clipByValue(tf.round(changed(image, step)), 0, 255) as tf.Tensor4D;
}

function changed(image: tf.Tensor4D, step: ImageStep): tf.Tensor {
  const [, height, width, channels] = image.shape, size = { height, width };
  switch (step.kind) {
    case 'levels': return about(image, tf.mean(image), step.contrast, 255 * step.brightness);
    case 'brightness': return tf.mul(image, step.factor);
    case 'contrast': return about(image, tf.mean(grey(image)), step.factor);
    case 'gamma': return tf.mul(255, tf.pow(tf.div(image, 255), step.factor));
    case 'posterize': return tf.mul(tf.floor(tf.div(image, 2 ** (8 - step.bits))), 2 ** (8 - step.bits));
    case 'solarize': return tf.where(tf.less(image, step.threshold), image, tf.sub(255, image));
    case 'autoContrast': {
      const low = tf.min(image, [1, 2], true), spread = tf.sub(tf.max(image, [1, 2], true), low);
      const isFlat = tf.equal(spread, 0), stretched = tf.div(tf.mul(255, tf.sub(image, low)), tf.maximum(spread, 1));
      return tf.add(tf.mul(image, tf.cast(isFlat, 'float32')), tf.mul(stretched, tf.sub(1, tf.cast(isFlat, 'float32'))));
    }
    case 'equalize': return tf.stack(tf.unstack(image, 3).map(equalized), 3) as tf.Tensor4D;
    case 'saturation': return channels === 3 ? about(image, grey(image), step.factor) : image;
    case 'grayscale': return channels === 3 ? tf.tile(grey(image), [1, 1, 1, 3]) : image;
    case 'hue': return channels === 3 ? turned(image, step.degrees / 60) : image;
    case 'channelShuffle': return channels === step.order.length ? tf.gather(image, tf.tensor1d([...step.order], 'int32'), 3) : image;
    case 'filter': return correlate(image, step.kernel, step.rows, step.columns);
    case 'gaussianBlur': {
      const weights = gaussianWeights(step.sigma);
      return correlate(correlate(image, weights, 1, weights.length), weights, weights.length, 1);
    }
    case 'gaussianNoise': return tf.add(image, tf.tensor4d(gaussianField(image.size, step.seed, step.deviation), image.shape));
    case 'saltPepper': {
      const field = tf.tensor4d(saltPepperField(height * width, step.seed, step.fraction), [1, height, width, 1]);
      return over(image, tf.cast(tf.greaterEqual(field, 0), 'float32'), field);
    }
    case 'cutout': return cutTensor(image, step.rectangles, step.fill);
    case 'hair':
    case 'ruler':
    case 'vignette': {
      const { cover, colors } = layerOf(step, size), all = tf.tensor4d(colors, [1, height, width, 3]);
      const shown = channels === 3 ? all : tf.mean(all, 3, true);
      return over(image, tf.tensor4d(cover, [1, height, width, 1]), shown);
    }
    case 'clahe':
    case 'jpeg': throw invalid('steps', 'replayTensors', 'none for the host only: use `replayTensorsAsync`', step.name || step.kind);
  }
}

/** All rectangles at one level. */
export function cutTensor(image: tf.Tensor4D, rectangles: CutoutStep['rectangles'], fill: number): tf.Tensor4D {
  const [, height, width] = image.shape, cover = new Float32Array(height * width);
  for (const [left, top, wide, high] of rectangles) {
    for (let y = top; y < Math.min(height, top + high); y++) cover.fill(1, y * width + left, y * width + Math.min(width, left + wide));
  }
  return over(image, tf.tensor4d(cover, [1, height, width, 1]), tf.scalar(fill));
}

/** image + cover · (colour − image). */
function over(image: tf.Tensor4D, cover: tf.Tensor, color: tf.Tensor): tf.Tensor4D {
  return tf.add(image, tf.mul(cover, tf.sub(color, image)));
}

/** factor · (image − middle) + middle + added. */
function about(image: tf.Tensor4D, middle: tf.Tensor, factor: number, added = 0): tf.Tensor4D {
  return tf.add(tf.add(tf.mul(factor, tf.sub(image, middle)), middle), added);
}

/** [1, H, W, 1]. */
function grey(image: tf.Tensor4D): tf.Tensor4D {
  if (image.shape[3] !== 3) return tf.mean(image, 3, true);
  return tf.sum(tf.mul(image, tf.tensor1d([0.299, 0.587, 0.114])), 3, true);
}

/** As `equalized` of tables.ts, for one channel [1, H, W]. */
function equalized(channel: tf.Tensor): tf.Tensor {
  const levels = tf.cast(tf.reshape(channel, [-1]), 'int32') as tf.Tensor1D;
  const counts = tf.cast(tf.bincount(levels, tf.tensor1d([]), 256), 'float32'), sums = tf.cumsum(counts);
  const darkest = tf.gather(counts, tf.cast(tf.min(levels), 'int32')), rest = tf.sub(levels.size, darkest);
  const table = tf.div(tf.mul(255, tf.sub(sums, darkest)), tf.maximum(rest, 1));
  const spread = tf.reshape(tf.gather(table, levels), channel.shape), isFlat = tf.cast(tf.equal(rest, 0), 'float32');
  return tf.add(tf.mul(channel, isFlat), tf.mul(spread, tf.sub(1, isFlat)));
}

/** As `rotateHue` of mix.ts. */
function turned(image: tf.Tensor4D, sixths: number): tf.Tensor4D {
  const [r, g, b] = tf.split(image, 3, 3), most = tf.max(image, 3, true), chroma = tf.sub(most, tf.min(image, 3, true));
  const over = tf.maximum(chroma, 1);
  const at = (start: number, up: tf.Tensor, down: tf.Tensor) => tf.add(start, tf.div(tf.sub(up, down), over));
  const hue = tf.where(tf.equal(most, r), at(0, g, b), tf.where(tf.equal(most, g), at(2, b, r), at(4, r, g)));
  return tf.concat([0, 2, 4].map((own) => {
    const along = tf.mod(tf.add(hue, sixths - own + 12), 6), distance = tf.minimum(along, tf.sub(6, along));
    return tf.sub(most, tf.mul(chroma, tf.clipByValue(tf.sub(distance, 1), 0, 1)));
  }), 3) as tf.Tensor4D;
}

/** The image with a mirrored margin along an axis, which may be wider than the image. */
function frame(image: tf.Tensor4D, axis: 1 | 2, margin: number): tf.Tensor4D {
  const size = image.shape[axis], places = Array.from({ length: size + 2 * margin }, (_, i) => mirror(i - margin, size));
  return margin === 0 ? image : tf.gather(image, tf.tensor1d(places, 'int32'), axis);
}

/** Mirrored about the outermost pixels, each channel by itself. */
function correlate(image: tf.Tensor4D, kernel: readonly number[], rows: number, columns: number): tf.Tensor4D {
  const channels = image.shape[3], y = (rows - 1) / 2, x = (columns - 1) / 2;
  const framed = frame(frame(image, 1, y), 2, x);
  const weights = tf.tile(tf.tensor4d([...kernel], [rows, columns, 1, 1]), [1, 1, channels, 1]) as tf.Tensor4D;
  return tf.depthwiseConv2d(framed, weights, 1, 'valid');
}
