/**
 * The tests of tests/browser in Chromium, headless: once on pages that are cross-origin isolated, where tfjs loads its
 * threaded WASM build, and once on pages that are not.
 *
 *   npx vitest run --config vitest.browser.config.ts
 */
import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether the pages are served with the headers of cross-origin isolation. */
    isolated: boolean;
  }
}

const src = fileURLToPath(new URL('./src', import.meta.url));
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const args = [
  '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** Headers that make a page cross-origin isolated: https://web.dev/articles/coop-coep */
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

export default defineConfig({
  resolve: {
    alias: [
      { find: /^tfjs-blocks$/, replacement: `${src}/index.ts` },
      { find: /^tfjs-blocks\/(.*)$/, replacement: `${src}/$1/index.ts` },
    ],
  },
  test: { projects: [project('isolated', isolation), project('plain', {})] },
});

function project(name: string, headers: Record<string, string>): TestProjectInlineConfiguration {
  return {
    extends: true,
    cacheDir: `.cache/vite-${name}`,
    server: { headers },
    optimizeDeps: { include: ['core', 'layers', 'backend-cpu', 'backend-wasm'].map((part) => `@tensorflow/tfjs-${part}`) },
    test: {
      name,
      include: ['tests/browser/*.browser.ts'],
      provide: { isolated: name === 'isolated' },
      testTimeout: 180_000,
      browser: {
        enabled: true, headless: true, screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath, args } }),
        instances: [{ browser: 'chromium' }],
      },
    },
  };
}
