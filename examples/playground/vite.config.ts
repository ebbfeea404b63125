/** `npm run playground`; the headers allow the threads of the WASM kernels. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));
const src = fileURLToPath(new URL('../../src', import.meta.url));
const built = fileURLToPath(new URL('../../.cache/playground', import.meta.url));
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/** Gives the built page the service worker of offline.js, which keeps all of its files. */
const offline = (): Plugin => ({
  name: 'offline',
  apply: 'build',
  transformIndexHtml: () => [{ tag: 'script', children: "navigator.serviceWorker?.register('offline.js');", injectTo: 'body' }],
  writeBundle() {
    const files = readdirSync(built, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
    const version = files.reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256')).digest('hex');
    const names = ['./', ...files.map((file) => file.slice(built.length + 1))];
    const constants = `const VERSION = ${JSON.stringify(version)};\nconst FILES = ${JSON.stringify(names)};\n`;
    writeFileSync(join(built, 'offline.js'), constants + readFileSync(join(root, 'offline.js'), 'utf8'));
  },
});

export default defineConfig({
  root,
  base: './',
  plugins: [offline()],
  resolve: {
    alias: [{ find: /^tfjs-blocks\/(.*)$/, replacement: `${src}/$1/index.ts` }],
  },
  worker: { format: 'es' },
  optimizeDeps: { entries: ['index.html', '*.worker.ts'] },   // Found later, a dependency of the workers would reload the page.
  server: { headers },
  preview: { headers },
  build: { outDir: built, emptyOutDir: true, target: 'es2022' },
});
