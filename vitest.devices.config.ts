/**
 * The device matrix: the tests of ops, layers, blocks, losses, augmentation and training on the devices that
 * `npm test` leaves out, which takes cpu and WASM in Node. Here are WebGPU in Node, and in Chromium WASM, WASM with threads, WebGL
 * and WebGPU, on pages and in Web Workers; and the playground. Graphics may be software, which is slow: models on WebGL
 * and WebGPU and in workers are in the mode `all` only.
 *
 *   npm run test:devices [-- part of a file's name]
 *   npm run test:devices -- --project webgl --mode all
 */
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { browserProject } from './vitest.browser.config';
import config from './vitest.config';

/** Files share a page or process, and with it compiled shaders. In CI no device may be missing. */
const common = { isolate: false, testTimeout: 600_000, hookTimeout: 600_000, provide: { required: Boolean(process.env.CI), leftOut: [] as string[] } };

/** The Vulkan loader and software driver that Debian's chromium brings; Dawn looks for them when the process starts. */
const swiftshader = '/usr/lib/chromium';
process.env.VK_ICD_FILENAMES ??= `${swiftshader}/vk_swiftshader_icd.json`;
process.env.LD_LIBRARY_PATH = [process.env.LD_LIBRARY_PATH, swiftshader].filter(Boolean).join(':');
process.env.XDG_RUNTIME_DIR ??= '/tmp';

/** What runs on every device. */
const matrix = [
  'tests/{ops,layers,blocks,losses}/**/*.test.ts', 'tests/augment/tensors.test.ts', 'tests/backends/{gpuKernels,stockKernels}.test.ts',
  'tests/train/parity.test.ts', 'tests/train/*.device.ts',
];
const models = 'tests/models/**/*.test.ts';
/** These run programs or read files, or test no device. */
const ofNode = [
  'tests/layers/{saved,roundTrip}.test.ts', 'tests/blocks/noBackend.test.ts', 'tests/models/fromModel.test.ts', 'tests/**/*options.test.ts',
];

export default defineConfig(({ mode }) => {
  const all = mode === 'all';
  const matrixOf = (device: string) => (all || device.startsWith('wasm') ? [...matrix, models] : matrix);
  const inNode = (name: string, test: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration =>
    ({ extends: true, test: { name, ...common, ...test } });
  const onPage = (name: string, device: string, groupOrder: number) => browserProject(name, device === 'wasm threads', {
    ...common, include: matrixOf(device), exclude: ofNode, provide: { ...common.provide, devices: [device] }, sequence: { groupOrder },
  });
  const leftOut = all ? [] : ['models'];
  const inWorker = (name: string, devices: string[], groupOrder: number) => browserProject(name, true, {
    ...common, include: ['tests/workers/*.worker.ts'], provide: { ...common.provide, devices, leftOut }, sequence: { groupOrder },
  });
  return {
    resolve: config.resolve,
    test: {
      reporters: ['default', './tests/countDevices.ts'],
      projects: [ // One group after the other; WebGPU in Node alone takes two processor cores.
        onPage('webgl', 'webgl', 0),
        onPage('webgpu', 'webgpu', 0),
        inWorker('workers-webgpu', ['webgpu'], 0),
        inWorker('workers-webgl', ['webgl'], 0),
        onPage('wasm', 'wasm', 1),
        onPage('wasm-threads', 'wasm threads', 1),
        inWorker('workers-wasm', ['wasm', 'wasm threads'], 1),
        inNode('node', {
          include: [...matrixOf('webgpu'), 'tests/backends/*.node.ts'], exclude: ofNode, provide: { ...common.provide, devices: ['webgpu'] },
          fileParallelism: false, sequence: { groupOrder: 2 },
        }),
        inNode('pages', { include: ['tests/pages/*.page.ts'], provide: { ...common.provide, devices: [] }, sequence: { groupOrder: 3 } }),
      ],
    },
  };
});
