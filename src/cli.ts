#!/usr/bin/env node
/** `npx tfjs-blocks doctor`: which backends this machine has, what the others need, and which one `auto` takes. */
import manifest from '../package.json' with { type: 'json' };

const usage = `Usage: npx tfjs-blocks <command>

Commands:
  doctor         say which backends run here, what the others need, and which one \`auto\` takes

Options:
  -h, --help     print this
  -v, --version  print the version`;

process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1)); // As of `… | head -1`.
void answer(process.argv.slice(2));

async function answer(args: readonly string[]): Promise<void> {
  const has = (...names: string[]) => args.some((arg) => names.includes(arg));
  if (has('--help', '-h', 'help')) return console.log(usage);
  if (has('--version', '-v')) return console.log(manifest.version);
  if (args.length === 1 && args[0] === 'doctor') {
    return doctor().catch(({ message }: Error) => fail(`The doctor could not look: ${message}`, 1));
  }
  const unknown = args.find((arg) => arg !== 'doctor');
  const what = unknown?.startsWith('-') ? 'option' : args[0] === 'doctor' ? 'argument' : 'command';
  fail(unknown === undefined ? usage : `Unknown ${what} \`${unknown}\`.\n\n${usage}`, 2);
}

function fail(text: string, code: number): void {
  console.error(text);
  process.exitCode = code;
}

/** Loads what it needs by itself, so that help needs no TensorFlow.js. */
async function doctor(): Promise<void> {
  const [{ diagnose }, { useBackend }, { textTable }] = await Promise.all([
    import('./backends/diagnose'), import('./backends/useBackend'), import('./plots/textTable'),
  ]);
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
