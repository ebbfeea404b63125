/**
 * Installs the packed tarball into an empty project and trains a small net on WASM with it: in Node (ES modules and
 * CommonJS), in Deno and Bun, and in Chromium, on a page and in a worker, bundled by Vite, esbuild and webpack or served by Vite's
 * development server, with and without cross-origin isolation. No optional peer but the WASM backend is installed. Needs a build,
 * Chromium and the npm registry or its cache.
 *
 *   CHROMIUM_PATH=/usr/bin/chromium node scripts/try-bundles.mjs
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright';

const root = fileURLToPath(new URL('..', import.meta.url));
const { exports, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const tfjs = ['core', 'layers', 'backend-wasm'].map((part) => `@tensorflow/tfjs-${part}`);
const tools = ['vite@8.3.8', 'esbuild@0.28.2', 'webpack@5.112.2', 'deno@2.9.6', 'bun@1.4.5'];
const binaries = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'];
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** Milliseconds for a program to start the backend and to learn. */
const PATIENCE = 60_000;

/** Headers that make a page cross-origin isolated. */
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

const project = mkdtempSync(join(tmpdir(), 'try-bundles-'));
const fromProject = createRequire(join(project, 'index.js'));
try {
  installEverything();
  writePrograms();
  check('Node, ES modules', run(process.execPath, 'program.mjs'), { threads: 2 });
  check('Node, CommonJS', run(process.execPath, 'program.cjs'), { threads: 2 });
  for (const [place, ...command] of runtimes()) {
    check(place, run(...command, 'program.mjs'), { threads: 2 });
    checkDoctor(place, command);
  }
  await Promise.all([bundleWithVite(), bundleWithEsbuild(), bundleWithWebpack(), bundleEverything()]);
  await tryBundles();
} finally {
  rmSync(project, { recursive: true });
}

/** Runtimes beside Node, with what they must be allowed. */
function runtimes() {
  const program = (name) => join(project, 'node_modules/.bin', name);
  return [
    ['Deno', program('deno'), 'run', '--quiet', '--allow-read', '--allow-env', '--allow-sys'],
    ['Bun', program('bun'), 'run'],
  ];
}

function checkDoctor(place, [program, ...args]) {
  const cli = join(project, 'node_modules/tfjs-blocks/dist/cli.js');
  const options = { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: PATIENCE };
  const text = execFileSync(program, [...args, cli, 'doctor'], options);
  if (!text.includes("useBackend('auto') takes wasm")) throw new Error(`${place}: the doctor says\n${text}`);
}

function installEverything() {
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', project], { cwd: root, stdio: 'pipe' });
  const [tarball] = readdirSync(project).filter((name) => name.endsWith('.tgz'));
  const packages = [`./${tarball}`, ...tfjs.map((peer) => `${peer}@${devDependencies[peer]}`), ...tools];
  execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages], { cwd: project, stdio: 'pipe' });
}

/** The same program for every place; `learn` takes what it needs of the modules, which each place loads in its own way. */
function writePrograms() {
  const modules = {
    tf: tfjs[0], layers: tfjs[1], backends: 'tfjs-blocks/backends', losses: 'tfjs-blocks/losses', train: 'tfjs-blocks/train',
    plots: 'tfjs-blocks/plots',
  };
  const load = (line) => Object.entries(modules).map(([name, path]) => line(name, path)).join('\n');
  const imports = load((name, path) => `import * as ${name} from '${path}';`);
  const requires = load((name, path) => `const ${name} = require('${path}');`);
  const program = `${learn}\nconst modules = { ${Object.keys(modules)} };`;
  const print = 'learn(modules, { threads: 2 }).then((answer) => console.log(JSON.stringify(answer)));';
  write('program.mjs', imports, program, print);
  write('program.cjs', requires, program, print);

  for (const [bundler, wasmPaths] of Object.entries(wasmPathsOf())) {
    write(`${bundler}/worker.js`, imports, wasmPaths, program, `onmessage = ({ data }) => learn(modules, { wasmPaths, ...data })
      .then(postMessage, (error) => setTimeout(() => { throw error; }));`);
    write(`${bundler}/page.js`, imports, wasmPaths, program, ask, `
      globalThis.learnIn = {
        page: (options) => learn(modules, { wasmPaths, ...options }),
        worker: (options) => ask(new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }), options),
      };`);
    write(`${bundler}/index.html`, '<!doctype html><script type="module" src="./page.js"></script>');
  }
}

/**
 * What every place runs: the losses of a small net that learns where pixels are bright, the backend's report, and what plots say
 * without vega.
 */
async function learn({ tf, layers, backends, losses, train, plots }, options) {
  const report = await backends.useBackend('wasm', options);
  const convolution = (filters, more) => layers.layers.conv2d({
    filters, kernelSize: 3, padding: 'same', kernelInitializer: layers.initializers.glorotUniform({ seed: filters }), ...more,
  });
  const model = layers.sequential({ layers: [convolution(8, { inputShape: [8, 8, 3], activation: 'relu' }), convolution(1)] });
  const batch = () => tf.tidy(() => {
    const inputs = tf.randomNormal([4, 8, 8, 3], 0, 1, 'float32', 1);
    return { inputs, targets: tf.cast(tf.greater(tf.sum(inputs, -1, true), 0), 'float32') };
  });
  const { history } = await train.train(model, {
    data: { steps: 4, batch }, loss: losses.binaryCrossEntropy(), optimizer: train.adam({ learningRate: 0.02 }), epochs: 3,
  });
  const withoutVega = await plots.toSvg({}).catch(({ message }) => message);
  return { report, isolated: globalThis.crossOriginIsolated === true, losses: history.map(({ loss }) => loss), withoutVega };
}

/** Runs in the page: what a worker answers. */
function ask(worker, options) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(options);
  });
}

/** How a bundler is told to copy tfjs's binaries and to give their URLs. */
function wasmPathsOf() {
  const folder = '@tensorflow/tfjs-backend-wasm/wasm-out';
  const imported = (suffix) => [
    ...binaries.map((file, i) => `import url${i} from '${folder}/${file}${suffix}';`),
    `const wasmPaths = { ${binaries.map((file, i) => `'${file}': url${i}`)} };`,
  ].join('\n');
  const urls = binaries.map((file) => `'${file}': new URL('${folder}/${file}', import.meta.url).href`);
  return { vite: imported('?url'), esbuild: imported(''), webpack: `const wasmPaths = { ${urls} };` };
}

async function bundleWithVite() {
  const { build } = await import(fromProject.resolve('vite'));
  await build({ root: join(project, 'vite'), configFile: false, logLevel: 'error', worker: { format: 'es' } });
}

async function bundleWithEsbuild() {
  const folder = join(project, 'esbuild');
  await fromProject('esbuild').build({
    entryPoints: [join(folder, 'page.js'), join(folder, 'worker.js')], outdir: join(folder, 'dist'),
    bundle: true, minify: true, format: 'esm', loader: { '.wasm': 'file' }, logLevel: 'error',
  });
  cpSync(join(folder, 'index.html'), join(folder, 'dist/index.html'));
}

async function bundleWithWebpack() {
  const folder = join(project, 'webpack');
  const compiler = fromProject('webpack')({
    mode: 'production', context: folder, entry: './page.js', output: { path: join(folder, 'dist'), filename: 'page.js' },
  });
  const stats = await promisify(compiler.run.bind(compiler))();
  if (stats.hasErrors()) throw new Error(`webpack does not bundle the package:\n${stats.toString('errors-only')}`);
  cpSync(join(folder, 'index.html'), join(folder, 'dist/index.html'));
}

/** Every subpath, for Node. */
async function bundleEverything() {
  const subpaths = Object.keys(exports).filter((subpath) => subpath !== './package.json');
  write('everything.js', ...subpaths.map((subpath) => `export * as '${subpath}' from 'tfjs-blocks${subpath.slice(1)}';`));
  const entryPoints = [join(project, 'everything.js')];
  await fromProject('esbuild').build({ entryPoints, bundle: true, write: false, platform: 'node', format: 'esm', logLevel: 'error' });
}

async function tryBundles() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    for (const bundler of ['vite', 'esbuild', 'webpack', 'vite dev']) {
      await tryInChromium(browser, bundler, 'page', { threads: 2, isolated: false });
      await tryInChromium(browser, bundler, 'page', { threads: 2, isolated: true });
      await tryInChromium(browser, bundler, 'page', { threads: undefined, isolated: true });
      await tryInChromium(browser, bundler, 'worker', { threads: 2, isolated: false });
      await tryInChromium(browser, bundler, 'worker', { threads: 2, isolated: true });
    }
  } finally {
    await browser.close();
  }
}

async function tryInChromium(browser, bundler, where, { threads, isolated }) {
  const title = `Chromium, ${bundler}, ${where}${isolated ? ', isolated' : ''}, ${threads ? `asked for ${threads} threads` : 'by default'}`;
  const headers = isolated ? isolation : {};
  const server = bundler === 'vite dev' ? await develop(headers) : await serve(join(project, bundler, 'dist'), headers);
  const page = await browser.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  try {
    await page.goto(server.url);
    await inTime(page.waitForFunction(() => globalThis.learnIn));
    const answer = await inTime(page.evaluate(([place, options]) => globalThis.learnIn[place](options), [where, { threads }]));
    check(title, answer, { isolated, threads: isolated ? threads ?? 1 : 1 });
  } catch (cause) {
    throw new Error([`${title}: ${cause.message}`, ...new Set(complaints)].join('\n'), { cause });
  } finally {
    await page.close();
    await server.close();
  }
}

async function serve(folder, headers) {
  const server = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const file = join(folder, pathname === '/' ? 'index.html' : pathname);
    const body = await readFile(file).catch(() => null);
    response.writeHead(body ? 200 : 404, { ...headers, 'Content-Type': types[extname(file)] ?? 'text/plain' }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** Vite's development server, which bundles dependencies when it starts. */
async function develop(headers) {
  const { createServer } = await import(fromProject.resolve('vite'));
  const root = join(project, 'vite');
  const server = await createServer({ root, configFile: false, logLevel: 'error', server: { port: 0, host: '127.0.0.1', headers } });
  await server.listen();
  return { url: server.resolvedUrls.local[0], close: () => server.close() };
}

function inTime(answer) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error(`no answer in ${PATIENCE} ms.`)), PATIENCE).unref());
  return Promise.race([answer, late]);
}

function run(program, ...args) {
  const output = execFileSync(program, args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: PATIENCE });
  return JSON.parse(output.trim().split('\n').at(-1));
}

/** Fails unless our kernels ran there, on as many threads as expected, the net learned, and plots say what they need. */
function check(place, { report, isolated, losses, withoutVega }, expected) {
  console.log(`${place}: ${report.kernels.length} kernels, ${report.threads} threads, losses ${losses.map((loss) => loss.toFixed(3))}`);
  if (!report.kernels.includes('Conv2DBackpropFilter')) throw new Error(`${place}: the kernels are not installed.`);
  if (report.threads !== expected.threads) throw new Error(`${place}: expected ${expected.threads} threads, received ${report.threads}.`);
  if (isolated !== (expected.isolated ?? false)) throw new Error(`${place}: crossOriginIsolated is ${isolated}.`);
  if (!withoutVega.includes('npm install vega vega-lite')) throw new Error(`${place}: without vega, plots say ${withoutVega}`);
  if (!(losses.at(-1) < losses[0])) throw new Error(`${place}: expected losses that fall, received ${losses}.`);
}

function write(file, ...parts) {
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), `${parts.join('\n')}\n`);
}
