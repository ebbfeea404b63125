/** The same weights and data train to the same weights on every device; a U-Net takes the cpu backend some minutes. */
import { describeTraining } from '../backends/describeNets';
import { onEveryDevice } from '../contracts/devices';

onEveryDevice('training', (device) => describeTraining(device === 'cpu' ? ['cnn'] : ['cnn', 'unet']));
