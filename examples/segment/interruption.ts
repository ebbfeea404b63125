/**
 * A signal that Ctrl-C aborts, so that the run can save itself. A second Ctrl-C ends the process at once; one that
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
  return controller.signal;
}
