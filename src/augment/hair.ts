/** Dark curved lines across the image, such as hair in dermoscopy. Masks stay. */
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * Hairs of brown to black from one place to another, a little bent.
 *
 * @param options.countRange number of hairs; default [3, 15]
 * @param options.thicknessRange at the root, as a fraction of the shorter side; default [0.004, 0.012]
 * @throws if a range is not [low, high] with low ≤ high, a count not within 0 to 1000, or a thickness not within 0 to 0.25
 * @example
 * compose([hair({ countRange: [1, 30], probability: 0.3 })]);
 */
export function hair(options: Chance & { readonly countRange?: Range; readonly thicknessRange?: Range } = {}): Transform {
  checkOptions('hair', options, ['countRange', 'thicknessRange']);
  const counts = checkedRange('hair', 'countRange', options.countRange ?? [3, 15], 0, 1000);
  const thicknesses = checkedRange('hair', 'thicknessRange', options.thicknessRange ?? [0.004, 0.012], 0, 0.25);
  return transform('hair', options, (random, { height, width }) => {
    const shorter = Math.min(height, width);
    const draw = () => {
      const x = random.uniform(-0.1, 1.1) * width, y = random.uniform(-0.1, 1.1) * height;
      const angle = random.uniform(0, 2 * Math.PI), length = random.uniform(0.3, 0.9) * shorter, bend = random.normal(0, 0.2) * length;
      const toX = x + length * Math.cos(angle), toY = y + length * Math.sin(angle);
      const middle = [(x + toX) / 2 - bend * Math.sin(angle), (y + toY) / 2 + bend * Math.cos(angle)];
      const shade = random.uniform(10, 60);
      return {
        points: [x, y, ...middle, toX, toY],
        thickness: shorter * random.uniform(...thicknesses),
        color: [shade, 0.75 * shade, 0.6 * shade],
      };
    };
    return { kind: 'hair', name: 'hair', hairs: Array.from({ length: Math.round(random.uniform(...counts)) }, draw) };
  });
}
