import { expect, it, vi } from 'vitest';
import { toSvg } from 'tfjs-blocks/plots';

it('says what to install where vega is missing', async () => {
  vi.doMock('vega', () => { throw new Error('not installed'); });
  await expect(toSvg({})).rejects.toThrow('npm install vega vega-lite');
  vi.doUnmock('vega');
});
