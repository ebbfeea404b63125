/** Convolutions with channels first, [N, C, H, W]: operands are transposed to channels last, and the result back. */
import * as tf from '@tensorflow/tfjs-core';
import type { WasmBackend } from './backend';
import type { ConvolutionAttributes } from './geometry';

interface ConvArgs {
  inputs: Record<string, tf.TensorInfo | undefined>;
  backend: WasmBackend;
  attrs: ConvolutionAttributes & { inputShape?: number[] };
}

type ConvKernel = (args: ConvArgs) => tf.TensorInfo;

/** Inputs that lie as images do. Weights of PReLU with three axes are [C, H, W]. */
const images = ['x', 'dy'];

/** `kernel`, which takes channels last, for both orders. `givesImages`: whether its result lies as images do. */
export function anyChannelOrder<Args>(kernel: (args: Args) => tf.TensorInfo, givesImages = true): (args: Args) => tf.TensorInfo {
  return (args) => {
    const convArgs = args as unknown as ConvArgs;
    if (convArgs.attrs.dataFormat !== 'NCHW') return kernel(args);
    return channelsLast(convArgs, kernel as unknown as ConvKernel, givesImages);
  };
}

function channelsLast({ inputs, backend, attrs }: ConvArgs, kernel: ConvKernel, givesImages: boolean): tf.TensorInfo {
  const made: tf.TensorInfo[] = [];
  const transpose = (x: tf.TensorInfo, perm: number[]): tf.TensorInfo => {
    const y = tf.getKernel('Transpose', 'wasm').kernelFunc({ inputs: { x }, backend, attrs: { perm } }) as tf.TensorInfo;
    made.push(y);
    return y;
  };
  const last = ([n, c, h, w]: number[]): number[] => [n, h, w, c];
  const arranged = (name: string, x?: tf.TensorInfo): tf.TensorInfo | undefined => {
    if (x && images.includes(name)) return transpose(x, [0, 2, 3, 1]);
    return x && name === 'preluActivationWeights' && x.shape.length === 3 ? transpose(x, [1, 2, 0]) : x;
  };
  const { inputShape, pad } = attrs;
  let result: tf.TensorInfo | undefined;
  try {
    const turned = Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, arranged(name, x)]));
    const y = kernel({
      inputs: turned,
      backend,
      attrs: {
        ...attrs, dataFormat: 'NHWC', ...(inputShape && { inputShape: last(inputShape) }),
        pad: Array.isArray(pad) ? [pad[0], pad[2], pad[3], pad[1]] as typeof pad : pad,
      },
    });
    if (!givesImages) return y;
    made.push(y);
    return result = transpose(y, [0, 3, 1, 2]);
  } finally {
    made.filter((tensor) => tensor !== result).forEach(({ dataId }) => { backend.disposeData(dataId); });
  }
}
