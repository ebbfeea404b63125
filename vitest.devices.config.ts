import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
const src = fileURLToPath(new URL('./src', import.meta.url));
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const args = [
  '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader',
];
export default defineConfig({
  resolve: { alias: [
      { find: /^tfjs-blocks$/, replacement: `${src}/index.ts` },
      { find: /^tfjs-blocks\/(.*)$/, replacement: `${src}/$1/index.ts` },
  ] },
  optimizeDeps: { include: ['core', 'layers', 'backend-cpu', 'backend-wasm', 'backend-webgl', 'backend-webgpu'].map((part) => `@tensorflow/tfjs-${part}`) },
  test: {
    provide: { devices: (process.env.DEVICES ?? 'webgl,webgpu').split(',') },
    include: ['tests/{ops,layers,blocks,losses,models}/**/*.test.ts'],
    testTimeout: 180_000,
    fileParallelism: false,
    browser: { enabled: true, headless: true, screenshotFailures: false, provider: playwright({ launchOptions: { executablePath, args } }), instances: [{ browser: 'chromium' }] },
  },
});
