/** The specs that tfjs-core ships, bundled around one copy of it, each run in a process of its own. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface Result {
  count: number;
  /** Messages by the full names of the specs. */
  failures: Record<string, string>;
}

/** The program as text: what tfjs's packages mark as free of side effects registers kernels, gradients and specs. */
export async function bundleSpecs(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('program.mjs', import.meta.url))],
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    ignoreAnnotations: true,
    external: ['jasmine-core'],
    logLevel: 'error',
    write: false,
  });
  return outputFiles[0].text;
}

/** Run the bundled specs on tfjs's cpu backend, its WASM backend with its own kernels (`stock`), or with ours. */
export async function runSpecs(program: string, backend: 'cpu' | 'stock' | 'wasm'): Promise<Result> {
  const wasmFolder = `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`;
  const child = spawn(process.execPath, ['-', backend, wasmFolder], { stdio: ['pipe', 'ignore', 'ignore', 'ipc'] });
  child.stdin?.end(program);
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as Result));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The specs ended with code ${code} and without a result.`)));
  });
}
