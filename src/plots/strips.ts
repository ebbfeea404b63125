/** Scores of many images or of several runs: a strip of dots a run, with the quartiles. */
import { quantile, type Ranked } from './ranked';
import { byRun, grey, textExpression, type Specification } from './specification';

/** Dots drawn of a run; of more, every so many-th in their order. */
const most = 1000;

/** Strips below each other; a pale box reaches from the lower to the upper quartile, with a bar at the median. */
export function strips(
  runs: readonly Ranked[], label: string, domain: readonly [number, number], floor: number | undefined,
): Specification {
  const names = runs.map(({ name }) => name);
  const { color, shape } = byRun(names, ['shape'], { legend: false });
  const x = { field: 'value', type: 'quantitative', title: label, scale: { domain, nice: false }, axis: { tickCount: 5 } };
  const y = {
    field: 'row', type: 'quantitative', title: null, scale: { domain: [names.length - 0.5, -0.5], nice: false, zero: false },
    axis: names.length === 1 ? null : {
      values: names.map((_, row) => row), labelExpr: textExpression(names, 'datum.value'),
      labelLimit: 0, labelPadding: 8, labelOverlap: false, ticks: false, domain: false, grid: false,
    },
  };
  const boxes = runs.flatMap(({ name, sorted }, row) => (sorted.length === 0 ? [] : [{
    name, row: row - 0.36, end: row + 0.36, low: quantile(sorted, 0.25), high: quantile(sorted, 0.75), value: quantile(sorted, 0.5),
  }]));
  return {
    width: 320,
    height: 64 * names.length,
    layer: [
      {
        data: { values: boxes },
        mark: { type: 'rect', opacity: 0.22 },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y, y2: { field: 'end' }, color },
      },
      {
        data: { values: runs.flatMap(dots) },
        mark: { type: 'point', filled: true, size: 18, opacity: 0.65, tooltip: { content: 'data' }, aria: false },
        encoding: { x, y, color, shape },
      },
      { data: { values: boxes }, mark: { type: 'rule', strokeWidth: 3, color: '#000000' }, encoding: { x, y, y2: { field: 'end' } } },
      ...(floor === undefined ? [] : [{
        data: { values: [{ value: floor }] },
        mark: { type: 'rule', strokeDash: [4, 3], color: grey, strokeWidth: 1.5 },
        encoding: { x },
      }]),
    ],
  };
}

/** The dots of a run, spread over the height of its strip evenly and without chance, by the golden ratio. */
function dots({ name, sorted }: Ranked, row: number): Specification[] {
  const every = Math.ceil(sorted.length / most);
  return sorted.filter((_, i) => i % every === 0 || i === sorted.length - 1)
    .map(({ id, value }, i) => ({ name, id, value, row: row + 0.6 * (((i * 0.6180339887498949) % 1) - 0.5) }));
}
