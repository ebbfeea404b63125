/** Skin from pale to dark under uneven light, with blotches, fine lines and the grain of the camera. */
import type { Stream } from '../../random/stream';
import { type Canvas, type Colour, coordinate } from './canvas';
import { smoothNoise, whiteNoise } from './noise';

const tones: readonly Colour[] = [
  [0.95, 0.9, 0.88], [0.9, 0.84, 0.82], [0.92, 0.76, 0.72],
  [0.88, 0.64, 0.58], [0.82, 0.68, 0.58], [0.72, 0.54, 0.43], [0.54, 0.39, 0.3], [0.42, 0.29, 0.23],
];

export function drawSkin(size: number, random: Stream): Canvas {
  const place = random.uniform(0, tones.length - 1.001);
  const [lighter, darker] = [tones[Math.floor(place)], tones[Math.floor(place) + 1]];
  const exposure = random.uniform(0.78, 1.1);
  const base = lighter.map((value, band) => exposure * (value + (place % 1) * (darker[band] - value)) + random.normal(0, 0.02));
  const shading = smoothNoise(random, 1.2);
  const blush = smoothNoise(random, random.uniform(3, 8));
  const lines = smoothNoise(random, random.uniform(25, 45));
  const [slopeX, slopeY] = [random.normal(0, 0.06), random.normal(0, 0.06)];
  const [shade, red, rough] = [random.uniform(0.02, 0.12), random.uniform(0, 0.08), random.uniform(0.005, 0.035)];
  const pixels = new Float32Array(size * size * 3);
  for (let row = 0, i = 0; row < size; row++) {
    for (let column = 0; column < size; column++, i += 3) {
      const [x, y] = [coordinate(column, size), coordinate(row, size)];
      const light = 1 + slopeX * x + slopeY * y + shade * shading(x, y) + rough * lines(x, y);
      const flush = red * blush(x, y);
      pixels[i] = base[0] * light;
      pixels[i + 1] = base[1] * light * (1 - flush);
      pixels[i + 2] = base[2] * light * (1 - flush);
    }
  }
  return { size, pixels };
}

/** Adds noise of a standard deviation drawn from [0.004, 0.02], the same to the three bands of a pixel. */
export function addGrain({ pixels }: Canvas, random: Stream): void {
  const deviation = random.uniform(0.004, 0.02);
  const white = whiteNoise(random);
  for (let i = 0; i < pixels.length; i += 3) {
    const grain = deviation * bell(white(i));
    for (let band = 0; band < 3; band++) pixels[i + band] += grain;
  }
}

/** A nearly normal number of mean 0 and deviation 1: the sum of the four bytes of a random word. */
function bell(word: number): number {
  const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
  return (sum - 510) / 147.8;
}
