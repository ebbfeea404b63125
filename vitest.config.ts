import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const src = fileURLToPath(new URL('./src', import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^tfjs-blocks$/, replacement: `${src}/index.ts` },
      { find: /^tfjs-blocks\/(.*)$/, replacement: `${src}/$1/index.ts` },
    ],
  },
  test: {
    reporters: ['default', './tests/countDevices.ts'],
    provide: { devices: ['cpu', 'wasm'], required: true },
    include: ['tests/**/*.test.ts'],
    typecheck: { enabled: true, include: ['tests/**/*.test-d.ts'], tsconfig: 'tests/tsconfig.types.json' },
    testTimeout: 180_000, // far above what any test needs: two processor cores, shared, must do
  },
});
