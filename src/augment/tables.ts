/**
 * Steps that give every level a new one. Each is a table of 256 levels a channel, made from the histogram as it is when
 * the step's turn comes; a run of them reads and writes the image once.
 */
import type { TableStep } from './steps';

/** A table of 256 levels for each channel. */
export type Tables = Uint8Array[];

/** How often each level occurs, for each channel. */
export type Histograms = Uint32Array[];

const kinds: readonly string[] = [
  'levels', 'brightness', 'contrast', 'gamma', 'posterize', 'solarize', 'autoContrast', 'equalize',
] satisfies TableStep['kind'][];

export function isTableStep(step: { kind: string }): step is TableStep {
  return kinds.includes(step.kind);
}

/** The tables of all steps one after the other; histograms are counted where a step asks for them. */
export function tablesOf(steps: readonly TableStep[], channels: number, count: () => Histograms): Tables {
  let histograms: Histograms | undefined;
  const tables = Array.from({ length: channels }, () => Uint8Array.from({ length: 256 }, (_, level) => level));
  for (const step of steps) {
    const now = () => (histograms ??= count()).map((counts, k) => throughTable(counts, tables[k]));
    const changes = functionsOf(step, now).map(rounded);
    tables.forEach((table, k) => {
      const levels = changes[k % changes.length];
      for (let level = 0; level < 256; level++) table[level] = levels[table[level]];
    });
  }
  return tables;
}

/** Of every level, rounded and clipped to 0–255. */
function rounded(f: (level: number) => number): Uint8ClampedArray {
  const levels = new Uint8ClampedArray(256);
  for (let level = 0; level < 256; level++) levels[level] = f(level);
  return levels;
}

/** Looks up all levels, in place. */
export function lookUp(data: Uint8Array, tables: Tables): void {
  if (tables.length === 3) {
    const [red, green, blue] = tables;
    for (let i = 0; i < data.length; i += 3) {
      data[i] = red[data[i]];
      data[i + 1] = green[data[i + 1]];
      data[i + 2] = blue[data[i + 2]];
    }
  } else {
    for (let i = 0, k = 0; i < data.length; i++, k = k + 1 === tables.length ? 0 : k + 1) data[i] = tables[k][data[i]];
  }
}

/** New level of each level, one function for all channels or one a channel. */
function functionsOf(step: TableStep, histograms: () => Histograms): ((level: number) => number)[] {
  switch (step.kind) {
    case 'levels': {
      const mean = average(histograms().map(meanOf)), added = 255 * step.brightness;
      return [(level) => step.contrast * (level - mean) + mean + added];
    }
    case 'brightness': return [(level) => step.factor * level];
    case 'contrast': {
      const mean = luma(histograms().map(meanOf));
      return [(level) => step.factor * (level - mean) + mean];
    }
    case 'gamma': return [(level) => 255 * (level / 255) ** step.factor];
    case 'posterize': return [(level) => level & (256 - 2 ** (8 - step.bits))];
    case 'solarize': return [(level) => (level < step.threshold ? level : 255 - level)];
    case 'autoContrast': return histograms().map((counts) => {
      const low = counts.findIndex((count) => count > 0), high = 255 - counts.slice().reverse().findIndex((count) => count > 0);
      return (level) => (high > low ? (255 / (high - low)) * (level - low) : level);
    });
    case 'equalize': return histograms().map(equalized);
  }
}

/** The share of pixels above the darkest level, up to each level: OpenCV's `equalizeHist`. */
function equalized(counts: Uint32Array): (level: number) => number {
  const total = counts.reduce((sum, count) => sum + count, 0), darkest = counts.findIndex((count) => count > 0);
  const rest = total - counts[darkest], sums = new Float64Array(256);
  if (rest === 0) return (level) => level;
  for (let level = darkest + 1; level < 256; level++) sums[level] = sums[level - 1] + counts[level];
  return (level) => (255 * sums[level]) / rest;
}

/** 0.299 R + 0.587 G + 0.114 B of three channels, else their mean. */
function luma(values: readonly number[]): number {
  return values.length === 3 ? 0.299 * values[0] + 0.587 * values[1] + 0.114 * values[2] : average(values);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function meanOf(counts: Uint32Array): number {
  let sum = 0, total = 0;
  for (let level = 0; level < 256; level++) {
    sum += level * counts[level];
    total += counts[level];
  }
  return sum / total;
}

export function histogramsOf(data: Uint8Array, channels: number): Histograms {
  const all = Array.from({ length: channels }, () => new Uint32Array(256));
  if (channels === 3) {
    const [red, green, blue] = all;
    for (let i = 0; i < data.length; i += 3) {
      red[data[i]]++;
      green[data[i + 1]]++;
      blue[data[i + 2]]++;
    }
  } else {
    all.forEach((counts, k) => {
      for (let i = k; i < data.length; i += channels) counts[data[i]]++;
    });
  }
  return all;
}

function throughTable(counts: Uint32Array, table: Uint8Array): Uint32Array {
  const moved = new Uint32Array(256);
  for (let level = 0; level < 256; level++) moved[table[level]] += counts[level];
  return moved;
}
