/** The gradients of whole nets are those of PyTorch on every device. */
import { onEveryDevice } from '../contracts/devices';
import { describeNets } from '../backends/describeNets';

onEveryDevice('a net', describeNets);
