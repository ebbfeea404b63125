/** Figures drawn into a page. */
import { expect, it } from 'vitest';
import { toElement } from 'tfjs-blocks/plots';
import { figures } from '../plots/everyFigure';

it.each(Object.keys(figures))('%s is an element that shows its title', async (name) => {
  const figure = await figures[name]();
  const element = await toElement(figure);
  document.body.append(element);
  const { width, height } = element.querySelector('svg')!.getBoundingClientRect();
  expect(Math.min(width, height)).toBeGreaterThan(50);
  const [title] = String(figure).split('\n');
  expect(element.textContent).toContain(title);
  element.remove();
});
