/** Images to rows of numbers: the means over all pixels of three feature maps of a frozen net. */
import { layers, type LayersModel, model as layersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { input } from 'tfjs-blocks/blocks';
import { type Dataset, imageTensor, sampleLoader } from 'tfjs-blocks/data';
import { backboneOf } from 'tfjs-blocks/models';

/** A model [B, size, size, 3] → [B, channels of all cuts]. */
export function pooledFeatures(net: LayersModel, cuts: readonly string[], size: number): LayersModel {
  const image = input([size, size, 3]);
  const pooled = backboneOf(net, cuts)(image).map((map) => layers.globalAveragePooling2d({}).apply(map) as SymbolicTensor);
  return layersModel({ inputs: image, outputs: layers.concatenate({}).apply(pooled) as SymbolicTensor });
}

/** The features of all images of a data set, a row each in its order. */
export async function featuresOf(model: LayersModel, dataset: Dataset, onImages: (done: number) => void): Promise<number[][]> {
  const rows: number[][] = [];
  for await (const samples of sampleLoader({ dataset, batchSize: 16, order: 'sequential' }).epoch(0)) {
    const features = tf.tidy(() => model.predict(imageTensor(samples)) as Tensor);
    rows.push(...await features.array() as number[][]);
    features.dispose();
    onImages(rows.length);
  }
  return rows;
}

/** Rows with mean 0 and deviation 1 in every column of `reference`. */
export function standardize(rows: number[][], reference: number[][]): number[][] {
  const columns = reference[0].map((_, column) => {
    const values = reference.map((row) => row[column]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { mean, deviation: Math.sqrt(variance) || 1 };
  });
  return rows.map((row) => row.map((value, column) => (value - columns[column].mean) / columns[column].deviation));
}
