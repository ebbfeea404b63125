/**
 * Runs the specs that tfjs-core ships, bundled with one copy of it. Arguments: the backend (see `backend.mjs`) and the folder
 * of tfjs's WASM files. Sends its parent how many specs ran, and which failed with what message.
 */
import './jasmine.mjs';
import './backend.mjs';
import '@tensorflow/tfjs-core/dist/tests';

const [, , backend] = process.argv;
const result = { count: 0, failures: {} };
const environment = jasmine.getEnv();
environment.configure({ random: false });
environment.addReporter({
  specDone({ fullName, status, failedExpectations }) {
    if (status === 'passed' || status === 'failed') result.count++;
    if (status === 'failed') result.failures[fullName.replace(` ${backend} {}`, '')] = failedExpectations[0].message;
  },
});
environment.execute().then(() => process.send(result, () => process.exit()));
