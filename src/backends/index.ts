/** Choose and prepare a backend; training kernels for tfjs's WASM backend. */
export type { BackendName } from './device';
export { diagnose } from './diagnose';
export { type BackendReport, backendReport, type Refusal } from './report';
export { type BackendChoice, type UseBackendOptions, useBackend } from './useBackend';
export { installWasmKernels, uninstallWasmKernels, type WasmKernelOptions } from './wasm/install';
