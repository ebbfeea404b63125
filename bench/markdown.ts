/** What the benchmark prints: tables in Markdown, aligned to be read as they are. */
import type { Spread } from './measure';

/** A table; the first column is text, the others are numbers, set to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, i) => Math.max(3, cell.length, ...rows.map((row) => row[i].length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** 1.31 (1.28–1.35): median and quartiles, in three digits. */
export function times({ median, low, high }: Spread): string {
  return `${digits(median)} (${digits(low)}–${digits(high)})`;
}

/** 83 % (81–84). */
export function percent({ median, low, high }: Spread): string {
  const [middle, from, to] = [median, low, high].map((part) => Math.round(part * 100));
  return `${middle} % (${from}–${to})`;
}

export function digits(value: number): string {
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
}
