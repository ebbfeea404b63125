/** The backbone of the golden nets that label pixels. */
import { convBlock } from 'tfjs-blocks/blocks';
import { type Backbone, backbone, type FeatureMap } from 'tfjs-blocks/models';

/** One convolution a stage, of 3, 4, 5 … filters; its layers are `net_plain0_conv`, …. */
export function plainBackbone(...strides: number[]): Backbone {
  const convs = strides.map((stride, i) =>
    convBlock<number, 3, number>({ filters: 3 + i, strides: stride / (strides[i - 1] ?? 1), name: `net_plain${i}` }));
  return backbone((x: FeatureMap) => {
    let y = x;
    return convs.map((conv) => (y = conv(y)));
  }, { prefix: 'net_plain', strides });
}
