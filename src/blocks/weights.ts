/** Where initial weights come from: one seed for a whole model, a different stream for every layer. */
import { initializers, regularizers } from '@tensorflow/tfjs-layers';
import { stream } from '../random/stream';
import { checkOneOf, checkRange, checkSeed, invalid } from '../shapes/check';

const kernelInitializers = ['heNormal', 'heUniform', 'glorotNormal', 'glorotUniform'] as const;

/**
 * How kernels start out. `heNormal`: N(0, 2 / fan-in), He et al. (2015), arXiv:1502.01852. `normal`: N(0, standardDeviation²),
 * whatever the fan-in.
 */
export type KernelInitializer = (typeof kernelInitializers)[number] | { kind: 'normal'; standardDeviation: number };

/** Options of every block with weights. */
export interface WeightOptions {
  /** Default `heNormal`. */
  kernelInitializer?: KernelInitializer;
  /** Penalty on the kernels, added to the loss by tfjs's `fit`; default none. `l2` is its weight: l2·Σ w². */
  kernelRegularizer?: { l1?: number; l2?: number };
  /** Integer in [0, 2^32): the same seed and names give the same weights. Default: different weights each time. */
  seed?: number;
  /** The layers are named after it, as `${name}_conv`. Default: tfjs names them. Needed with a seed. */
  name?: string;
}

/** The initializer of one layer, seeded by the seed and the layer's name. */
export function kernelInitializer(where: string, { kernelInitializer = 'heNormal', seed, name }: WeightOptions, part: string) {
  const initializer = ({ seed }: { seed?: number }) => {
    if (typeof kernelInitializer === 'string') return initializers[kernelInitializer]({ seed });
    return initializers.randomNormal({ mean: 0, stddev: kernelInitializer.standardDeviation, seed });
  };
  checkInitializer(where, kernelInitializer);
  return initializer({ seed: layerSeed(where, { seed, name: layerName(name, part) }) });
}

/** The seed of one layer, from the seed of the model and the layer's name, so that no two layers draw alike; undefined without a seed. */
export function layerSeed(where: string, { seed, name }: { seed?: number; name?: string }): number | undefined {
  if (seed === undefined) return undefined;
  checkSeed(where, seed);
  if (name === undefined) throw invalid('name', where, 'a name where there is a `seed`', name);
  return stream(seed, name).uint32();
}

function checkInitializer(where: string, initializer: KernelInitializer): void {
  if (typeof initializer === 'string') return checkOneOf(where, 'kernelInitializer', initializer, kernelInitializers);
  checkOneOf(where, 'kernelInitializer.kind', initializer.kind, ['normal']);
  checkRange(where, 'kernelInitializer.standardDeviation', initializer.standardDeviation, 0, Infinity);
}

/** The regularizer of the kernels. */
export function regularizer(where: string, penalty: WeightOptions['kernelRegularizer']) {
  if (penalty === undefined) return undefined;
  if (typeof penalty !== 'object' || (penalty as object | null) === null) throw invalid('kernelRegularizer', where, '{ l1, l2 }', penalty);
  Object.keys(penalty).forEach((key) => checkOneOf(where, 'kernelRegularizer', key, ['l1', 'l2']));
  const { l1 = 0, l2 = 0 } = penalty;
  checkRange(where, 'kernelRegularizer.l1', l1, 0, Infinity);
  checkRange(where, 'kernelRegularizer.l2', l2, 0, Infinity);
  return regularizers.l1l2({ l1, l2 });
}

/** `name_part`, or undefined for tfjs to choose. */
export function layerName(name: string | undefined, part: string): string | undefined {
  return name === undefined ? undefined : `${name}_${part}`;
}
