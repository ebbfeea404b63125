/** What a Web Worker finds when it checks the WASM backend for itself; without FMA, which the pages have. */
import '@tensorflow/tfjs-layers';
import { type BackendReport } from 'tfjs-blocks/backends';
import { netErrors, netNames } from '../backends/goldenNets';
import { countHandOvers } from '../backends/handOvers';
import { DRAWS, type KernelCheck, kernelChecks, NON_FINITE_DRAWS } from '../backends/kernels';
import { startWasm } from './startWasm';
import { trainSmallUnet } from './training';

/** The message that a worker sends when it is done. */
export interface Findings {
  report: BackendReport;
  isolated: boolean;
  /** Largest relative error of each kernel; `Infinity` where a draw failed. */
  errors: Record<string, number>;
  /** How often each kernel handed work to another thread. */
  handOvers: Record<string, number>;
  /** What the failed draws threw. */
  failures: string[];
  /** Relative errors of the nets' losses and gradients. */
  nets: Awaited<ReturnType<typeof netErrors>>[];
  training: { losses: number[]; alive: string[] };
}

async function findOut(): Promise<Findings> {
  const report = await startWasm({ fma: false });
  const failures: string[] = [];
  const errors: Record<string, number> = {};
  const handOvers: Record<string, number> = {};
  for (const check of kernelChecks) {
    handOvers[check.name] = countHandOvers(() => { errors[check.name] = worstError(check, failures); });
  }
  const nets: Findings['nets'] = [];
  for (const name of netNames) nets.push(await netErrors(name));
  return { report, isolated: self.crossOriginIsolated, errors, handOvers, failures, nets, training: await trainSmallUnet() };
}

function worstError(check: KernelCheck, failures: string[]): number {
  let worst = 0;
  const run = (index: number, nonFinite: boolean) => {
    try {
      worst = Math.max(worst, check.run(index, nonFinite));
    } catch (error) {
      worst = Infinity;
      failures.push((error as Error).message);
    }
  };
  for (let i = 0; i < DRAWS; i++) run(i, false);
  for (let i = 0; check.takesNonFinite && i < NON_FINITE_DRAWS; i++) run(i, true);
  return worst;
}

findOut().then(
  (findings) => postMessage(findings),
  (error) => setTimeout(() => { throw error; }), // The page hears of what is thrown outside of promises.
);
