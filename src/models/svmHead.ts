/**
 * A support vector machine as a head: scores that are linear in the features, or in random Fourier features of them, which
 * stand for the Gaussian (RBF) kernel.
 *
 *     linear  f(x) = w·x + b                rbf  f(x) = w·z(x) + b,   z of `fourierFeatures`
 *     trained with `hinge` or `squaredHinge` and a penalty ½·λ·‖w‖²: the margin is wide where w is short
 *
 * With one class the sign of f decides; with K it is one against the rest, and the largest f wins.
 *
 * C. Cortes, V. Vapnik (1995), "Support-vector networks", Machine Learning 20; on the features of a deep network: Y. Tang (2013),
 * "Deep learning using linear support vector machines", arXiv:1306.0239.
 */
import { dense } from '../blocks/dense';
import type { WeightOptions } from '../blocks/weights';
import { randomFourierFeatures } from '../layers/randomFourierFeatures';
import { stream } from '../random/stream';
import { checkOneOf, checkPositiveIntegers, checkSeed } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';

/** `rbf`: `features` random ones (default 256) for a Gaussian of standard deviation `scale` (default √(C / 2)). */
export type SvmKernel = { kind: 'linear' } | { kind: 'rbf'; features?: number; scale?: number };

/** Options of {@link svmHead}. */
export interface SvmHeadOptions<K extends number = number> extends WeightOptions {
  /** Scores of the result; default 1, for two classes. */
  classes?: K;
  /** Default `{ kind: 'linear' }`. */
  kernel?: SvmKernel;
  /** Default `{ l2: 1e-4 }`, λ / 2. */
  kernelRegularizer?: WeightOptions['kernelRegularizer'];
  /** Default `svm`. */
  name?: string;
}

/**
 * A head [B, C] → scores [B, classes], neither probabilities nor logits of any.
 *
 * Layers: `${name}_features` with the kernel `rbf`, `${name}_scores_dense`.
 *
 * @throws where an option is out of its range
 * @example
 * const x = input([64, 64, 3]);
 * const features = globalAveragePool()(resnet18()(x)[4]);
 * const model = tf.model({ inputs: x, outputs: svmHead({ classes: 7, kernel: { kind: 'rbf' } })(features) });
 */
export function svmHead<const K extends number = 1>(options: SvmHeadOptions<K> = {}) {
  const { classes = 1 as K, kernel = { kind: 'linear' }, name = 'svm', seed } = options;
  const { kernelInitializer = 'glorotUniform', kernelRegularizer = { l2: 1e-4 } } = options;
  if (seed !== undefined) checkSeed('svmHead', seed);
  checkPositiveIntegers('svmHead', { classes });
  checkOneOf('svmHead', 'kernel.kind', kernel.kind, ['linear', 'rbf']);
  const features = kernel.kind === 'linear' ? undefined : randomFourierFeatures({
    outputDim: kernel.features ?? 256, scale: kernel.scale, name: `${name}_features`,
    seed: seed === undefined ? undefined : stream(seed, `${name}_features`).uint32(),
  });
  const scores = dense({ kernelInitializer, kernelRegularizer, units: classes, seed, name: `${name}_scores` });
  return <B extends Dim, C extends number>(x: Sym<readonly [B, C]>) =>
    scores(features ? features.apply(x) as Sym<readonly [B, number]> : x) as Sym<readonly [B, K]>;
}
