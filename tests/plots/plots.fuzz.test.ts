/** Figures of odd names and odd numbers: a valid specification that holds the names, or an error in words. */
import Ajv from 'ajv';
import schema from 'vega-lite/vega-lite-schema.json';
import { expect, it } from 'vitest';
import { toSvg } from 'tfjs-blocks/plots';
import { fuzz } from '../fuzz';
import { namedFigures, oddNames, textsOf } from './namedFigures';

const valid = new Ajv({ schemaId: 'auto', unknownFormats: 'ignore', logger: false }).compile(schema);
const oddNumbers = [0, -0, 1, 0.5, 0.25, 2, -1, NaN, Infinity, -Infinity, 1e300, -1e300, 5e-324, 1e-9];
const makers = Object.entries(namedFigures);
const isOdd = /(d|x|y|x1|x2|y1|y2|width|height|transform|viewBox)="[^"]*(NaN|Infinity)|\[object|\[native/;

it('figures are valid whatever names and numbers they get', async () => {
  const counts = await fuzz('figures', async (random, index) => {
    const letters = () => Array.from({ length: 1 + random.integer(6) }, () => String.fromCharCode(random.integer(0x3000))).join('');
    const name = () => (random.integer(4) === 0 ? letters() : oddNames[random.integer(oddNames.length)]);
    const names = [...new Set(Array.from({ length: random.integer(5) }, name))];
    const oddity = random.integer(3);
    const number = () => (random.integer(3) < oddity ? oddNumbers[random.integer(oddNumbers.length)] : random.uniform());
    const given: number[] = [];
    const numbers = (count: number) => Array.from({ length: count }, () => given[given.push(number()) - 1]);
    const [kind, make] = makers[index % makers.length];
    const figure = await make(names, numbers, random.integer(4));
    const json: unknown = JSON.parse(JSON.stringify(figure));
    expect(valid(json), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
    expect(json).toEqual(figure);
    const texts = textsOf(figure);
    const isDrawn = (_: string, i: number) => kind !== 'perImage' || !Number.isNaN(given[i]); // It counts what is undefined.
    expect(names.filter(isDrawn).filter((each) => !texts.some((text) => text.includes(each)))).toEqual([]);
    if (index % 50 === 0) expect(await toSvg(figure)).not.toMatch(isOdd);
  });
  expect(counts.answered).toBeGreaterThan(150);
  expect(counts.refused).toBeGreaterThan(20);
});
