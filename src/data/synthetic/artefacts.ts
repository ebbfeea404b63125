/** What a dermatoscope sees besides skin and lesion: hairs, a ruler, dark corners, glints and bubbles. */
import type { Stream } from '../../random/stream';
import { blend, type Canvas, type Colour, type Point, stroke } from './canvas';
import { hypotenuse, smoothstep } from './noise';

/** None in two images of five, else 1 to 18 curved strands, dark or fair. */
export function drawHairs(canvas: Canvas, random: Stream): void {
  if (random.bernoulli(0.4)) return;
  const count = 1 + Math.floor(18 * random.uniform() ** 2);
  const fair = random.bernoulli(0.2);
  const length = random.uniform(0.25, 1.8);
  const direction = random.uniform(0, 2 * Math.PI);
  for (let i = 0; i < count; i++) {
    const colour: Colour = fair ? [0.6, 0.45, 0.28] : [0.14, 0.1, 0.09];
    const angle = direction + random.normal(0, 0.6);
    const curl = random.normal(0, 0.5);
    const reach = length * random.uniform(0.5, 1.3);
    const start: Point = [random.uniform(-1.1, 1.1), random.uniform(-1.1, 1.1)];
    stroke(canvas, arc(start, angle, curl, reach), random.uniform(0.01, 0.024), colour, random.uniform(0.6, 0.95));
  }
}

/** In one image of four: a graduated line near an edge. */
export function drawRuler(canvas: Canvas, random: Stream): void {
  if (!random.bernoulli(0.25)) return;
  const [cosine, sine] = ([[1, 0], [0, 1], [-1, 0], [0, -1]] as const)[random.integer(4)];
  const turn = ([x, y]: Point): Point => [cosine * x - sine * y, sine * x + cosine * y];
  const height = random.uniform(0.72, 0.93);
  const left = random.uniform(-0.9, 0);
  const right = left + random.uniform(0.5, 1);
  const tick = random.uniform(0.05, 0.09);
  const colour: Colour = [0.15, 0.13, 0.14];
  const line = (from: Point, to: Point) => stroke(canvas, [turn(from), turn(to)], 0.012, colour, 0.8);
  line([left, height], [right, height]);
  for (let i = 0, x = left; x <= right; i++, x += tick) line([x, height], [x, height - (i % 5 === 0 ? 0.09 : 0.05)]);
}

/** In one image of three: darkness outside a circle, as from the tube of the instrument. */
export function drawVignette(canvas: Canvas, random: Stream): void {
  if (!random.bernoulli(0.33)) return;
  const radius = random.uniform(0.98, 1.25);
  const [centreX, centreY] = [random.normal(0, 0.05), random.normal(0, 0.05)];
  const blur = random.uniform(0.01, 0.12);
  blend(canvas, [0.03, 0.02, 0.03], (x, y) => smoothstep((hypotenuse(x - centreX, y - centreY) - radius) / blur));
}

/** In one image of three: glints of light and rings of air bubbles. */
export function drawGlints(canvas: Canvas, random: Stream): void {
  if (!random.bernoulli(0.33)) return;
  const count = 1 + random.integer(8);
  for (let i = 0; i < count; i++) {
    const [centreX, centreY] = [random.uniform(-1, 1), random.uniform(-1, 1)];
    const radius = random.uniform(0.015, 0.07);
    const ring = random.bernoulli(0.3) ? radius : 0;
    const strength = random.uniform(0.15, 0.6);
    const spread = Math.max(0.012, radius * (ring ? 0.25 : 0.6));
    blend(canvas, [1, 0.98, 0.97], (x, y) => {
      const away = (hypotenuse(x - centreX, y - centreY) - ring) / spread;
      return Math.abs(away) > 3 ? 0 : strength * Math.exp(-away * away);
    });
  }
}

function arc([x, y]: Point, angle: number, curl: number, length: number): Point[] {
  const steps = 24;
  const step = length / steps;
  const points: Point[] = [[x, y]];
  for (let i = 0; i < steps; i++) {
    const heading = angle + curl * step * i;
    const [lastX, lastY] = points[i];
    points.push([lastX + step * Math.cos(heading), lastY + step * Math.sin(heading)]);
  }
  return points;
}
