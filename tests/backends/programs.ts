/** Programs of their own, which have started no backend yet. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const source = pathToFileURL(join(root, 'src/backends/index.ts')).href;
const folders: string[] = [];
process.once('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** No drivers: what this machine has must not decide. */
export const withoutDrivers = { VK_ICD_FILENAMES: '/nowhere', VK_DRIVER_FILES: '/nowhere' };

/** Run a program that prints JSON and ends by itself; loaders before it may stand for packages. */
export function run<T>(program: string, loaders: readonly string[] = [], variables: Record<string, string> = withoutDrivers): T {
  const options = ['--import', 'tsx', ...loaders.flatMap((loader) => ['--import', loader]), '--input-type=module', '--eval'];
  const text = execFileSync(process.execPath, [...options, `import { useBackend, diagnose } from ${JSON.stringify(source)};\n${program}`], {
    cwd: root, env: { ...process.env, ...variables }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 60_000,
  });
  return JSON.parse(text.slice(text.indexOf('{'))) as T;
}

/** A loader under which `specifier` is the module `text`, or is not there. */
export function standIn(specifier: string, text?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'stand-in-'));
  folders.push(folder);
  const file = join(folder, 'module.mjs');
  writeFileSync(file, text ?? '');
  const found = text === undefined
    ? `throw Object.assign(new Error('Cannot find ${specifier}'), { code: 'ERR_MODULE_NOT_FOUND' })`
    : `return { url: ${JSON.stringify(pathToFileURL(file).href)}, shortCircuit: true }`;
  const hooks = `export async function resolve(name, context, next) { if (name === '${specifier}') { ${found}; } return next(name, context); }`;
  const loader = join(folder, 'loader.mjs');
  writeFileSync(join(folder, 'hooks.mjs'), hooks);
  writeFileSync(loader, "import { register } from 'node:module'; register('./hooks.mjs', import.meta.url);");
  return pathToFileURL(loader).href;
}
