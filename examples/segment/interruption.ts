/**
 * A signal that ends the run so that it can save itself: aborted by Ctrl-C, by a terminal that closes, by a system that shuts down,
 * and where nobody reads the output any more (`npm start | head`). A second Ctrl-C ends the process at once; one that
 * follows within a second is taken for the first, which npm passes on once more.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  const interrupt = () => {
    if (controller.signal.aborted && performance.now() - first > 1000) process.exit(130);
    if (controller.signal.aborted) return;
    first = performance.now();
    controller.abort();
    console.log('\nInterrupted: saving after this step. Once more to end without saving.');
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  for (const lost of [process.stdout, process.stderr]) lost.on('error', () => controller.abort());
  process.on('SIGHUP', () => controller.abort());
  return controller.signal;
}
