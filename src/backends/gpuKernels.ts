/**
 * Mends kernels of tfjs's GPU backends, most by changing the text of their shaders:
 *
 * - `MaxPoolGrad` gives the gradient of a window to the last of equal values; cpu, WASM, Keras and PyTorch give it to the first.
 * - `Transpose` on WebGPU writes integers and truth values as floats, those that were cast as well. With more than two axes the shader
 *   does not compile for that, and the result is 0; of matrices it rounds integers of more than 24 bits.
 * - Products of matrices on WebGL, and with them convolutions, take in what stands beside the values where the size summed over is odd:
 *   textures hold four values a pixel, and `exp` makes ones of the zeros beside them.
 * - `AddN` on WebGPU gives 0 for more tensors than a shader may read.
 */
import * as tf from '@tensorflow/tfjs-core';

/** What is used of tfjs's programs: WebGL's have their text, WebGPU's make it, and are told apart by the key. */
interface Program {
  userCode?: string;
  getUserCode?(): string;
  shaderKey?: string;
}

type Backend = tf.KernelBackend & Record<'runWebGLProgram' | 'runWebGPUProgram', (program: Program, ...rest: unknown[]) => tf.TensorInfo>;
type Texts = [wrong: string, right: string][];
type Repair = (stock: tf.KernelFunc) => tf.KernelFunc;

const repairs: Record<'webgl' | 'webgpu', Record<string, Repair>> = {
  webgl: { MaxPoolGrad: withTexts([['value >= currMinMaxValue', 'minMaxValueFound == 0.0 || value > minMaxValue']]) },
  webgpu: {
    AddN: (stock) => (args) => addInParts(stock, args),
    MaxPoolGrad: withTexts([['value >= currMaxValue', 'maxValueFound == 0.0 || value > maxValue']]),
  },
};

const ours = new WeakSet<tf.KernelFunc>();
const mendedBackends = new WeakSet<tf.KernelBackend>();

/** Mends the current backend, or does nothing where it is done. Returns the names of the kernels. */
export function mendGpuKernels(backendName: 'webgl' | 'webgpu'): string[] {
  for (const [name, repair] of Object.entries(repairs[backendName])) {
    const stock = tf.getKernel(name, backendName);
    if (ours.has(stock.kernelFunc)) continue;
    const kernelFunc = repair(stock.kernelFunc);
    ours.add(kernelFunc);
    tf.unregisterKernel(name, backendName);
    tf.registerKernel({ ...stock, kernelFunc });
  }
  const backend = tf.backend() as Backend;
  if (!mendedBackends.has(backend)) (backendName === 'webgl' ? mendMatMul : mendTranspose)(backend);
  mendedBackends.add(backend);
  return [...Object.keys(repairs[backendName]), ...(backendName === 'webgl' ? ['BatchMatMul', '_FusedMatMul'] : ['Transpose'])];
}

/** On the backend itself, since other kernels transpose within. */
function mendTranspose(backend: Backend): void {
  const run = backend.runWebGPUProgram.bind(backend);
  const inIntegers = (text: string) => text.replaceAll('f32', 'i32').replaceAll('setOutputAtIndex(', 'setOutputAtIndexI32(');
  // A tensor that was cast to float32 may still be stored in integers.
  const inFloats = (text: string) => text.replace('(flatIndex, A[', '(flatIndex, f32(A[').replace(')]);', ')]));');
  backend.runWebGPUProgram = (program, inputs, dtype, ...rest) => {
    if (!/^transpose(_|Shared)/.test(program.shaderKey!)) return run(program, inputs, dtype, ...rest);
    return run(withText(program, dtype === 'float32' ? inFloats : inIntegers), inputs, dtype, ...rest);
  };
}

/** On the backend itself, since convolutions multiply matrices as well. */
function mendMatMul(backend: Backend): void {
  const run = backend.runWebGLProgram.bind(backend);
  backend.runWebGLProgram = (program, inputs, ...rest) => {
    const text = program.userCode!;
    if (!text.includes('dot2x2ARowBCol')) return run(program, inputs, ...rest);
    const [, rows, columns] = (inputs as tf.TensorInfo[])[0].shape;
    const size = text.includes('getMatrixA(batchA, i * 2') ? rows : columns;
    const last = (code: string) => code.replace(/(result \+= .*;)(\s*}\s*return)/, `if (i < ${(size - 1) / 2}) $1$2`);
    return run(size % 2 === 0 ? program : withText(program, last), inputs, ...rest);
  };
}

/** The kernel on a backend that changes the texts of the programs it runs. */
function withTexts(texts: Texts): Repair {
  const mended = (text: string) => texts.reduce((code, [wrong, right]) => code.replaceAll(wrong, right), text);
  return (stock) => ({ backend, ...args }) => stock({
    ...args,
    backend: new Proxy(backend as Backend, {
      get: (target, key) => (key === 'runWebGLProgram' || key === 'runWebGPUProgram'
        ? (program: Program, ...rest: unknown[]) => target[key](withText(program, mended), ...rest)
        : Reflect.get(target, key) as unknown),
    }),
  });
}

function withText(program: Program, mended: (text: string) => string): Program {
  const { userCode } = program;
  if (userCode !== undefined) return Object.assign(program, { userCode: mended(userCode) });
  const text = mended(program.getUserCode!());
  return Object.assign(program, { getUserCode: () => text, shaderKey: `${program.shaderKey}_mended` });
}

/** WebGPU promises eight buffers a shader, of which one is the result. */
const MOST_SUMMANDS = 7;

function addInParts(stock: tf.KernelFunc, args: Parameters<tf.KernelFunc>[0]): tf.TensorInfo {
  const [first, ...others] = Object.values(args.inputs as unknown as tf.TensorInfo[]);
  const add = (parts: tf.TensorInfo[]) => stock({ ...args, inputs: parts as unknown as tf.NamedTensorInfoMap }) as tf.TensorInfo;
  let sum = add([first, ...others.splice(0, MOST_SUMMANDS - 1)]);
  while (others.length > 0) {
    const part = sum;
    sum = add([part, ...others.splice(0, MOST_SUMMANDS - 1)]);
    (args.backend as tf.KernelBackend).disposeData(part.dataId);
  }
  return sum;
}
