/** tfjs-core's own specs under our WASM kernels: what they pass under tfjs's kernels they pass under ours. */
import { beforeAll, describe, expect, it } from 'vitest';
import { contradicted, missing } from './exceptions';
import { bundleSpecs, type Result, runSpecs } from './run';

describe("tfjs-core's specs on WASM", () => {
  let stock: Result;
  let ours: Result;

  beforeAll(async () => {
    const program = await bundleSpecs();
    [stock, ours] = await Promise.all([runSpecs(program, 'stock'), runSpecs(program, 'wasm')]);
  }, 180_000);

  it('all run', () => {
    expect(ours.count).toBe(stock.count);
    expect(ours.count).toBeGreaterThan(4_000);
  });

  it("none fails that passes with tfjs's kernels, but for those that ours contradict with reason", () => {
    const lost = Object.keys(ours.failures).filter((name) => !(name in stock.failures));
    expect(lost.sort()).toEqual(Object.keys(contradicted).sort());
  });

  it('the others that fail ask for what the WASM backend lacks', () => {
    const others = Object.keys(ours.failures).filter((name) => name in stock.failures);
    const reasons = Object.entries(missing);
    const reasonOf = (name: string) => reasons.find(([, pattern]) => pattern.test(`${name}: ${ours.failures[name]}`))?.[0];
    expect(others.filter((name) => !reasonOf(name))).toEqual([]);
    expect(new Set(others.map(reasonOf))).toEqual(new Set(reasons.map(([reason]) => reason)));
  });
});
