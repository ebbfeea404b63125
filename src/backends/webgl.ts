/** WebGL: what it runs on, before it starts; and what of tfjs's backend is mended, after. */
import * as tf from '@tensorflow/tfjs-core';

/** What is used of tfjs's backend; its class is not exported by core. */
interface WebglBackend extends tf.KernelBackend {
  floatPrecisionValue: number;
  gpgpu: { gl: WebGL2RenderingContext };
}

/**
 * Name of the device that WebGL 2 draws with.
 *
 * @throws where there is no WebGL 2, or none that computes in float32
 */
export function probeWebgl(): { renderer: string } {
  if (typeof OffscreenCanvas === 'undefined' && typeof document === 'undefined') {
    throw new Error('The backend webgl does not run here: it needs a browser. In Node use webgpu or wasm.');
  }
  const canvas = typeof OffscreenCanvas === 'undefined' ? document.createElement('canvas') : new OffscreenCanvas(1, 1);
  const gl = canvas.getContext('webgl2') as WebGL2RenderingContext | null;
  if (!gl) throw new Error('The backend webgl does not run here: no WebGL 2. Look at about:gpu, or use webgpu or wasm.');
  const hasFloats = gl.getExtension('EXT_color_buffer_float') !== null;
  const renderer = rendererOf(gl);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  if (!hasFloats) {
    throw new Error(`The backend webgl computes in 16 bits on ${renderer}, too few to train: use webgpu or wasm.`);
  }
  return { renderer };
}

function rendererOf(gl: WebGL2RenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

/**
 * tfjs takes 1e-4 for the smallest number that counts although its textures hold 32 bits: what divides by it (Adam,
 * losses) gives other results than elsewhere. Returns what was mended.
 */
export function mendWebgl(): string[] {
  if (!tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) return [];
  (tf.backend() as WebglBackend).floatPrecisionValue = 32;
  return ['epsilon'];
}

/** Bytes that a tensor may have: a square texture of the largest size, four floats a texel. */
export function webglTensorBytes(): number {
  return tf.env().getNumber('WEBGL_MAX_TEXTURE_SIZE') ** 2 * 16;
}

/** Resolves to why, once the current backend has lost its context. */
export function webglLoss(): Promise<string> {
  const { canvas } = (tf.backend() as WebglBackend).gpgpu.gl;
  return new Promise((resolve) => {
    canvas.addEventListener('webglcontextlost', () => resolve('its context was taken away'), { once: true });
  });
}

/** Whether the context is lost already, which is told some time later; what is read from then on is 0. */
export function isContextLost(backend: tf.KernelBackend): boolean {
  return (backend as WebglBackend).gpgpu.gl.isContextLost();
}
