/**
 * A classifier: a backbone, and on its last feature map what its paper puts there:
 *
 *     logits = dense(dropout(… dense(pool(features)) …))
 */
import { layers } from '@tensorflow/tfjs-layers';
import { adaptiveAveragePool } from '../blocks/adaptiveAveragePool';
import { flatten } from '../blocks/flatten';
import { globalAveragePool } from '../blocks/globalPool';
import { kernelInitializer, layerSeed } from '../blocks/weights';
import { dropout as dropoutLayer } from '../layers/dropout';
import { checkPositiveIntegers, checkRange } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';
import type { Backbone, ClassifierHead, FeatureMap } from './backbone';
import { checkBackbone } from './checks';

/** Options of {@link classifier}. What is left out of the head is as in the backbone's paper. */
export interface ClassifierOptions<K extends number = number> extends Partial<ClassifierHead> {
  backbone: Backbone;
  /** Logits of the result. */
  classes: K;
  /** Integer in [0, 2^32) for the dense layers and dropout; default: different each time. */
  seed?: number;
  /** Default the prefix of the backbone. */
  name?: string;
}

/**
 * A model [B, H, W, C] → logits [B, classes].
 *
 * Layers: those of the backbone, `${name}_pool`, `${name}_flatten` (where pooling leaves pixels), `${name}_hidden0`,
 * `${name}_dropout0`, …, `${name}_logits`. Applied twice, it shares their weights.
 *
 * @throws where an option is out of its range
 * @example
 * const x = input([64, 64, 3]);
 * const model = tf.model({ inputs: x, outputs: classifier({ backbone: resnet18({ width: 0.25 }), classes: 7 })(x) });
 */
export function classifier<const K extends number>({ backbone, classes, seed, ...options }: ClassifierOptions<K>) {
  checkBackbone('classifier', 'backbone', backbone);
  const { pooling: ownPooling, hidden: ownHidden, dropout: ownDropout } = backbone.head;
  const { name = backbone.prefix, pooling = ownPooling, hidden = ownHidden, dropout = ownDropout } = options;
  checkPositiveIntegers('classifier', { classes });
  hidden.forEach((units, i) => checkPositiveIntegers('classifier', { [`hidden[${i}]`]: units }));
  checkRange('classifier', 'dropout', dropout, 0, 1);

  const dense = (units: number, part: string, activation?: 'relu') => layers.dense({
    units, activation, name: `${name}_${part}`,
    kernelInitializer: kernelInitializer('classifier', { kernelInitializer: 'glorotUniform', seed, name }, part),
  });
  const drop = (index: number) => {
    const part = `${name}_dropout${index}`;
    return dropout > 0 ? [dropoutLayer({ rate: dropout, seed: layerSeed('classifier', { seed, name: part }), name: part })] : [];
  };
  const parts = [
    ...hidden.flatMap((units, i) => [dense(units, `hidden${i}`, 'relu'), ...drop(i)]),
    ...(hidden.length === 0 ? drop(0) : []),
    dense(classes, 'logits'),
  ];

  const pool: (x: FeatureMap) => Sym = pooling === 'average' ? globalAveragePool({ name: `${name}_pool` }) : flattened(pooling, name);
  return <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    parts.reduce((y, layer) => layer.apply(y) as Sym, pool(backbone(x).at(-1) as FeatureMap)) as Sym<readonly [B, K]>;
}

function flattened(pooling: number, name: string) {
  checkPositiveIntegers('classifier', { pooling });
  const pool = adaptiveAveragePool({ outputSize: pooling, name: `${name}_pool` });
  const row = flatten({ name: `${name}_flatten` });
  return (x: FeatureMap): Sym => row(pool(x));
}
