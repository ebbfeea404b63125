/** The playground as a visitor uses it: built, served, and driven in Chromium on the screen of a phone. */
import { mkdirSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright';
import { build, preview, type PreviewServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumArgs, chromiumPath } from '../../vitest.browser.config';

const configFile = 'examples/playground/vite.config.ts';
let server: PreviewServer;
let browser: Browser;
let page: Page;

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

/** A page of its own, which records tasks over 50 ms and may load nothing but what the server has. */
async function open(): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  page = await context.newPage();
  const url = server.resolvedUrls!.local[0];
  await context.route((other) => !String(other).startsWith(url) && !/^(blob|data):/.test(other.protocol), (route) => route.abort());
  await page.addInitScript(() => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ entryTypes: ['longtask'] });
    Object.assign(globalThis, { tasks });
  });
  await page.goto(url);
}

const status = () => page.locator('#status').innerText();
const ended = /^(Done|Stopped)/;
const waitFor = (pattern: RegExp) => page.waitForFunction(
  ([source]) => new RegExp(source).test(document.querySelector('#status')!.textContent!), [pattern.source], { timeout: 170_000 },
);

/** Mean Jaccard of the pictures on the page. */
async function jaccards(): Promise<number> {
  const captions = await page.locator('figcaption').allInnerTexts();
  return captions.reduce((sum, text) => sum + Number(text.split(' ').at(-1)), 0) / captions.length;
}

describe.each(['wasm', 'webgl', 'webgpu'])('the playground on %s', (backend) => {
  beforeAll(open);
  afterAll(() => page.context().close());

  it('trains to a falling loss, by keyboard, while the page stays responsive', async () => {
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
      (globalThis as unknown as { tasks: number[] }).tasks.length = 0;
    });
    const began = performance.now();
    await page.keyboard.press('Enter');
    await waitFor(ended);
    expect(await status()).toMatch(new RegExp(`^Done, ${backend} on `));
    const steps = losses.filter(Number.isFinite);
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    expect(steps.length).toBeGreaterThanOrEqual(9);
    expect(mean(steps.slice(-4))).toBeLessThan(mean(steps.slice(0, 4)));
    await page.locator('#curve svg').waitFor(); // Drawn by a worker of its own, some time later.
    expect(await page.locator('#predictions canvas').count()).toBe(6);
    const long = await page.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks);
    // What the page does takes some milliseconds; a processor that has other work makes single tasks look long.
    expect(long.reduce((sum, duration) => sum + duration, 0)).toBeLessThan(0.05 * (performance.now() - began));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
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
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download model' }).click()]);
    expect(download.suggestedFilename()).toBe('model.json');
  });

  it('says what is wrong with files that cannot be used', async () => {
    await page.getByLabel('Image and mask files').setInputFiles([{ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('no picture') }]);
    await page.getByRole('button', { name: 'Train' }).click();
    await waitFor(/Expected at least 4 images with masks, received 0/);
  });
});
