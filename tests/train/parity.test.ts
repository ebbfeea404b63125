/** The same weights and data train to the same weights on every device. */
import { describeTraining } from '../backends/describeNets';
import { onEveryDevice } from '../contracts/devices';

onEveryDevice('training', describeTraining);
