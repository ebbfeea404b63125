/**
 * What a model is made of and what it costs: its layers, their shapes and parameters, and for one image the multiply-adds
 * and the memory of what each layer gives out.
 *
 * Multiply-adds are those of convolutions and dense layers, as published for networks (a multiplication and the addition
 * that takes its result are one); what passes number by number, as normalisation and activation, is not counted.
 */
import type { LayersModel, SymbolicTensor, layers } from '@tensorflow/tfjs-layers';
import type { Dim } from '../shapes/sym';
import { type Call, multiplyAdds, sizeOf } from './multiplyAdds';

/** One layer of a {@link Summary}. */
export interface LayerSummary {
  name: string;
  className: string;
  /** NHWC, `null` where open; of the first output where there are several. */
  outputShape: readonly Dim[];
  parameters: number;
  /** For one image; NaN where its size is open. */
  multiplyAdds: number;
  /** Bytes of the outputs of one image, 4 a number; NaN where its size is open. */
  activationBytes: number;
}

/** What {@link summary} returns. */
export interface Summary {
  layers: readonly LayerSummary[];
  parameters: number;
  /** Those that training changes by gradient; not the moving averages of batch normalisation. */
  trainableParameters: number;
  /** For one image; NaN where its size is open. */
  multiplyAdds: number;
  /** Bytes of the outputs of all layers for one image, which training keeps for the backward pass; NaN where its size is open. */
  activationBytes: number;
  /** A plain text table. */
  toString(): string;
}

/**
 * The layers of a model, in order. A model inside it is one layer; a layer that is applied twice is one whose costs count twice.
 *
 * @example
 * console.log(String(summary(model)));
 * console.log(summary(model).multiplyAdds / 1e9);     // 1.8 for resnet18 and an image of 224 × 224
 */
export function summary(model: LayersModel): Summary {
  const calls = callsOf(model);
  const layers = model.layers.map((layer) => layerSummary(layer, calls.get(layer) ?? []));
  const total = (part: (layer: LayerSummary) => number) => sum(layers.map(part));
  const trainable = model.trainableWeights.map((weight) => weight.shape.reduce<number>((a, b) => a * (b ?? 1), 1));
  const totals = {
    parameters: total((layer) => layer.parameters),
    trainableParameters: sum(trainable),
    multiplyAdds: total((layer) => layer.multiplyAdds),
    activationBytes: total((layer) => layer.activationBytes),
  };
  return { layers, ...totals, toString: () => table(layers, totals) };
}

/** The applications of each layer that lead to the outputs of the model. */
function callsOf(model: LayersModel): Map<layers.Layer, Call[]> {
  const calls = new Map<layers.Layer, Call[]>();
  const seen = new Set<object>();
  // A Sequential takes the tensors of a model that it begins with as they are: no call of the model leads to them.
  const inner = model.layers.filter((layer) => (layer as Partial<LayersModel>).layers) as unknown as LayersModel[];
  const begins = new Map(inner.flatMap((part) => part.outputs.map((tensor) => [tensor, part] as const)));
  const visit = (tensors: readonly SymbolicTensor[]): void => tensors.forEach((tensor) => {
    const first = begins.get(tensor);
    const layer = first ?? tensor.sourceLayer;
    const node = tensor.sourceLayer.inboundNodes[tensor.nodeIndex];
    const [inputs, outputs] = first ? [first.inputs, first.outputs] : [node.inputTensors, node.outputTensors];
    if (seen.has(first ?? node)) return;
    seen.add(first ?? node);
    const shapes = (of: readonly SymbolicTensor[]) => of.map(({ shape }) => shape.slice(1));
    calls.set(layer, [...(calls.get(layer) ?? []), { inputShapes: shapes(inputs), outputShapes: shapes(outputs) }]);
    visit(inputs);
  });
  visit(model.outputs);
  return calls;
}

function layerSummary(layer: layers.Layer, calls: readonly Call[]): LayerSummary {
  const inner = (layer as Partial<LayersModel>).layers ? summary(layer as unknown as LayersModel) : undefined;
  return {
    name: layer.name,
    className: layer.getClassName(),
    outputShape: [null, ...(calls[0]?.outputShapes[0] ?? [])],
    parameters: layer.countParams(),
    multiplyAdds: inner ? calls.length * inner.multiplyAdds : sum(calls.map((call) => multiplyAdds(layer, call))),
    activationBytes: inner ? calls.length * inner.activationBytes : 4 * sum(calls.flatMap(({ outputShapes }) => outputShapes.map(sizeOf))),
  };
}

type Totals = Pick<Summary, 'parameters' | 'trainableParameters' | 'multiplyAdds' | 'activationBytes'>;

function table(layers: readonly LayerSummary[], totals: Totals): string {
  const head = ['layer', 'class', 'output shape', 'parameters', 'multiply-adds', 'activations'];
  const cells = layers.map((layer) => [
    layer.name, layer.className, layer.outputShape.map(String).join(' × '),
    ...[layer.parameters, layer.multiplyAdds].map(thousands), bytes(layer.activationBytes),
  ]);
  const rows = [head, ...cells];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row: string[]) =>
    row.map((cell, column) => (column > 2 ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join('  ');
  const rule = '─'.repeat(sum(widths) + 2 * (widths.length - 1));
  return [
    line(head), rule, ...cells.map(line), rule,
    `parameters            ${thousands(totals.parameters)}`,
    `trainable parameters  ${thousands(totals.trainableParameters)}`,
    `multiply-adds         ${thousands(totals.multiplyAdds)}`,
    `activations           ${bytes(totals.activationBytes)}`,
  ].join('\n');
}

function thousands(count: number): string {
  return Number.isNaN(count) ? '?' : count.toLocaleString('en-US');
}

function bytes(count: number): string {
  return Number.isNaN(count) ? '?' : `${(count / 1e3).toLocaleString('en-US', { maximumFractionDigits: 1 })} kB`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
