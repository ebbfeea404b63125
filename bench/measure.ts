/**
 * Interleaved timing: round after round, each task in its turn, so that what disturbs the machine falls on all of them,
 * and the ratio within a round can be trusted where the times cannot.
 */

export interface Task {
  /** What must be in place for the task; not timed. */
  prepare?: () => void | Promise<void>;
  run: () => unknown;
}

/** Milliseconds since some moment. */
type Clock = () => number;

/** Of all threads of this process; what other processes do does not count in. */
const processorTime: Clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

export const wallTime: Clock = () => performance.now();

/** Median and quartiles. */
export interface Spread {
  median: number;
  low: number;
  high: number;
}

export interface Timing {
  rounds: number;
  /** Default: processor time. */
  clock?: Clock;
  /** Runs of each task a round; default: as many as fill 4 ms, known after two runs as warm-up. */
  repeats?: readonly number[];
}

/** Milliseconds of one run, by task and round. */
export async function interleave(tasks: readonly Task[], timing: Timing): Promise<number[][]> {
  const { rounds, clock = processorTime, repeats = await repeatsOf(tasks, clock) } = timing;
  const times = tasks.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, task] of tasks.entries()) times[i].push(await time(task, repeats[i], clock));
  }
  return times;
}

async function repeatsOf(tasks: readonly Task[], clock: Clock): Promise<number[]> {
  const repeats: number[] = [];
  for (const task of tasks) {
    await time(task, 1, clock);
    repeats.push(Math.max(1, Math.round(4 / (await time(task, 1, clock)))));
  }
  return repeats;
}

/** Milliseconds of a run, the mean of `repeats`. */
export async function time({ prepare, run }: Task, repeats = 1, clock: Clock = processorTime): Promise<number> {
  await prepare?.();
  const start = clock();
  for (let i = 0; i < repeats; i++) await run();
  return Math.max(clock() - start, 1e-3) / repeats;
}

/** Of `a` over `b`, round by round. */
export function ratio(a: readonly number[], b: readonly number[]): Spread {
  return spread(a.map((value, round) => value / b[round]));
}

export function median(values: readonly number[]): number {
  return spread(values).median;
}

/** Linear between the order statistics. */
function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) => {
    const place = part * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return below + (above - below) * (place % 1);
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}
