/** Lines over two quantitative axes: what every curve of this folder is drawn with. */
import { invalid } from '../shapes/check';
import { base, byRun, grey, type Places, type Specification } from './specification';
import { thin } from './thin';

/** One line. NaN is a gap, which the subtitle counts. */
export interface Line {
  /** In the legend; `''` for the only line. */
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Ends of an interval for each y, drawn as a band. */
  readonly low?: ArrayLike<number>;
  readonly high?: ArrayLike<number>;
  /** Why it is undefined, where it is. */
  readonly reason?: string;
}

/** An axis and its scale. */
interface Axis {
  readonly title: string;
  readonly scale?: Specification;
  readonly axis?: Specification;
}

/** What is drawn. */
export interface LineChart {
  readonly lines: readonly Line[];
  readonly x: Axis;
  readonly y: Axis;
  readonly width?: number;
  readonly height?: number;
  readonly interpolate?: 'linear' | 'step-before' | 'step-after';
  /** Dashed grey line between two points, for what chance or perfection would give. */
  readonly reference?: readonly (readonly [x: number, y: number])[];
  /** Vertical lines, labelled above the chart: give its title an offset of {@link markRoom}. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
  /** Points on the lines; default: where no line has more than 12. */
  readonly points?: boolean;
  /** Default true. */
  readonly legend?: boolean;
  /** Colours and dashes of the lines. */
  readonly places?: Places;
}

/** Pixels between a chart with marks and its title. */
export const markRoom = 24;

/** A chart to be made a figure, or a panel of one. */
export function lineChart(chart: LineChart): Specification {
  const { lines, x, y, width = 300, height = 300, interpolate = 'linear', reference = [], marks = [] } = chart;
  const points = chart.points ?? lines.every((line) => line.x.length <= 12);
  const { color, strokeDash, shape } = byRun(lines.map(({ name }) => name), points ? ['strokeDash', 'shape'] : ['strokeDash'], chart);
  const across = { field: 'x', type: 'quantitative', ...x };
  const up = { field: 'y', type: 'quantitative', ...y };
  return {
    width,
    height,
    layer: [
      ...(reference.length > 0 ? [{
        data: { values: reference.map(([px, py]) => ({ x: px, y: py })) },
        mark: { type: 'line', color: grey, strokeWidth: 1, strokeDash: [3, 3], order: false },
        encoding: { x: across, y: up },
      }] : []),
      ...(marks.length > 0 ? [verticalLines(marks, across)] : []),
      {
        data: { values: lines.flatMap(lineRows) },
        encoding: { x: across, color },
        layer: [
          ...(lines.some(({ low }) => low) ? [{
            mark: { type: 'area', opacity: 0.2, order: false, interpolate, aria: false },
            encoding: { y: { ...up, field: 'low' }, y2: { field: 'high' } },
          }] : []),
          { mark: { type: 'line', strokeWidth: 2, order: false, interpolate }, encoding: { y: up, strokeDash } },
          ...(points ? [{
            mark: { type: 'point', filled: true, size: 45, opacity: 1, tooltip: true, aria: false },
            encoding: { y: up, shape },
          }] : []),
        ],
      },
    ],
  };
}

/** The points of a line that matter, null where undefined. */
function lineRows({ name, x, y, low, high }: Line): Specification[] {
  const number = (value: number) => (Number.isFinite(value) ? value : null);
  return thin(x, y).map((i) => ({
    name, x: number(x[i]), y: number(y[i]), ...(low && high && { low: number(low[i]), high: number(high[i]) }),
  }));
}

function verticalLines(marks: readonly { readonly x: number; readonly label: string }[], x: Specification): Specification {
  return {
    data: { values: marks },
    encoding: { x },
    layer: [
      { mark: { type: 'rule', color: grey, strokeWidth: 1 } },
      {
        mark: { type: 'text', y: -4, baseline: 'bottom', fontSize: 12, color: '#4a5560' },
        encoding: { text: { field: 'label' } },
      },
    ],
  };
}

/** `$schema`, look, title, subtitle and description around a chart. */
export function titled(chart: Specification, title: string, subtitles: readonly string[], offset?: number): Specification {
  const lines = subtitles.filter((line) => line !== '');
  return {
    ...base,
    description: [title, ...lines].join('; '),
    title: { text: title, ...(lines.length > 0 && { subtitle: lines }), ...(offset !== undefined && { offset }) },
    ...chart,
  };
}

/** A remark of the undefined points, and why they are, `''` where there are none. */
export function gaps(lines: readonly Line[]): string {
  return lines.map(({ name, x, y, reason }) => {
    let count = 0;
    for (let i = 0; i < x.length; i++) count += Number(Number.isNaN(x[i]) || Number.isNaN(y[i]));
    const what = reason !== undefined ? `undefined: ${reason}` : count > 0 ? `${count} of ${x.length} points undefined, left open` : '';
    return what === '' || name === '' ? what : `${name}: ${what}`;
  }).filter(Boolean).join('; ');
}

/** Throws unless the named arrays are equally long, not empty (but where it is said why), and hold numbers. */
export function checkArrays(
  where: string, run: string, arrays: Readonly<Record<string, ArrayLike<number> | undefined>>, reason?: string,
): void {
  const given = Object.entries(arrays).filter((entry): entry is [string, ArrayLike<number>] => entry[1] !== undefined);
  const [[first, { length }]] = given;
  const named = (argument: string) => (run === '' ? argument : `${run}.${argument}`);
  if (length === 0 && reason === undefined) throw invalid(named(first), where, 'at least one number', []);
  for (const [argument, values] of given) {
    if (values.length !== length) {
      throw invalid(named(argument), where, `${length} numbers, as many as \`${first}\` has`, values.length);
    }
    for (let i = 0; i < length; i++) {
      if (typeof values[i] !== 'number') throw invalid(`${named(argument)}[${i}]`, where, 'a number', values[i]);
    }
  }
}
