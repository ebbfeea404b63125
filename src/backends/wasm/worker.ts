/** Workers of Node and of browsers, for the thread pool: started from text, so that no bundler needs to know of them. */
import { importByName } from '../importByName';
import { isNode } from '../runtime';
import { threadSource } from './kernels.generated';
import type { ThreadStart } from './thread';

/** Milliseconds for a worker to begin. */
const PATIENCE = 5000;

interface Listeners {
  resolve(message: unknown): void;
  reject(cause: unknown): void;
}

interface StartedWorker {
  /** Resolves when it listens. */
  listening: Promise<unknown>;
  terminate(): void;
  /** Let the program end while it runs. */
  unref(): void;
}

/** Start a worker; resolves, once it listens, to what ends it. */
export async function startWorker(start: ThreadStart): Promise<() => void> {
  const worker = isNode ? await startInNode(start) : startInBrowser(start);
  try {
    await worker.listening;
  } catch (cause) {
    worker.terminate();
    throw cause;
  }
  worker.unref();
  return worker.terminate;
}

async function startInNode(start: ThreadStart): Promise<StartedWorker> {
  const { Worker } = await importByName('node:worker_threads') as typeof import('node:worker_threads');
  const worker = new Worker(`${threadSource}
    const { parentPort } = require('node:worker_threads');
    parentPort.once('message', (start) => serve(start, () => parentPort.postMessage('listening')));
  `, { eval: true, execArgv: [] });
  const listening = inTime(({ resolve, reject }) => {
    worker.once('message', resolve).once('error', reject);
    worker.postMessage(start);
  });
  return { listening, terminate: () => void worker.terminate(), unref: () => worker.unref() };
}

function startInBrowser(start: ThreadStart): StartedWorker {
  const source = `${threadSource}
    onmessage = ({ data }) => serve(data, () => postMessage('listening'));
  `;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url, { type: 'module' });
  const listening = inTime(({ resolve, reject }) => {
    worker.onmessage = resolve;
    worker.onerror = reject;
    worker.postMessage(start);
  }).finally(() => URL.revokeObjectURL(url));
  return { listening, terminate: () => worker.terminate(), unref: () => {} };
}

async function inTime(begin: (listeners: Listeners) => void): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`The worker gave no answer in ${PATIENCE} ms.`)), PATIENCE);
      begin({ resolve, reject });
    });
  } finally {
    clearTimeout(timer);
  }
}
