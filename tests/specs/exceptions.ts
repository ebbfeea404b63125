/** The specs of tfjs-core that fail under our WASM kernels, and why. */

/** Those that pass under tfjs's kernels: what the spec expects, and what is right. */
export const contradicted: Record<string, string> = {
  'maxPool [x=[3,3,1] f=[2,2] s=1 ignores NaNs':
    'It leaves NaN out of the maximum. As in PyTorch (max_pool2d gives 5, 6, NaN, NaN here), NaN is kept: a net that diverges shows it.',
  'maxPool3d x=[1,3,3,3,1] f=[2,2,2] s=1 p=valid, ignores NaNs': 'As in the plane: NaN is kept.',
  'maxPoolWithArgmax [x=[1,3,3,1] f=[2,2] s=1 ignores NaNs': 'As without the places: NaN is kept.',
  'avgPool gradient x=[3,3,1] f=[3,3] s=1 p=explicit':
    'It divides dy by the size of the window, 9, where the forward pass divides by the pixels of the image that the window covers, ' +
    '4, 6, 4 and 2. Differentiated, its own forward pass gives 0, 1.75, 1.75, 0, 4, 4, 0, 9.25, 9.25, as PyTorch does and we do.',
};

/** Those that fail under tfjs's kernels too: what is missing, and a pattern of `name: message`. */
export const missing: Record<string, RegExp> = {
  'complex numbers': /Kernel 'Complex' not registered/,
  'strings in kernels that stock has for numbers alone': /string/,
  'ragged tensors and regular expressions': /^(ragged|staticRegex)/,
  'windows in the padding alone, whose maximum is −∞ and whose mean is NaN; tfjs returns the image': /^pool .* fractional outputs default/,
};
