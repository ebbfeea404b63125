/** What a model is made of: its layers, their shapes and how many parameters they have. */
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';

/** One layer of a {@link Summary}. */
export interface LayerSummary {
  name: string;
  className: string;
  /** NHWC, `null` where open; of the first output where there are several. */
  outputShape: readonly (number | null)[];
  parameters: number;
}

/** What {@link summary} returns. */
export interface Summary {
  layers: readonly LayerSummary[];
  parameters: number;
  /** Those that training changes by gradient; not the moving averages of batch normalisation. */
  trainableParameters: number;
  /** A plain text table. */
  toString(): string;
}

/**
 * The layers of a model, in order; a model inside it counts as one layer.
 *
 * @example
 * console.log(String(summary(model)));
 */
export function summary(model: LayersModel): Summary {
  const layers = model.layers.map(layerSummary);
  const trainable = model.trainableWeights.map((weight) => weight.shape.reduce<number>((a, b) => a * (b ?? 1), 1));
  const parameters = sum(layers.map((layer) => layer.parameters));
  const trainableParameters = sum(trainable);
  const toString = () => table(layers, [
    `parameters            ${thousands(parameters)}`,
    `trainable parameters  ${thousands(trainableParameters)}`,
  ]);
  return { layers, parameters, trainableParameters, toString };
}

function layerSummary(layer: layers.Layer): LayerSummary {
  const shape = layer.outputShape;
  const outputShape = (Array.isArray(shape[0]) ? shape[0] : shape) as (number | null)[];
  return { name: layer.name, className: layer.getClassName(), outputShape, parameters: layer.countParams() };
}

function table(layers: readonly LayerSummary[], totals: string[]): string {
  const cells = layers.map((layer) =>
    [layer.name, layer.className, layer.outputShape.map(String).join(' × '), thousands(layer.parameters)]);
  const rows = [['layer', 'class', 'output shape', 'parameters'], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row: string[]) =>
    row.map((cell, column) => (column === 3 ? cell.padStart(widths[3]) : cell.padEnd(widths[column]))).join('  ');
  const rule = '─'.repeat(sum(widths) + 6);
  return [line(rows[0]), rule, ...rows.slice(1).map(line), rule, ...totals].join('\n');
}

function thousands(count: number): string {
  return count.toLocaleString('en-US');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
