/**
 * The tests of ops, layers, blocks, models, losses and augmentation on the devices that `npm test` leaves out: WebGPU in Node
 * (on a software driver, where there is no GPU) and, in Chromium, WASM with one thread and more, WebGL and WebGPU.
 *
 *   npm run test:devices [-- part of a file's name]
 */
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { browserProject } from './vitest.browser.config';
import config from './vitest.config';

/** The Vulkan loader and software driver that Debian's chromium brings; Dawn looks for them when the process starts. */
const swiftshader = '/usr/lib/chromium';
process.env.VK_ICD_FILENAMES ??= `${swiftshader}/vk_swiftshader_icd.json`;
process.env.LD_LIBRARY_PATH = [process.env.LD_LIBRARY_PATH, swiftshader].filter(Boolean).join(':');
process.env.XDG_RUNTIME_DIR ??= '/tmp';

const include = ['tests/{ops,layers,blocks,models,losses,augment}/**/*.test.ts', 'tests/train/parity.test.ts'];
/** These run programs or read files. */
const ofNode = ['tests/layers/saved.test.ts', 'tests/models/fromModel.test.ts', 'tests/augment/warp.test.ts'];

const inNode = (name: string, test: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration =>
  ({ extends: true, test: { name, testTimeout: 180_000, ...test } });

export default defineConfig({
  resolve: config.resolve,
  test: {
    projects: [
      inNode('node', { include, provide: { devices: ['webgpu'] } }),
      inNode('pages', { include: ['tests/pages/*.page.ts'], hookTimeout: 120_000, provide: { devices: [] } }),
      browserProject('chromium', false, { include, exclude: ofNode, provide: { devices: ['wasm', 'webgl', 'webgpu'] } }),
      browserProject('isolated', true, { include, exclude: ofNode, provide: { devices: ['wasm threads'] } }),
    ],
  },
});
