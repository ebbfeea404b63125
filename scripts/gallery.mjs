/**
 * Draws the pictures of docs/plots.md anew: runs each `ts` block that a picture follows, and saves its `plot` there.
 *
 *   node scripts/gallery.mjs
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Code that writes the plot, with tags cut to hundredths of a pixel and without what screen readers use: pictures have their `alt`. */
const save = (target) => `import { writeFileSync } from 'node:fs';
const cut = (tag: string) => tag.replace(/\\d+\\.\\d{3,}/g, (n) => String(Math.round(100 * Number(n)) / 100))
  .replace(/ (aria-[a-z]+|role|pointer-events|class)="[^"]*"/g, '');
writeFileSync(${target}, (await toSvg(plot)).replace(/<[^>]*>/g, cut));
`;

const folder = join(root, '.cache/gallery');
mkdirSync(folder, { recursive: true });
const page = readFileSync(join(root, 'docs/plots.md'), 'utf8');
for (const [, code, picture] of page.matchAll(/^```ts\n(.*?)^```\n\n!\[[^\]]*\]\((plots\/[\w-]+\.svg)\)/gms)) {
  const file = join(folder, 'block.ts');
  const target = JSON.stringify(join(root, 'docs', picture));
  writeFileSync(file, `import { toSvg } from 'tfjs-blocks/plots';\n${code}\n${save(target)}`);
  execFileSync(process.execPath, ['--import', 'tsx', file], { cwd: root, stdio: 'inherit' });
}
