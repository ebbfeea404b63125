/**
 * What tfjs's kernels get wrong on the backends whose kernels we leave alone, and what we do instead: the table of
 * docs/backends.md. A draw of `kernels/` to which one of these applies may fail there; all others must not.
 */
import type { Measurement } from './kernels/check';
import { spread } from './kernels/matMul';
import { sizeOf } from './kernels/values';

export interface Deviation {
  kernels: readonly string[];
  on: readonly string[];
  what: string;
  applies(measured: Measurement): boolean;
}

const everywhere = ['cpu', 'webgl', 'webgpu'];
const gpus = ['webgl', 'webgpu'];

/** The case as the checks of convolutions and pools draw it. */
interface Geometry {
  dilations: number[];
  strides: number[];
  activation: string;
  outer: number[];
  rounding: string;
  halfPixelCenters: boolean;
}

const geometry = ({ case: drawn }: Measurement) => drawn as unknown as Geometry;
const isDilated = (measured: Measurement) => Math.max(...geometry(measured).dilations) > 1;

export const deviations: readonly Deviation[] = [
  {
    kernels: ['Conv2DBackpropFilter', 'Conv2DBackpropInput', 'DepthwiseConv2dNativeBackpropFilter', 'DepthwiseConv2dNativeBackpropInput'],
    on: everywhere, what: 'dilations are ignored', applies: isDilated,
  },
  {
    kernels: ['DepthwiseConv2dNative', 'FusedDepthwiseConv2D'],
    on: everywhere, what: 'no dilation beside strides',
    applies: (measured) => isDilated(measured) && Math.max(...geometry(measured).strides) > 1,
  },
  {
    kernels: ['AvgPoolGrad'],
    on: everywhere, what: 'a window over the edge is divided by its whole size', applies: () => true,
  },
  {
    kernels: ['MaxPool', 'AvgPool'],
    on: gpus, what: 'windows of nothing but padding are not −∞ and NaN', applies: (measured) => geometry(measured).rounding !== 'floor',
  },
  {
    kernels: ['ResizeBilinearGrad', 'ResizeNearestNeighborGrad'],
    on: gpus, what: 'half-pixel centres are ignored', applies: (measured) => geometry(measured).halfPixelCenters,
  },
  {
    kernels: ['FusedConv2D', 'FusedDepthwiseConv2D', '_FusedMatMul'],
    on: everywhere, what: 'leaky ReLU has no slope of its own', applies: (measured) => geometry(measured).activation === 'leakyrelu',
  },
  {
    kernels: ['BatchMatMul', '_FusedMatMul'],
    on: everywhere, what: 'no batches of which each is spread over the other', applies: ({ case: { outerA, outerB } }) => {
      const [a, b] = [outerA as number[], outerB as number[]];
      return sizeOf(spread(a, b)) > Math.max(sizeOf(a), sizeOf(b));
    },
  },
  {
    kernels: ['UnsortedSegmentSum'],
    on: everywhere, what: 'segments of more than one dimension', applies: (measured) => geometry(measured).outer.length > 1,
  },
  {
    kernels: ['UnsortedSegmentSum'],
    on: ['webgpu'], what: 'segments that are not there count as others; int32 is added as float32 was before',
    applies: ({ case: { numSegments, dtype }, inputs: [, { values }] }) =>
      dtype === 'int32' || values.some((id) => id >= (numSegments as number)),
  },
  {
    kernels: ['Conv2DBackpropFilter', 'UnsortedSegmentSum', 'BatchMatMul', '_FusedMatMul'],
    on: gpus, what: 'thousands of numbers are added one by one',
    applies: ({ inputs }) => inputs.some(({ values }) => values.length > 60_000),
  },
];
