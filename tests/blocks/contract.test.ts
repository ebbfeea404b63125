import { batchNorm, concat, convBlock, maxPool, unetDecoder, unetEncoder, upsample } from 'tfjs-blocks/blocks';
import type { ConvBlockOptions, UnetDecoderOptions } from 'tfjs-blocks/blocks';
import { blockContract } from '../contracts/block';

const one = (shape: number[]) => ({ inputs: [shape] });

const convBlocks: [Partial<ConvBlockOptions>, number[]][] = [
  [{}, [8, 6, 5]],
  [{ strides: 2 }, [4, 3, 5]],
  [{ kernelSize: 5, padding: 'valid' }, [4, 2, 5]],
  [{ dilationRate: 2 }, [8, 6, 5]],
  [{ dilationRate: 3, kernelSize: 2, padding: 'valid', norm: 'none' }, [5, 3, 5]],
  [{ norm: 'none', activation: 'swish' }, [8, 6, 5]],
  [{ padding: 'torch', strides: 2, kernelSize: 7 }, [4, 3, 5]],
  [{ padding: 'torch', kernelSize: [4, 3], strides: 2, norm: 'none' }, [4, 3, 5]],
  [{ kernelSize: [1, 7], kernelRegularizer: { l2: 1e-4 } }, [8, 6, 5]],
  [{ kernelSize: [3, 1], padding: 'valid', dilationRate: 2 }, [4, 6, 5]],
  [{ norm: { kind: 'batch', momentum: 0.5, epsilon: 1e-5 }, activation: 'linear', kernelInitializer: 'glorotUniform' }, [8, 6, 5]],
];
for (const [options, output] of convBlocks) {
  blockContract(`convBlock ${JSON.stringify(options)}`, {
    ...one([8, 6, 3]),
    block: (seed) => convBlock({ filters: 5, ...options, seed, name: 'block' }),
    output: [null, ...output],
    ownClasses: options.dilationRate ? ['DilatedConv2D'] : [],
  });
}

for (const [channels, groups, options] of [[4, 2, {}], [4, 2, { dilationRate: 2 }], [6, 6, { strides: 2 }]] as const) {
  blockContract(`convBlock in ${groups} groups ${JSON.stringify(options)}`, {
    ...one([8, 6, channels]),
    block: (seed) => convBlock({ filters: 12, groups, ...options, seed, name: 'block' }),
    output: 'strides' in options ? [null, 4, 3, 12] : [null, 8, 6, 12],
    ownClasses: ['GroupedConv2D'],
  });
}

blockContract('batchNorm', { ...one([8, 6, 3]), block: () => batchNorm({ name: 'block' }), output: [null, 8, 6, 3] });
blockContract('maxPool', { ...one([8, 6, 3]), block: () => maxPool({ name: 'block' }), output: [null, 4, 3, 3] });
blockContract('maxPool 3 with strides 2', {
  ...one([8, 6, 3]), block: () => maxPool({ poolSize: 3, strides: 2, padding: 'same' }), output: [null, 4, 3, 3],
});
blockContract('concat', { inputs: [[8, 6, 3], [8, 6, 2]], block: () => concat, output: [null, 8, 6, 5] });
blockContract('upsample nearest', {
  ...one([4, 3, 2]), block: () => upsample({ kind: 'nearest' }), output: [null, 8, 6, 2],
});
blockContract('upsample bilinear', {
  ...one([4, 3, 2]), block: () => upsample({ kind: 'bilinear' }), output: [null, 8, 6, 2],
  ownClasses: ['BilinearUpSampling2D'],
});
blockContract('upsample transposed', {
  ...one([4, 3, 2]), block: (seed) => upsample({ kind: 'transposed', filters: 5, seed, name: 'up' }), output: [null, 8, 6, 5],
});
blockContract('unetEncoder', {
  ...one([8, 6, 3]), block: (seed) => {
    const block = unetEncoder({ filters: 4, seed, name: 'block' });
    return (x) => block(x)[1];
  }, output: [null, 4, 3, 4],
});

const upsamplings: NonNullable<UnetDecoderOptions['upsampling']>[] = ['transposed', 'nearest', 'bilinear'];
for (const upsampling of upsamplings) {
  blockContract(`unetDecoder ${upsampling}`, {
    inputs: [[4, 3, 6], [8, 6, 2]],
    block: (seed) => unetDecoder({ filters: 4, upsampling, seed, name: 'block' }),
    output: [null, 8, 6, 4],
    ownClasses: upsampling === 'bilinear' ? ['BilinearUpSampling2D'] : [],
  });
}
