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
export const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
/** Graphics in software, where there is no GPU as well: WebGL by SwiftShader, and WebGPU. */
export const chromiumArgs = [
  '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader',
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
  test: {
    projects: [true, false].map((isolated) => browserProject(isolated ? 'isolated' : 'plain', isolated, {
      include: ['tests/browser/*.browser.ts'], provide: { isolated, devices: [], required: true },
    })),
  },
});

/** Tests on pages in Chromium, which are cross-origin isolated or not. */
export function browserProject(
  name: string, isolated: boolean, test: TestProjectInlineConfiguration['test'],
): TestProjectInlineConfiguration {
  return {
    extends: true,
    cacheDir: `.cache/vite-${name}`,
    server: { headers: isolated ? isolation : {} },
    optimizeDeps: {
      include: [
        ...['core', 'layers', 'backend-cpu', 'backend-wasm', 'backend-webgl', 'backend-webgpu'].map((part) => `@tensorflow/tfjs-${part}`),
        'vega', 'vega-lite', 'fast-png',
      ],
    },
    test: {
      name,
      testTimeout: 180_000,
      browser: {
        enabled: true, headless: true, screenshotFailures: false, connectTimeout: 600_000,
        provider: playwright({ launchOptions: { executablePath: chromiumPath, args: chromiumArgs } }),
        instances: [{ browser: 'chromium' }],
      },
      ...test,
    },
  };
}
