/** What a Web Worker computes on the device that the page names: gradients of whole nets, and five steps of training. */
import '@tensorflow/tfjs-layers';
import { netErrors, netNames, trainingErrors } from '../backends/goldenNets';
import { starts } from '../startDevice';

/** The message that a worker sends when it is done. */
export interface Findings {
  backend: string;
  /** Threads of WASM. */
  threads?: number;
  nets: Awaited<ReturnType<typeof netErrors>>[];
  training: Awaited<ReturnType<typeof trainingErrors>>[];
}

async function findOut(device: string): Promise<Findings> {
  const { name, threads } = await starts[device]();
  const [nets, training]: [Findings['nets'], Findings['training']] = [[], []];
  for (const net of netNames) nets.push(await netErrors(net));
  for (const net of ['cnn', 'unet'] as const) training.push(await trainingErrors(net));
  return { backend: name, threads, nets, training };
}

onmessage = ({ data }: MessageEvent<string>) => {
  findOut(data).then(
    (findings) => postMessage(findings),
    (error) => setTimeout(() => { throw error; }), // The page hears of what is thrown outside of promises.
  );
};
