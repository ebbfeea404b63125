import { describe, expect, it } from 'vitest';
import { learningCurve, perImage, toSvg, type EpochFigures } from 'tfjs-blocks/plots';

const history: EpochFigures[] = [0.4, 0.7, 0.65].map((jaccard, index) => ({
  epoch: index + 1, loss: 1 / (index + 1), validationLoss: 1.2 / (index + 1), jaccard, dice: 0.9 * jaccard, thresholdJaccard: 0.5 * jaccard,
}));
const images = [{ id: 'b', value: 0.6 }, { id: 'a', value: 0.9 }, { id: 'c', value: 0.65 }];

describe('learningCurve', () => {
  it('takes what fit of tfjs resolves to, whole or its columns alone', () => {
    const fitted = { epoch: [0, 1], history: { loss: [2, 1], val_loss: [2, 1.5], acc: [0.5, 0.7] } };
    const whole = learningCurve(fitted);
    expect(whole.description).toContain('2 epochs');
    expect(learningCurve(fitted.history)).toEqual(whole);
    expect(learningCurve({ a: fitted.history, b: fitted })).toEqual(learningCurve({ a: fitted, b: fitted }));
    expect(learningCurve([fitted.history, fitted])).toEqual(learningCurve([fitted, fitted]));
  });

  it('draws every series and marks the best epoch', async () => {
    const svg = await toSvg(learningCurve(history));
    for (const text of ['Training', 'Validation', 'Jaccard', 'Dice', 'Threshold Jaccard', 'best: epoch 2', 'Epoch', 'Loss']) {
      expect(svg).toContain(`>${text}<`);
    }
    expect(svg).toMatch(/^<svg[^>]+viewBox=/);
  });

  it('takes the best epoch it is told, and a single epoch', async () => {
    expect(learningCurve(history, { best: 3 }).description).toContain('the best is epoch 3');
    expect(await toSvg(learningCurve(history.slice(0, 1)))).not.toMatch(/NaN|undefined/);
  });

  it('leaves out what is no number', () => {
    expect(learningCurve(history.map((log) => ({ ...log, images: ['a'] }))).toString()).not.toMatch(/images/i);
  });

  it('is plain JSON', () => {
    const specification = learningCurve(history);
    expect(JSON.parse(JSON.stringify(specification))).toEqual(specification);
  });

  it('wants an epoch', () => {
    expect(() => learningCurve(undefined as never)).toThrow('Invalid `history` in learningCurve: expected a history, or several by name');
    expect(() => learningCurve({ a: 3 as never })).toThrow('Invalid `history["a"]` in learningCurve: expected epochs, or what fit resolves to');
    expect(() => learningCurve([{ loss: 1 }] as never)).toThrow('Invalid `history` in learningCurve: expected a number `epoch` in each entry.');
    expect(() => learningCurve([])).toThrow('Invalid `history` in learningCurve: expected at least one epoch, received none.');
  });
});

describe('perImage', () => {
  it('sorts the images, and counts those below the floor', async () => {
    const svg = await toSvg(perImage(images));
    expect(svg).toContain('mean 0.717, 1 of 3 below 0.65');
    const places = ['a', 'c', 'b'].map((id) => svg.indexOf(`>${id}<`));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places[0]).toBeGreaterThan(0);
  });

  it('leaves the names out where there are many', async () => {
    const many = Array.from({ length: 61 }, (_, i) => ({ id: `name-${i}`, value: 0.5 }));
    expect(await toSvg(perImage(many))).not.toContain('>name-1<');
    expect(await toSvg(perImage(many.slice(1)))).toContain('>name-1<');
  });

  it('counts what is undefined', () => {
    expect(perImage([...images, { id: 'd', value: NaN }]).description).toContain('mean 0.717, 1 of 3 below 0.65, 1 undefined, not drawn');
  });

  it.each<[string, Parameters<typeof perImage>[0]]>([
    ['at least one image, received none', []],
    ['numbers in [0, 1], received 1.5 for a', [{ id: 'a', value: 1.5 }]],
  ])('expects %s', (message, values) => {
    expect(() => perImage(values)).toThrow(`Invalid \`values\` in perImage: expected ${message}.`);
  });
});
