/** The playground as a visitor uses it: built, served, and driven in Chromium on the screen of a phone. */
import { mkdirSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { encode } from 'fast-png';
import { chromium, type Browser, type Page } from 'playwright';
import { build, preview, type PreviewServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { syntheticDermoscopy } from 'tfjs-blocks/data';
import { registerLayers } from 'tfjs-blocks/layers';
import { chromiumArgs, chromiumPath } from '../../vitest.browser.config';

const configFile = 'examples/playground/vite.config.ts';
let server: PreviewServer;
let browser: Browser;
let page: Page;
/** What the page asked of other servers. */
let elsewhere: string[];

const [WIDTH, HEIGHT] = [360, 640];

beforeAll(async () => {
  await build({ configFile, logLevel: 'error' });
  server = await preview({ configFile, logLevel: 'error', preview: { port: 0 } });
  browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs });
  mkdirSync('.cache/screens', { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** A page of its own, on the screen of a phone, which may load nothing but what the server has. */
async function open(): Promise<void> {
  const context = await browser.newContext({ viewport: { width: WIDTH, height: HEIGHT } });
  page = await context.newPage();
  elsewhere = [];
  const url = server.resolvedUrls!.local[0];
  context.on('request', (request) => { if (!request.url().startsWith(url) && !/^(blob|data):/.test(request.url())) elsewhere.push(request.url()); });
  await page.goto(url);
}

/**
 * The longest task of the page's main thread while `work` is done, in milliseconds: by the clock, from the browser's long tasks
 * (those over 50 ms), and in processor time, which other work of the machine does not stretch.
 */
async function longestTask(work: () => Promise<void>): Promise<{ wall: number; processor: number }> {
  await page.evaluate(() => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ entryTypes: ['longtask'] });
    Object.assign(globalThis, { tasks });
  });
  await browser.startTracing(page, { categories: ['__metadata', 'toplevel', 'disabled-by-default-devtools.timeline', 'devtools.timeline'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const { pid, tid } = mainThread(traceEvents);
  const tasks = traceEvents.filter((event) => event.pid === pid && event.tid === tid && /RunTask/.test(event.name));
  const wall = await page.evaluate(() => Math.max(0, ...(globalThis as unknown as { tasks: number[] }).tasks));
  return { wall, processor: Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000 };
}

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Processor time in microseconds. */
  tdur?: number;
  args: { name?: string; data?: { frames?: { processId: number; url: string }[] } };
}

/** The main thread of the process that shows the page. */
function mainThread(events: readonly TraceEvent[]): { pid: number; tid: number } {
  const frames = events.flatMap(({ args }) => args.data?.frames ?? []);
  const { processId } = frames.find(({ url }) => url.startsWith(server.resolvedUrls!.local[0]))!;
  return events.find(({ pid, name, args }) => pid === processId && name === 'thread_name' && args.name === 'CrRendererMain')!;
}

const status = () => page.locator('#status').innerText();
const ended = /^(Done|Stopped)/;
const waitFor = (pattern: RegExp) => page.waitForFunction(
  ([source]) => new RegExp(source).test(document.querySelector('#status')!.textContent!), [pattern.source], { timeout: 120_000 },
);

/** The next files that the page hands over, by name; listen before the button is pressed. */
function downloads(count: number): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  return new Promise((resolve, reject) => {
    page.on('download', (download) => {
      download.path().then((path) => {
        files[download.suggestedFilename()] = readFileSync(path);
        if (Object.keys(files).length === count) resolve(files);
      }, reject);
    });
  });
}

/** The shape of what tfjs computes from a blank image with a downloaded model. */
async function shapeOf(files: Record<string, Buffer>): Promise<number[]> {
  await useBackend('wasm');
  registerLayers();
  const { modelTopology, weightsManifest: [{ weights }] } = JSON.parse(files['model.json'].toString()) as
    { modelTopology: object; weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[] };
  const model = await loadLayersModel({ load: async () => ({ modelTopology, weightSpecs: weights, weightData: new Uint8Array(files['weights.bin']).buffer }) });
  return (model.predict(tf.zeros([1, 64, 64, 3])) as tf.Tensor).shape;
}

/** Mean Jaccard of the pictures on the page. */
async function jaccards(): Promise<number> {
  const captions = await page.locator('figcaption').allInnerTexts();
  return captions.reduce((sum, text) => sum + Number(text.split(' ').at(-1)), 0) / captions.length;
}

describe.each(['wasm', 'webgl', 'webgpu'])('the playground on %s', (backend) => {
  beforeAll(open);
  afterAll(() => page.context().close());

  it('trains to a falling loss while the page stays responsive', async () => {
    await page.getByLabel('Backend').selectOption(backend);
    await page.getByLabel('Side in pixels').selectOption('64');
    await page.getByLabel('Levels').selectOption('2');
    await page.getByLabel('Filters of the first').selectOption('4');
    await page.getByLabel('Epochs').fill(backend === 'wasm' ? '6' : '1');
    await page.getByRole('button', { name: 'Train' }).focus();
    const losses: number[] = [];
    await page.exposeFunction('heard', (text: string) => { losses.push(Number(/loss ([\d.]+)/.exec(text)?.[1])); });
    await page.evaluate(() => {
      const { heard } = globalThis as unknown as { heard(text: string): void };
      new MutationObserver(() => heard(document.querySelector('#status')!.textContent!))
        .observe(document.querySelector('#status')!, { childList: true });
    });
    const { wall, processor } = await longestTask(async () => {
      await page.keyboard.press('Enter');
      await waitFor(ended);
      await page.locator('#curve svg').waitFor(); // Drawn by a worker of its own, some time later.
    });
    console.log(`Longest task of the page on ${backend}: ${processor} ms of the processor, ${wall} ms by the clock (0: not over 50).`);
    expect(processor).toBeGreaterThan(0);
    expect(processor).toBeLessThan(50);
    expect(await status()).toMatch(new RegExp(`^Done, ${backend} on `));
    const steps = losses.filter(Number.isFinite);
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    expect(steps.length).toBeGreaterThanOrEqual(9);
    expect(mean(steps.slice(-4))).toBeLessThan(mean(steps.slice(0, 4)));
    expect(await page.locator('#predictions canvas').count()).toBe(6);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(WIDTH);
    expect(elsewhere).toEqual([]);
    await page.screenshot({ path: `.cache/screens/playground-${backend}.png`, fullPage: true });
  });
});

describe('a run that is stopped', () => {
  beforeAll(open);
  afterAll(() => page.context().close());

  it('goes on where it was, after the page was loaded again, and gives its model', async () => {
    await page.getByLabel('Backend').selectOption('wasm');
    await page.getByLabel('Side in pixels').selectOption('64');
    await page.getByLabel('Levels').selectOption('2');
    await page.getByLabel('Epochs').fill('4');
    await page.getByRole('button', { name: 'Train' }).click();
    await waitFor(/^Epoch 2/);
    await page.getByRole('button', { name: 'Stop' }).click();
    await waitFor(/^Stopped/);
    await page.reload();
    await waitFor(/is kept/);
    for (const [label, value] of [['Backend', 'wasm'], ['Side in pixels', '64'], ['Levels', '2']]) await page.getByLabel(label).selectOption(value);
    await page.getByLabel('Epochs').fill('4');
    await page.getByRole('button', { name: 'Resume' }).click();
    await waitFor(/^Epoch \d/);
    expect(await status()).not.toMatch(/^Epoch 1/);
    await waitFor(ended);
    expect(await jaccards()).toBeGreaterThan(0);
    const files = downloads(2);
    await page.getByRole('button', { name: 'Download model' }).click();
    expect(await shapeOf(await files)).toEqual([1, 64, 64, 1]);
  });

  it('says what is wrong with files that cannot be used', async () => {
    await page.getByLabel('Image and mask files').setInputFiles([{ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('no picture') }]);
    await page.getByRole('button', { name: 'Train' }).click();
    await waitFor(/Expected at least 4 images with masks, received 0/);
  });
});

/** Chooses a small net on WASM. */
async function chooseSmall(tab: Page, epochs: number): Promise<void> {
  for (const [label, value] of [['Backend', 'wasm'], ['Side in pixels', '64'], ['Levels', '2'], ['Filters of the first', '4']]) {
    await tab.getByLabel(label).selectOption(value);
  }
  await tab.getByRole('spinbutton', { name: 'Epochs' }).fill(String(epochs));
}

/** What the status says from now on, in order. */
async function heard(tab: Page): Promise<() => Promise<string[]>> {
  await tab.evaluate(() => {
    const status = document.querySelector('#status')!, texts: string[] = [];
    new MutationObserver(() => texts.push(status.textContent!)).observe(status, { childList: true });
    Object.assign(globalThis, { texts });
  });
  return () => tab.evaluate(() => (globalThis as unknown as { texts: string[] }).texts);
}

const press = (name: string) => page.getByRole('button', { name }).click();

describe('a run on images of the visitor', () => {
  beforeAll(open);
  afterAll(() => page.context().close());

  it('goes on with them after the page was loaded again, though nothing is chosen', async () => {
    const png = (data: Uint8Array, channels: number) => Buffer.from(encode({ data, width: 64, height: 64, channels }));
    const files = syntheticDermoscopy({ count: 9, size: 64, seed: 1 }).flatMap(({ image, mask }, i) => [
      { name: `mole ${i}.png`, mimeType: 'image/png', buffer: png(image.data, 3) },
      { name: `mole ${i}_segmentation.png`, mimeType: 'image/png', buffer: png(mask!.data, 1) },
    ]);
    await page.getByLabel('Image and mask files').setInputFiles(files);
    await chooseSmall(page, 2);
    await press('Train');
    await waitFor(ended);
    await page.reload();
    await waitFor(/A run of 2 epochs on 18 files of yours is kept/);
    expect(await page.getByLabel('Levels').inputValue()).toBe('2');
    await page.getByRole('spinbutton', { name: 'Epochs' }).fill('3');
    const texts = await heard(page);
    await press('Resume');
    await waitFor(ended);
    expect((await texts()).find((text) => text.includes('held out'))).toMatch(/^7 images to train on, 2 held out/);
    expect((await texts()).filter((text) => text.startsWith('Epoch')).every((text) => text.startsWith('Epoch 3 of 3'))).toBe(true);
    expect(await page.locator('figcaption').allInnerTexts()).toEqual([expect.stringMatching(/^mole/), expect.stringMatching(/^mole/)]);
  });

  it('goes on with its own blocks, whatever the form holds', async () => {
    await page.getByLabel('Levels').selectOption('4');
    await page.getByRole('spinbutton', { name: 'Epochs' }).fill('4');
    const texts = await heard(page);
    await press('Resume');
    await waitFor(ended);
    expect(await texts()).toContainEqual(expect.stringMatching(/^Epoch 4 of 4/));
    expect(await status()).toMatch(/^Done/);
  });
});

describe('the best epoch', () => {
  beforeAll(open);
  afterAll(() => page.context().close());

  it.each(['Done', 'Stopped'])('is what a run ends with: %s', async (end) => {
    await chooseSmall(page, end === 'Done' ? 6 : 200);
    await page.getByLabel('Learning rate').fill('0.3'); // Far too high, so that later epochs are worse.
    await page.evaluate(() => {
      const means: [text: string, mean: number][] = [];
      const predicted = document.querySelector('#predicted')!;
      new MutationObserver(() => setTimeout(() => {
        const scores = Array.from(document.querySelectorAll('figcaption'), ({ textContent }) => Number(textContent!.split(' ').at(-1)));
        means.push([predicted.textContent!, scores.reduce((a, b) => a + b) / scores.length]);
      })).observe(predicted, { childList: true });
      Object.assign(globalThis, { means });
    });
    await press('Train');
    await waitFor(end === 'Done' ? ended : /^Epoch 7/);
    if (end === 'Stopped') await press('Stop');
    await waitFor(ended);
    const told = Number(/The model is that of epoch (\d+), the best/.exec(await status())![1]);
    const means = await page.evaluate(() => (globalThis as unknown as { means: [string, number][] }).means);
    const [last, lastMean] = means.at(-1)!;
    expect(last).toBe(` after epoch ${told}, the best`);
    expect(lastMean).toBe(means.find(([text]) => text === ` after epoch ${told}`)![1]);
    await page.locator('#curve svg', { hasText: `best: epoch ${told}` }).waitFor();
  });
});

describe('what goes wrong', () => {
  beforeAll(open);
  afterAll(() => page.context().close());

  it('a press of Train before the script of the page has come is kept', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => { release = resolve; });
    await page.route(/assets\/index.*\.js$/, async (route) => {
      await released;
      await route.continue();
    });
    await page.goto(server.resolvedUrls!.local[0], { waitUntil: 'commit' });
    await chooseSmall(page, 1);
    await press('Train');
    release();
    await waitFor(ended);
    expect(page.url()).toBe(server.resolvedUrls!.local[0]);
    expect(await status()).toMatch(/^Done, wasm/);
  });

  it('a worker that crashes is told of, and training can begin again', async () => {
    await chooseSmall(page, 50);
    await press('Train');
    await waitFor(/^Epoch 2/);
    const worker = page.workers().find((each) => each.url().includes('training.worker'))!;
    await worker.evaluate(() => { setTimeout(() => { throw new Error('out of everything'); }); });
    await waitFor(/^Training crashed: .*out of everything\. Resume goes on after the last kept epoch/);
    expect(await page.getByRole('button', { name: 'Stop' }).isDisabled()).toBe(true);
    await page.getByRole('spinbutton', { name: 'Epochs' }).fill('3');
    await press('Resume');
    await waitFor(/^Done/);
    await page.getByRole('spinbutton', { name: 'Epochs' }).fill('1');
    await press('Train');
    await waitFor(/^Done/);
  });

  it('two tabs keep two runs', async () => {
    const first = page, second = await page.context().newPage();
    await second.goto(server.resolvedUrls!.local[0]);
    for (const [tab, epochs] of [[first, 1], [second, 2]] as const) {
      page = tab;
      await chooseSmall(tab, epochs);
      await press('Train');
      await waitFor(/^Done/);
    }
    for (const [tab, epochs] of [[first, 1], [second, 2]] as const) {
      page = tab;
      await tab.reload();
      await waitFor(new RegExp(`A run of ${epochs} epochs on synthetic images is kept`));
    }
    page = first;
    await second.close();
  });
});

/** Controls that reach over the edge of their form. */
function overflowing(): Promise<string[]> {
  return page.evaluate(() => {
    const edge = document.querySelector('form')!.getBoundingClientRect().right;
    return Array.from(document.querySelectorAll('form *')).filter((element) => element.getBoundingClientRect().right > edge + 1)
      .map((element) => element.outerHTML.slice(0, 60));
  });
}

/** Press Tab until the control of that name has the focus. */
async function tabTo(name: string): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab');
    const label = await page.evaluate(() => {
      const control = document.activeElement as HTMLInputElement | null;
      return (control?.labels?.[0] ?? control)?.textContent ?? '';
    });
    if (label.trim().startsWith(name)) return;
  }
  throw new Error(`No Tab leads to ${name}.`);
}

describe('with no mouse and no network', () => {
  beforeAll(open);
  afterAll(() => page.context().close());

  it('trains, stops, goes on and gives its model', async () => {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.context().setOffline(true);
    await page.reload();
    const choose = async (name: string, value: string) => {
      await tabTo(name);
      await page.keyboard.type(value);
    };
    await choose('Side in pixels', '64');
    await choose('Levels', '2');
    await choose('Backend', 'wasm');
    await tabTo('Epochs');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('3');
    await tabTo('Train');
    await page.keyboard.press('Enter');
    await waitFor(/^Epoch 2/);
    await tabTo('Stop');
    await page.keyboard.press('Enter');
    await waitFor(/^Stopped/);
    await tabTo('Resume');
    await page.keyboard.press('Enter');
    await waitFor(/^Done, wasm/);
    await tabTo('Download model');
    const files = downloads(2);
    await page.keyboard.press('Enter');
    expect(await shapeOf(await files)).toEqual([1, 64, 64, 1]);
    expect(elsewhere).toEqual([]);
    expect(await overflowing()).toEqual([]);
    await page.screenshot({ path: '.cache/screens/playground-phone.png', fullPage: true });
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(await overflowing()).toEqual([]);
    await page.screenshot({ path: '.cache/screens/playground-desktop.png', fullPage: true });
  });
});
