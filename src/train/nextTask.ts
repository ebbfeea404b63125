/** Lets what waits be heard (Ctrl-C, a click, a message to a worker): a backend that computes on this thread never pauses by itself. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, 0); });
}
