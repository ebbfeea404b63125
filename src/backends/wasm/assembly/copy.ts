/** Copies that rearrange whole blocks: tile, concat, split. */

/** `count` blocks of `bytes` from places `sourceStep` apart to places `targetStep` apart. */
export function copyBlocks(
  source: usize, sourceStep: usize, target: usize, targetStep: usize, bytes: usize, count: i32,
): void {
  for (; count > 0; count--, source += sourceStep, target += targetStep) copy(target, source, bytes);
}

/**
 * Repeat an array along its axes. `axes` holds for each (size, repeats, bytes of one index in the source), the last
 * one being contiguous; returns the end of what was written.
 */
export function tile(source: usize, target: usize, axes: usize, rank: i32): usize {
  const size = load<i32>(axes);
  const repeats = load<i32>(axes, 4);
  const step = load<usize>(axes, 8);
  let end = target;
  if (rank == 1) {
    copy(target, source, <usize>size * step);
    end += <usize>size * step;
  } else {
    for (let i = 0; i < size; i++, source += step) end = tile(source, end, axes + 12, rank - 1);
  }
  return repeat(target, end, repeats);
}

/** The block from `start` to `end`, `times` times in a row: copies of what is there, some 16 KiB at once. */
function repeat(start: usize, end: usize, times: i32): usize {
  const last = start + (end - start) * <usize>times;
  const block = end - start;
  const chunk = max<usize>(block, (<usize>16384 / max<usize>(block, 1)) * block);
  while (end < last) {
    const bytes = min(min(end - start, chunk), last - end);
    copy(end, start, bytes);
    end += bytes;
  }
  return last;
}

@inline
function copy(target: usize, source: usize, bytes: usize): void {
  if (bytes > 64) {
    memory.copy(target, source, bytes);
    return;
  }
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(target + i, v128.load(source + i));
  for (; i + 4 <= bytes; i += 4) store<u32>(target + i, load<u32>(source + i));
  for (; i < bytes; i++) store<u8>(target + i, load<u8>(source + i));
}
