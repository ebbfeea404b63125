/** Choose and prepare a backend; training kernels for tfjs's WASM backend. */
export { type BackendReport, backendReport } from './report';
export { type BackendName, type UseBackendOptions, useBackend } from './useBackend';
export { installWasmKernels, uninstallWasmKernels, type WasmKernelOptions } from './wasm/install';
