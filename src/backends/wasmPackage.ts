/** tfjs's WASM backend. Bundlers follow the import; within `try` they forgive that the package is not installed. */
export async function wasmPackage(): Promise<typeof import('@tensorflow/tfjs-backend-wasm')> {
  try {
    return await import('@tensorflow/tfjs-backend-wasm');
  } catch (cause) {
    throw new Error(
      'The backend wasm needs a package that could not be loaded: run `npm install @tensorflow/tfjs-backend-wasm@4.22`.', { cause },
    );
  }
}
