/**
 * The device matrix: the tests of ops, layers, blocks, models, losses and augmentation on the devices that `npm test` leaves out,
 * which takes cpu and WASM in Node. Here are WebGPU in Node, and in Chromium WASM, WASM with threads, WebGL and WebGPU; training on
 * all of them, on a page and in a Web Worker; and the playground. Graphics may be software.
 *
 *   npm run test:devices [-- part of a file's name]
 *   npm run test:devices -- --project webgl
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
const training = ['tests/train/parity.test.ts', 'tests/train/firstEpoch.device.ts'];
const inBrowsers = ['tests/train/worker.browser.ts', 'tests/backends/stockKernels.test.ts'];
/** These run programs or read files. */
const ofNode = ['tests/layers/saved.test.ts', 'tests/models/fromModel.test.ts'];

/** A test also waits after it, for checks of a GPU that software plays. */
const times = { testTimeout: 180_000, hookTimeout: 180_000 };

const inNode = (name: string, test: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration =>
  ({ extends: true, test: { name, ...times, ...test } });

export default defineConfig({
  resolve: config.resolve,
  test: {
    projects: [
      inNode('node', { include: [...matrix, ...training, 'tests/backends/*.node.ts'], provide: { devices: ['webgpu'] } }),
      inNode('pages', { include: ['tests/pages/*.page.ts'], provide: { devices: [] }, sequence: { groupOrder: 1 } }),
      ...['wasm', 'wasm threads', 'webgl', 'webgpu'].map((device, i) => browserProject(device.replace(' ', '-'), device === 'wasm threads', {
        ...times, include: matrix, exclude: ofNode, provide: { devices: [device] },
        sequence: { groupOrder: 2 + i }, // one browser after the other
      })),
      browserProject('training', true, {
        ...times, include: [...training, ...inBrowsers], provide: { devices: ['wasm', 'wasm threads', 'webgl', 'webgpu'] },
        sequence: { groupOrder: 6 },
      }),
    ],
  },
});
