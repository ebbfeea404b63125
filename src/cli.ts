#!/usr/bin/env node
/** `npx tfjs-blocks doctor`: which backends this machine has, what the others need, and which one `auto` takes. */
import { parseArgs } from 'node:util';
import { diagnose } from './backends/diagnose';
import { useBackend } from './backends/useBackend';
import { textTable } from './plots/textTable';

const { positionals } = parseArgs({ allowPositionals: true });
if (positionals.join(' ') === 'doctor') void doctor();
else {
  console.error('Usage: npx tfjs-blocks doctor');
  process.exitCode = 2;
}

async function doctor(): Promise<void> {
  const best = await useBackend('auto').catch(() => undefined);
  const found = await diagnose();
  const present = found.filter((backend) => 'device' in backend);
  const absent = found.filter((backend) => 'reason' in backend);
  console.log(textTable([
    ['backend', 'device', 'kind', 'precision', 'SIMD', 'threads', 'largest tensor'],
    ...present.map(({ name, device, kind, precision, simd = '', threads = '', maxTensorBytes = NaN }) =>
      [name, device, kind, precision, simd, String(threads), gibibytes(maxTensorBytes)]),
  ]));
  for (const { name, repaired } of present) {
    if (repaired.length > 0) console.log(`\nRepaired on ${name}: ${repaired.join(', ')}.`);
  }
  console.log(['\nNot here:', ...absent.map(({ name, reason }) => `- ${name}: ${reason}`)].join('\n'));
  console.log(best ? `\nuseBackend('auto') takes ${best.name} on ${best.device}.` : '\nNothing trains here.');
}

function gibibytes(bytes: number): string {
  return Number.isNaN(bytes) ? '' : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
