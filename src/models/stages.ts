/** The stages of a backbone, one after the other. */
import type { FeatureMap } from './backbone';

/** A stage is a list of steps; the result is the feature map after each stage. */
export function stagewise(stages: readonly (readonly ((x: FeatureMap) => FeatureMap)[])[]): (x: FeatureMap) => FeatureMap[] {
  return (x) => {
    let y = x;
    return stages.map((steps) => {
      y = steps.reduce((map, step) => step(map), y);
      return y;
    });
  };
}
