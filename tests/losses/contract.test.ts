import * as losses from 'tfjs-blocks/losses';
import { type LossContract, lossContract } from '../contracts/loss';

type Form = Pick<LossContract, 'shape' | 'targets' | 'unreduced'>;
type Make = LossContract['make'];

const masks: Form = { shape: [3, 5, 4, 2], targets: 'binary', unreduced: [3, 2] };
const classes: Form = { shape: [3, 5, 4, 3], targets: 'oneHot', unreduced: [3, 3] };
const logits: Form = { shape: [3, 4, 2], targets: 'binary', unreduced: [3, 4, 2] };
const rows: Form = { shape: [4, 3, 3], targets: 'oneHot', unreduced: [4, 3] };

lossContract('binaryCrossEntropy', { make: losses.binaryCrossEntropy as Make, ...logits });
lossContract('binaryCrossEntropy', {
  make: ((options) => losses.binaryCrossEntropy({ positiveWeight: 3, labelSmoothing: 0.1, ...options })) as Make, ...logits,
});
lossContract('binaryFocal', { make: losses.binaryFocal as Make, ...logits });
lossContract('binaryFocal', { make: ((options) => losses.binaryFocal({ alpha: -1, gamma: 0.5, ...options })) as Make, ...logits });
lossContract('hinge', { make: losses.hinge as Make, ...logits, targets: 'signs', roughness: 5e-2 });
lossContract('squaredHinge', { make: losses.squaredHinge as Make, ...logits, targets: 'signs', roughness: 2e-2 });
lossContract('crossEntropy', { make: losses.crossEntropy as Make, ...rows });
lossContract('crossEntropy', { make: ((options) => losses.crossEntropy({ labelSmoothing: 0.1, ...options })) as Make, ...rows });
lossContract('softmaxFocal', { make: losses.softmaxFocal as Make, ...rows });
lossContract('softmaxFocal', { make: ((options) => losses.softmaxFocal({ gamma: 0.5, ...options })) as Make, ...rows });
for (const name of ['dice', 'jaccard', 'tversky', 'focalTversky', 'boundary', 'hausdorff'] as const) {
  const [loss, byDistance] = [losses[name], name === 'boundary' || name === 'hausdorff'];
  lossContract(name, { make: loss as Make, ...masks, byDistance });
  lossContract(name, { make: ((options) => loss({ activation: 'softmax', ...options })) as Make, ...classes, byDistance });
}
lossContract('dice', { make: ((options) => losses.dice({ denominator: 'squared', smooth: 0, ...options })) as Make, ...masks });
lossContract('generalizedDice', { make: losses.generalizedDice as Make, ...masks, unreduced: [3] });
lossContract('generalizedDice', {
  make: ((options) => losses.generalizedDice({ activation: 'softmax', smooth: 0, ...options })) as Make, ...classes, unreduced: [3],
});
lossContract('lovaszHinge', { make: losses.lovaszHinge as Make, ...masks, roughness: 5e-2 });
lossContract('lovaszSoftmax', { make: losses.lovaszSoftmax as Make, ...classes, unreduced: [3], roughness: 5e-2 });
