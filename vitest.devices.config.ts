/**
 * What `npm test` leaves out, which takes cpu and WASM: in Chromium, the tests of ops, layers, blocks, models, losses and
 * augmentation on WebGL, training on every device, and the playground; in Node, training on WebGPU. Graphics may be software.
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

const matrix = ['tests/{ops,layers,blocks,models,losses}/**/*.test.ts', 'tests/augment/tensors.test.ts', 'tests/backends/gpuKernels.test.ts'];
const training = ['tests/train/parity.test.ts'];
/** These run programs or read files. */
const ofNode = ['tests/layers/saved.test.ts', 'tests/models/fromModel.test.ts'];

const inNode = (name: string, test: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration =>
  ({ extends: true, test: { name, testTimeout: 180_000, ...test } });

export default defineConfig({
  resolve: config.resolve,
  test: {
    projects: [
      inNode('node', { include: [...matrix, ...training], provide: { devices: ['webgpu'] } }),
      inNode('pages', { include: ['tests/pages/*.page.ts'], hookTimeout: 120_000, provide: { devices: [] } }),
      browserProject('webgl', false, { include: matrix, exclude: ofNode, provide: { devices: ['webgl'] } }),
      browserProject('training', true, { include: training, provide: { devices: ['wasm threads', 'webgl', 'webgpu'] } }),
    ],
  },
});
