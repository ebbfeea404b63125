/** What every figure must satisfy, and the protocols by which it shows itself. */
import { inspect } from 'node:util';
import Ajv from 'ajv';
import schema from 'vega-lite/vega-lite-schema.json';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { figure, textTable, toHtml, toSvg } from 'tfjs-blocks/plots';
import { figures } from './everyFigure';

const valid = new Ajv({ schemaId: 'auto', unknownFormats: 'ignore', logger: false }).compile(schema);
const all = Object.entries(figures);

describe.each(all)('%s', (_, make) => {
  it('is a valid Vega-Lite specification in plain JSON', async () => {
    const specification = await make();
    const json: unknown = JSON.parse(JSON.stringify(specification));
    expect(valid(json), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
    expect(json).toEqual(specification);
  });

  it('draws without warning, and nothing but numbers', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const svg = await toSvg(await make());
    expect(warn.mock.calls).toEqual([]);
    warn.mockRestore();
    expect(svg).toMatch(/^<svg[^>]+viewBox=/);
    expect(svg).not.toMatch(/NaN|>undefined<|\[object|Infinity|…/);
  });

  it('says in words what it shows', async () => {
    const { description } = await make();
    expect(description).toMatch(/^[A-Z].{2,}/);
  });

  it('prints its title and a table', async () => {
    const text = inspect(await make());
    expect(text).toMatch(/^[A-Z].*\n(.*\n)*─/);
    expect(text).not.toMatch(/undefined {2}|\[object/);
  });
});

it('the schema refuses what is wrong', async () => {
  const specification = await figures['confusion']();
  expect(valid({ ...specification, widht: 3 })).toBe(false);
});

describe('figure', () => {
  const bars = figure({ title: 'Images', mark: 'bar', data: { values: [{ n: 1 }] } }, [['class', 'n'], ['nevus', 1]]);
  const text = `Images\n${textTable([['class', 'n'], ['nevus', 1]])}`;
  const hidden = bars as unknown as { inspect(): string; _toMime(): unknown };
  const vegaLite = 'application/vnd.vegalite.v5+json';
  const display = () => (bars as unknown as Record<symbol, () => Promise<Record<string, unknown>>>)[Symbol.for('Jupyter.display')]();
  afterEach(() => {
    vi.doUnmock('vega');
    vi.resetModules();
    Reflect.deleteProperty(globalThis, '__tslab__');
  });

  it('shows only the specification', () => {
    expect(Reflect.ownKeys({ ...bars })).toEqual(['title', 'mark', 'data']);
  });

  it('prints in consoles, templates and JupyterLite', () => {
    expect([inspect(bars), String(bars), hidden.inspect()]).toEqual([text, text, text]);
  });

  it('hands Deno and Jupyter the specification, an SVG and the table', async () => {
    const bundle = await display();
    expect(bundle[vegaLite]).toMatchObject({ mark: 'bar', $schema: 'https://vega.github.io/schema/vega-lite/v5.json' });
    expect(bundle['image/svg+xml']).toMatch(/^<svg/);
    expect(bundle['text/plain']).toBe(text);
    expect(hidden._toMime()).toEqual({ [vegaLite]: bundle[vegaLite], 'text/plain': text });
  });

  it('leaves the SVG out where vega is missing', async () => {
    vi.resetModules();
    vi.doMock('vega', () => { throw new Error('not installed'); });
    expect(Object.keys(await display())).toEqual([vegaLite, 'text/plain']);
  });

  it('draws itself in tslab', () => {
    const raw = vi.fn();
    Object.assign(globalThis, { __tslab__: { require: () => ({ display: { raw } }) } });
    expect(inspect(bars)).toBe(text);
    expect(raw.mock.calls).toEqual([[vegaLite, expect.objectContaining({ mark: 'bar' })]]);
  });

  it('is a page of its own, escaped', async () => {
    const html = await toHtml(figure({ title: '<b>', description: '"&', mark: 'bar', data: { values: [{ n: 1 }] } }, [['<i>'], [1]]));
    expect(html).toContain('<title>&#60;b&#62;</title>');
    expect(html).toContain('aria-label="&#34;&#38;"');
    expect(html).toContain('<th scope="col" class="number">&#60;i&#62;</th>');
    expect(html).not.toMatch(/<script|<link|@import|<b>|<i>/);
  });
});
