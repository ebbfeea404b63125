/** Padding as PyTorch's, before a convolution without any. */
import { layers } from '@tensorflow/tfjs-layers';
import { heightAndWidth, type KernelSize, type Padding } from '../shapes/size';
import { layerName } from './weights';

interface Window {
  kernelSize: KernelSize;
  strides: number;
  padding: Padding;
  dilationRate?: number;
}

/**
 * The padding that a convolution layer does itself, and the layer `${name}_pad` for what it cannot: `torch` is `same`
 * where an odd kernel goes pixel by pixel, or else zeros on all sides and `valid`.
 */
export function paddingLayers({ kernelSize, strides, padding, dilationRate = 1 }: Window, name: string | undefined) {
  if (padding !== 'torch') return { before: [], padding };
  const spans = heightAndWidth(kernelSize).map((size) => dilationRate * (size - 1));
  if (strides === 1 && spans.every((span) => span % 2 === 0)) return { before: [], padding: 'same' as const };
  const [rows, columns] = spans.map((span) => Math.floor(span / 2));
  if (rows + columns === 0) return { before: [], padding: 'valid' as const };
  const zeros = layers.zeroPadding2d({ padding: [[rows, rows], [columns, columns]], name: layerName(name, 'pad') });
  return { before: [zeros as layers.Layer], padding: 'valid' as const };
}
