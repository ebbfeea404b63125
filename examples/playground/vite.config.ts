/** `npm run playground`; the headers allow the threads of the WASM kernels. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const src = fileURLToPath(new URL('../../src', import.meta.url));
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: {
    alias: [{ find: /^tfjs-blocks\/(.*)$/, replacement: `${src}/$1/index.ts` }],
  },
  worker: { format: 'es' },
  server: { headers },
  preview: { headers },
  build: { outDir: '../../.cache/playground', emptyOutDir: true, target: 'es2022' },
});
