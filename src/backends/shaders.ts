/**
 * Mends kernels of tfjs's GPU backends by changing the text of their shaders:
 *
 * - `MaxPoolGrad` gives the gradient of a window to the last of equal values; cpu, WASM, Keras and PyTorch give it to the first.
 * - `Transpose` on WebGPU writes integers and truth values as floats. With more than two axes the shader does not compile for that,
 *   and the result is 0; of matrices it rounds integers of more than 24 bits.
 */
import * as tf from '@tensorflow/tfjs-core';

/** What is used of tfjs's programs: WebGL's have their text, WebGPU's make it, and are told apart by the key. */
interface Program {
  userCode?: string;
  getUserCode?(): string;
  shaderKey?: string;
}

type Backend = tf.KernelBackend & Record<string, (program: Program, ...rest: unknown[]) => tf.TensorInfo>;

interface Repair {
  /** Default: for all arguments. */
  isWrong?: (inputs: tf.NamedTensorInfoMap) => boolean;
  texts: [wrong: string, right: string][];
}

/** The method of the backend that runs a program, and what is mended. */
const repairs: Record<'webgl' | 'webgpu', { run: string; kernels: Record<string, Repair> }> = {
  webgl: {
    run: 'runWebGLProgram',
    kernels: { MaxPoolGrad: { texts: [['value >= currMinMaxValue', 'minMaxValueFound == 0.0 || value > minMaxValue']] } },
  },
  webgpu: {
    run: 'runWebGPUProgram',
    kernels: {
      MaxPoolGrad: { texts: [['value >= currMaxValue', 'maxValueFound == 0.0 || value > maxValue']] },
      Transpose: { isWrong: ({ x }) => x!.dtype !== 'float32', texts: [['f32', 'i32'], ['setOutputAtIndex(', 'setOutputAtIndexI32(']] },
    },
  },
};

const ours = new WeakSet<tf.KernelFunc>();

/** Does nothing where it is done. Returns the names of the kernels. */
export function mendShaders(backendName: 'webgl' | 'webgpu'): string[] {
  const { run, kernels } = repairs[backendName];
  for (const [name, { texts, isWrong = () => true }] of Object.entries(kernels)) {
    const stock = tf.getKernel(name, backendName);
    if (ours.has(stock.kernelFunc)) continue;
    const kernelFunc: tf.KernelFunc = (args) =>
      stock.kernelFunc(isWrong(args.inputs) ? { ...args, backend: withTexts(args.backend as Backend, run, texts) } : args);
    ours.add(kernelFunc);
    tf.unregisterKernel(name, backendName);
    tf.registerKernel({ ...stock, kernelFunc });
  }
  return Object.keys(kernels);
}

/** The backend, with other texts in the programs that it runs. */
function withTexts(backend: Backend, run: string, texts: Repair['texts']): Backend {
  const mended = (text: string) => texts.reduce((code, [wrong, right]) => code.replaceAll(wrong, right), text);
  return new Proxy(backend, {
    get: (target, key) => (key === run ? (program: Program, ...rest: unknown[]) => target[run](withText(program, mended), ...rest)
      : Reflect.get(target, key) as unknown),
  });
}

function withText(program: Program, mended: (text: string) => string): Program {
  const { userCode } = program;
  if (userCode !== undefined) return Object.assign(program, { userCode: mended(userCode) });
  const text = mended(program.getUserCode!());
  return Object.assign(program, { getUserCode: () => text, shaderKey: `${program.shaderKey}_mended` });
}
