/** The specs of tfjs-core that fail under our WASM kernels, and why. */

/** Those that pass under tfjs's kernels. */
export const contradicted: Record<string, string> = {
  'avgPool gradient x=[3,3,1] f=[3,3] s=1 p=explicit': 'to be looked at',
  'maxPool [x=[3,3,1] f=[2,2] s=1 ignores NaNs': 'to be looked at',
  'batchNorm3D batchnorm3D gradients, same shapes in x, mean and variance': 'to be mended',
  'batchNorm2D batchnorm2D gradients, same shapes in x, mean and variance': 'to be mended',
  'batchNorm2D gradient with clones': 'to be mended',
  'conv2dTranspose input=8x8x8,output=4x4x8,f=8,s=1,inDepth=8,p=same vec4': 'to be mended',
  'matmul A x B^t shapes do not match': 'to be mended',
  'matmul A^t x B shapes do not match': 'to be mended',
  'matmul A^t x B^t shapes do not match': 'to be mended',
  'matmul matmul throws when inner dimensions dont match': 'to be mended',
};

/** Those that fail under tfjs's kernels too: what is missing, and a pattern of `name: message`. */
export const missing: Record<string, RegExp> = {
  'complex numbers': /Kernel 'Complex' not registered/,
  'strings in kernels that stock has for numbers alone': /string/,
  'channels first': /NCHW/,
  'the kernel Einsum': /^einsum |Kernel 'Einsum' not registered/,
  'products of integers': /BatchMatMul for non non-float32 tensors/,
  'ragged tensors and regular expressions': /^(ragged|staticRegex)/,
  'NaN in clipByValue': /^clipByValue/,
  'pools of windows in the padding alone': /^pool .* fractional outputs default rounding/,
  'a slice out of bounds': /^slice2d throws when requesting out of bounds slice/,
  'threshold by Otsu': /^threshold method otsu/,
};
