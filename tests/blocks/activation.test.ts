import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { model } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { activate, type Activation, convBlock, dense, input } from 'tfjs-blocks/blocks';
import { expect, it } from 'vitest';
import { blockContract } from '../contracts/block';
import { onEveryDevice } from '../contracts/devices';
import { tensorOf } from '../contracts/golden';
import { expectClose } from '../contracts/numeric';
import golden from '../golden/layers.json';

const activationOf = (name: string) => (name === 'leakyRelu' ? { kind: name, alpha: 0.2 } : name) as Activation;
const modelOf = (activation: Activation, shape: number[]): LayersModel => {
  const x = input(shape);
  return model({ inputs: x, outputs: activate(activation)(x) });
};
const call = (net: LayersModel) => (x: Tensor) => net.apply(x, { training: true }) as Tensor;

onEveryDevice('activations', () => {
  it.each(golden.activations)('$name and its derivative are those of torch', ({ name, ...row }) => {
    const f = call(modelOf(activationOf(name), [1]));
    const x = tf.reshape(tensorOf(row.x), [-1, 1]);
    const scale = row.output.values.map((value) => Math.max(1, Math.abs(value)));
    expectClose(tf.div(tf.reshape(f(x), [-1]), tf.tensor1d(scale)), row.output.values.map((value, i) => value / scale[i]), 1e-6);
    expectClose(tf.grad(f)(x), row.dx.values, 2e-6);
  });

  it('softmax is that of torch', () => {
    const f = call(modelOf('softmax', [4]));
    const { x, dy, dx, output } = golden.softmax;
    expectClose(f(tensorOf(x)), output.values, 1e-6);
    expectClose(tf.grad(f)(tensorOf(x), tensorOf(dy)), dx.values, 1e-6);
  });

  it('prelu is that of torch, at zero, too', () => {
    const { x, dy, dx, alpha, dalpha, output } = golden.prelu;
    const net = modelOf('prelu', [2, 3, 3]);
    expectClose(net.getWeights()[0], [0.25, 0.25, 0.25]);
    net.setWeights([tf.reshape(tensorOf(alpha), [1, 1, 3])]);
    const f = call(net);
    expectClose(f(tensorOf(x)), output.values);
    expectClose(tf.grad(f)(tensorOf(x), tensorOf(dy)), dx.values);
    const { grads } = tf.variableGrads(() => tf.sum(tf.mul(f(tensorOf(x)), tensorOf(dy))));
    expectClose(Object.values(grads)[0], dalpha.values);
  });

  it('prelu takes images of any size, and vectors', () => {
    const x = input([null, null, 3]);
    const y = model({ inputs: x, outputs: activate('prelu')(x) }).predict(tf.fill([1, 2, 5, 3], -4)) as Tensor;
    expectClose(y, new Array(30).fill(-1));
    expectClose(call(modelOf('prelu', [3]))(tf.fill([2, 3], -4)), new Array(6).fill(-1));
  });
});

const own: [Activation, string[]][] = [
  ['hardSigmoid', ['HardSigmoid']], ['hardSwish', ['HardSwish']], ['prelu', []], ['geluTanh', ['GeluTanh']], [{ kind: 'leakyRelu', alpha: 0.1 }, []],
];
for (const [activation, ownClasses] of own) {
  blockContract(`convBlock ${JSON.stringify(activation)}`, {
    inputs: [[6, 5, 3]],
    block: (seed) => convBlock({ filters: 4, activation, seed, name: 'block' }),
    output: [null, 6, 5, 4],
    ownClasses,
  });
}
blockContract('dense prelu', {
  inputs: [[6]], block: (seed) => dense({ units: 4, activation: 'prelu', seed, name: 'block' }), output: [null, 4],
});

it('names the layer of an activation with options after its kind', () => {
  const y = convBlock({ filters: 2, activation: { kind: 'leakyRelu', alpha: 0.1 }, name: 'block' })(input([4, 4, 1]));
  expect(y.sourceLayer.name).toBe('block_leakyRelu');
});
