/**
 * In which order numbers lie where an image is laid out in a row, or a row becomes an image: rows, columns, channels here; channels, rows,
 * columns in PyTorch. A layer with weights on such a row needs them in our order. So each tensor of the net gets the order of its last
 * axis, from the layers that lay out and those that leave every number in its place.
 */
import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { invalid } from '../shapes/check';
import { sizeOf } from './safetensorsHeader';

/** At i, where PyTorch has what is at i here; null: at i. */
export type Order = readonly number[] | null;

/** Layers that leave every number in its place, or act on each alone. */
const elementwise = new Set([
  'Activation', 'ReLU', 'LeakyReLU', 'ELU', 'Softmax', 'ThresholdedReLU', 'PReLU', 'GeluTanh', 'HardSigmoid', 'HardSwish', 'Rescaling',
  'Dropout', 'SpatialDropout1D', 'SpatialDropout2D', 'DropPath', 'GaussianNoise', 'GaussianDropout', 'AlphaDropout', 'Masking',
  'ActivityRegularization', 'BatchNormalization', 'LayerNormalization',
  'Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum', 'OpenAddition',
]);

/** What a wrapper applies, or the layer. */
export const innermost = (layer: layers.Layer): layers.Layer => (layer as { layer?: layers.Layer }).layer ?? layer;

/** The order of the last axis of what a layer is applied to, or of what it gives. */
export type OrderOf = (layer: layers.Layer, side: 'inputs' | 'outputs') => Order;

/**
 * The orders in a net.
 *
 * @param concerns whether a layer of that name gets weights of PyTorch
 * @throws where numbers are mixed that lie in different orders, and such a layer comes after; so does the answer for a layer
 * that meets several orders
 */
export function torchOrders(model: LayersModel, concerns: (name: string) => boolean): OrderOf {
  const parents = new Map<number, number>();
  const orders = new Map<number, Order>();
  const conflicts = new Map<number, layers.Layer>();
  const tensorsOf = new Map<layers.Layer, { inputs: SymbolicTensor[]; outputs: SymbolicTensor[] }>();
  const root = (id: number): number => (parents.has(id) ? root(parents.get(id)!) : id);

  /** Tells the order of a tensor, by a layer. */
  function tell({ id }: { id: number }, order: Order, layer: layers.Layer): void {
    const known = orders.get(root(id));
    if (known !== undefined && String(known) !== String(order)) conflicts.set(root(id), conflicts.get(root(id)) ?? layer);
    else orders.set(root(id), order);
  }

  /** Two tensors have one order. */
  function join(a: SymbolicTensor, b: SymbolicTensor, layer: layers.Layer): void {
    const [from, to] = [root(a.id), root(b.id)];
    if (from === to) return;
    parents.set(from, to);
    const [order, conflict] = [orders.get(from), conflicts.get(from)];
    if (conflict) conflicts.set(to, conflict);
    if (order !== undefined) tell({ id: to }, order, layer);
  }

  function follow(layer: layers.Layer, inputs: SymbolicTensor[], outputs: SymbolicTensor[], concatenations: (() => void)[]): void {
    const kind = innermost(layer).getClassName();
    const [[x], [y]] = [inputs, outputs];
    const before = tensorsOf.get(layer);
    tensorsOf.set(layer, { inputs: [...before?.inputs ?? [], ...inputs], outputs: [...before?.outputs ?? [], ...outputs] });
    // Either side of a dense layer may lie in any order, and an input of a model within the model has that of what the model is applied to.
    if (kind === 'Dense' || kind === 'InputLayer') return;
    if (kind === 'Flatten' || kind === 'Reshape') {
      reshaped(layer, x, y);
    } else if (kind === 'Concatenate' || kind === 'OpenConcatenation') {
      concatenations.push(() => {
        const { axis = -1 } = layer as { axis?: number };
        if (axis !== -1 && axis !== y.shape.length - 1) return inputs.forEach((input) => join(input, y, layer));
        const parts = inputs.map((input) => orders.get(root(input.id)) ?? null);
        inputs.forEach((input, i) => tell(input, parts[i], layer));
        tell(y, joined(parts, inputs.map(lastOf)), layer);
      });
    } else if (elementwise.has(kind) || (kind === 'GroupNormalization' && [1, lastOf(x)].includes(groupsOf(layer)))) {
      for (const input of inputs) {
        if (lastOf(input) === lastOf(y)) join(input, y, layer);
        else tell(input, null, layer);
      }
    } else {
      for (const tensor of [...inputs, ...outputs]) tell(tensor, null, layer);
    }
  }

  function reshaped(layer: layers.Layer, x: SymbolicTensor, y: SymbolicTensor): void {
    const [from, to] = [x, y].map(({ shape }) => shape.slice(1));
    if ([...from, ...to].includes(null)) return;     // of open size: no weights can be on it
    const isRow = (shape: (number | null)[]) => sizeOf(shape as number[]) === shape.at(-1);
    if (from.at(-1) === to.at(-1)) return join(x, y, layer);
    if (isRow(to)) {
      tell(x, null, layer);
      tell(y, turns(x.sourceLayer, '3,1,2') ? null : channelsFirst(from as number[]), layer);
    } else if (isRow(from)) {
      const [after] = y.sourceLayer.outboundNodes.map((node) => node.outboundLayer).filter((next) => turns(next, '2,3,1'));
      tell(x, after as unknown ? null : channelsFirst(to as number[]), layer);
      tell(y, null, layer);
    } else {
      tell(x, null, layer);
      tell(y, null, layer);
      if (channelsFirst(from as number[]) || channelsFirst(to as number[])) conflicts.set(root(y.id), layer);
    }
  }

  function walk(net: LayersModel, concatenations: (() => void)[]): void {
    const { containerNodes } = net as unknown as { containerNodes: ReadonlySet<string> };
    for (const layer of net.layers) {
      const inside = layer as Partial<LayersModel>;
      if (inside.layers) walk(layer as LayersModel, concatenations);
      layer.inboundNodes.forEach(({ inboundLayers, inputTensors, outputTensors }, i) => {
        if (containerNodes.size > 0 && !containerNodes.has(`${layer.name}_ib-${i}`)) return;
        if (!inside.layers) return follow(layer, inputTensors, outputTensors, concatenations);
        if (inboundLayers.length === 0) return;
        inputTensors.forEach((input, k) => join(inside.inputs![k], input, layer));
        outputTensors.forEach((output, k) => join(inside.outputs![k], output, layer));
      });
    }
  }

  const concatenations: (() => void)[] = [];
  model.inputs.forEach((input) => tell(input, null, input.sourceLayer));
  walk(model, concatenations);
  concatenations.forEach((concatenate) => concatenate());
  for (const layer of conflicts.values()) if (leadsTo(layer, concerns)) throw mixed(layer);
  return (layer, side) => {
    const [first = null, ...others] = (tensorsOf.get(layer)?.[side] ?? []).map(({ id }) => {
      const conflict = conflicts.get(root(id));
      if (conflict) throw mixed(conflict);
      return orders.get(root(id)) ?? null;
    });
    if (others.some((order) => String(order) !== String(first))) throw mixed(layer);
    return first;
  };
}

function leadsTo(layer: layers.Layer, concerns: (name: string) => boolean, seen = new Set<layers.Layer>()): boolean {
  if (seen.has(layer)) return false;
  seen.add(layer);
  return concerns(layer.name) || layer.outboundNodes.some(({ outboundLayer }) => leadsTo(outboundLayer, concerns, seen));
}

function mixed(layer: layers.Layer): Error {
  const expected = 'layers that leave in its place what is laid out from an image or becomes one, for PyTorch has channels first there';
  return invalid('model', 'loadTorchWeights', expected, `${layer.name} (${layer.getClassName()})`);
}

const lastOf = ({ shape }: SymbolicTensor): number | null => shape[shape.length - 1];
const groupsOf = (layer: layers.Layer): number => Number(layer.getConfig().groups);
const turns = (layer: layers.Layer, dims: string): boolean =>
  layer.getClassName() === 'Permute' && (layer.getConfig().dims as number[]).join() === dims;

/** Of […, C] laid out in a row, where PyTorch lays out [C, …]. */
function channelsFirst(shape: number[]): Order {
  const channels = shape[shape.length - 1];
  const pixels = sizeOf(shape) / channels;
  if (channels === 1 || pixels === 1) return null;
  return Array.from({ length: channels * pixels }, (_, i) => (i % channels) * pixels + Math.floor(i / channels));
}

/** Of rows one behind the other. */
function joined(parts: readonly Order[], sizes: readonly (number | null)[]): Order {
  if (parts.every((part) => part === null)) return null;
  let begin = 0;
  return parts.flatMap((part, k) => {
    const size = sizes[k]!;
    const placed = Array.from({ length: size }, (_, i) => begin + (part?.[i] ?? i));
    begin += size;
    return placed;
  });
}
