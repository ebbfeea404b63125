/**
 * A classifier on frozen features: a net that was trained on photographs looks at dermoscopy images, and logistic regression on
 * the means of its feature maps tells melanoma from the rest.
 *
 *     node --import tsx examples/classify/main.ts --model DIR --data DIR
 *
 * --model: a tfjs layers model such as MobileNet v1. --data: images/ and labels.csv with image_id, split (train or val) and
 * melanoma (0 or 1), and may have patient_id or lesion_id: no patient may be in both parts. A teaching example, not a medical device.
 */
import { parseArgs } from 'node:util';
import { useBackend } from 'tfjs-blocks/backends';
import { isicDataset } from 'tfjs-blocks/data/node';
import { rocAuc } from 'tfjs-blocks/metrics';
import { checkOverlap } from 'tfjs-blocks/splits';
import { textTable } from 'tfjs-blocks/plots';
import { loadModel } from 'tfjs-blocks/weights/node';
import { featuresOf, pooledFeatures, standardize } from './features';
import { logisticRegression } from './logisticRegression';

const cuts = ['conv_pw_5_relu', 'conv_pw_11_relu', 'conv_pw_13_relu'];     // of MobileNet v1, at strides 8, 16 and 32
const size = 256;

async function classify(model: string, data: string): Promise<void> {
  await useBackend('wasm');
  const start = performance.now();
  const net = pooledFeatures(await loadModel(model), cuts, size);
  const [melanoma, split] = await Promise.all(
    ['melanoma', 'split'].map((labelColumn) => isicDataset(data, { masks: 'none', labelColumn, size })));
  const all = await featuresOf(net, melanoma, (done) => {
    if (done % 400 === 0) console.log(`${done} of ${melanoma.length} images`);
  });
  const part = (name: string) => {
    const indices = Array.from(all.keys()).filter((i) => split.entries[i].label === name);
    const entries = indices.map((i) => melanoma.entries[i]);
    return {
      features: indices.map((i) => all[i]),
      labels: entries.map(({ label }) => Number(label)),
      groups: entries.map(({ id, group = id }) => group),
    };
  };
  const [training, validation] = [part('train'), part('val')];
  checkOverlap(training.groups, validation.groups);
  const score = await logisticRegression(standardize(training.features, training.features), training.labels, { penalty: 0.05, steps: 300 });
  const scores = await score(standardize(validation.features, training.features));
  console.log(textTable([
    ['images to train on', `${training.labels.length}`, `${training.labels.filter(Boolean).length} melanoma`],
    ['validation images', `${validation.labels.length}`, `${validation.labels.filter(Boolean).length} melanoma`],
    ['AUC, validation', rocAuc(validation.labels, scores).toFixed(3), ''],
    ['time', `${((performance.now() - start) / 60_000).toFixed(1)} minutes`, ''],
  ]));
}

const { values: { model, data } } = parseArgs({ options: { model: { type: 'string' }, data: { type: 'string' } } });
if (model === undefined || data === undefined) {
  console.error('Error: expected --model DIR and --data DIR.');
  process.exitCode = 1;
} else {
  await classify(model, data);
}
