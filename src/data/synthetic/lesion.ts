/**
 * A lesion: an outline that a Fourier series bends out of an ellipse,
 *
 *     R(θ) = E(θ) · (1 + Σₖ aₖ cos(kθ + φₖ)),   k = 2 … 12,
 *
 * and pigments inside it that weaken the light of the skin, band by band, as exp(−density · absorption).
 */
import type { Stream } from '../../random/stream';
import { type Field, hypotenuse, smoothNoise, smoothstep } from './noise';

/** What red, green and blue lose to a unit of pigment. */
type Absorption = readonly [number, number, number];

export interface Lesion {
  readonly irregular: boolean;
  /** Distance outside the outline, negative inside, along the ray from the centre. */
  readonly distance: Field;
  /** What red, green and blue lose at a point: −log of the part that remains. */
  readonly absorption: (x: number, y: number) => Absorption;
}

const brown: Absorption = [0.42, 0.8, 1.1];
const red: Absorption = [0.1, 0.48, 0.45];
const blueGray: Absorption = [0.95, 0.85, 0.7];

export function drawLesion(random: Stream): Lesion {
  const irregular = random.bernoulli();
  const distance = drawOutline(random, irregular);
  return { irregular, distance, absorption: drawPigment(random, irregular, distance) };
}

function drawOutline(random: Stream, irregular: boolean): Field {
  const radius = Math.exp(random.uniform(Math.log(0.27), Math.log(0.85)));
  const aspect = random.uniform(0.6, 1);
  const turn = random.uniform(0, Math.PI);
  const room = Math.max(0, 0.85 - radius);
  const centreX = random.uniform(-room, room) * 0.7;
  const centreY = random.uniform(-room, room) * 0.7;
  const roughness = irregular ? random.uniform(0.16, 0.36) : random.uniform(0.03, 0.09);
  const ragged = radius * (irregular ? random.uniform(0.05, 0.16) : random.uniform(0.01, 0.04));
  const fray = smoothNoise(random, random.uniform(6, 12));
  const waves = Array.from({ length: 11 }, (_, i) => (
    { k: i + 2, amplitude: (roughness * random.normal()) / (i + 1) ** 1.2, phase: random.uniform(0, 2 * Math.PI) }));
  const bend = (angle: number) => waves.reduce((sum, { k, amplitude, phase }) => sum + amplitude * Math.cos(k * angle + phase), 1);
  const outline = Float32Array.from({ length: 720 }, (_, i) => {
    const angle = (i * Math.PI) / 360;
    const ellipse = aspect / hypotenuse(aspect * Math.cos(angle - turn), Math.sin(angle - turn));
    return radius * ellipse * Math.max(0.35, bend(angle));
  });
  return (x, y) => {
    const angle = ((Math.atan2(y - centreY, x - centreX) / Math.PI + 2) * 360) % 720;
    const i = Math.floor(angle);
    const border = outline[i] + (angle - i) * (outline[(i + 1) % 720] - outline[i]);
    return hypotenuse(x - centreX, y - centreY) - border + ragged * fray(x, y);
  };
}

function drawPigment(random: Stream, irregular: boolean, distance: Field): Lesion['absorption'] {
  const strength = Math.exp(random.uniform(Math.log(0.7), Math.log(2)));
  const softness = Math.exp(random.uniform(Math.log(0.015), Math.log(0.1)));
  const contrast = irregular ? random.uniform(0.4, 0.8) : random.uniform(0.1, 0.35);
  const clouds = smoothNoise(random, random.uniform(3, 7));
  const mottle = smoothNoise(random, random.uniform(16, 28));
  const mottling = random.uniform(0.1, 0.45);
  const core = random.uniform(0, 0.5);
  const redness = smoothNoise(random, 3);
  const blueness = smoothNoise(random, 4);
  const redBias = random.uniform(-0.9, 0.6);
  const blueBias = irregular ? random.uniform(-0.7, 0.3) : -2;
  const texture = drawTexture(random);
  return (x, y) => {
    const outside = distance(x, y);
    const edge = 1 / (1 + Math.exp((2.5 * outside) / softness));
    if (edge < 0.004) return [0, 0, 0];
    const depth = 1 - core + core * smoothstep(-5 * outside);
    const mottled = Math.max(0.2, 1 + contrast * clouds(x, y) + mottling * mottle(x, y));
    const density = strength * edge * depth * mottled * texture(x, y);
    const reds = smoothstep(redness(x, y) + redBias);
    const blues = smoothstep(1.5 * (blueness(x, y) + blueBias)) * smoothstep(-8 * outside);
    const mixed = (band: number) => {
      const warm = brown[band] + reds * (red[band] - brown[band]);
      return density * (warm + blues * (blueGray[band] - warm));
    };
    return [mixed(0), mixed(1), mixed(2)];
  };
}

/** A factor on the density: a honeycomb of pigment network, globules, or neither. */
function drawTexture(random: Stream): Field {
  const kind = random.integer(3);
  const strength = random.uniform(0.15, 0.5);
  if (kind === 0) return () => 1;
  if (kind === 1) {
    const globules = smoothNoise(random, random.uniform(14, 26));
    return (x, y) => 1 - 0.3 * strength + 1.5 * strength * smoothstep(1.5 * globules(x + 0.03 * globules(y, x), y) - 0.3);
  }
  const wave = random.uniform(45, 75);
  const warp = smoothNoise(random, 6);
  const fade = smoothNoise(random, 4);
  return (x, y) => {
    const bentX = x + 0.05 * warp(x, y);
    const bentY = y + 0.05 * warp(y, -x);
    const honeycomb = [0, 1, 2].reduce((sum, i) => (
      sum + Math.cos(wave * (bentX * Math.cos((i * 2 * Math.PI) / 3) + bentY * Math.sin((i * 2 * Math.PI) / 3)))), 0);
    return 1 - strength * smoothstep(0.5 + 1.5 * fade(x, y)) * (honeycomb / 3);
  };
}
