/** `npx tfjs-blocks`: every call is answered by a sentence and an exit code. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const cli = (...args: string[]) => spawnSync(process.execPath, ['--import', 'tsx', 'src/cli.ts', ...args], { encoding: 'utf8' });

it.each([[['--help']], [['-h']], [['help']], [['doctor', '--help']]])('%j prints the usage', (args) => {
  const { stdout, stderr, status } = cli(...args);
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).toMatch(/^Usage: npx tfjs-blocks <command>\n[^]*doctor/);
});

it.each(['--version', '-v'])('%s prints the version', (arg) => {
  expect(cli(arg)).toMatchObject({ stdout: `${manifest.version}\n`, stderr: '', status: 0 });
});

it.each([
  [[], /^Usage: /],
  [['docter'], /^Unknown command `docter`\.\n\nUsage: /],
  [['constructor'], /^Unknown command `constructor`\./],
  [['--frobnicate'], /^Unknown option `--frobnicate`\./],
  [['doctor', '--frobnicate'], /^Unknown option `--frobnicate`\./],
  [['doctor', 'now'], /^Unknown argument `now`\./],
])('%j ends with code 2', (args, message) => {
  const { stdout, stderr, status } = cli(...args);
  expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('    at ');
});

it('the doctor says which backend auto takes', () => {
  const { stdout, status } = cli('doctor');
  expect(status).toBe(0);
  expect(stdout).toMatch(/useBackend\('auto'\) takes wasm on /);
});

it('a reader that stops reading is no error', () => {
  const command = 'set -o pipefail; "$0" --import tsx src/cli.ts --help | true';
  const { stderr, status } = spawnSync('bash', ['-c', command, process.execPath], { encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
});
