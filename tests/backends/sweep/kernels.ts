/** Our kernels that the sweep checks, and no check of `kernels/`. */
export const sweptKernels = [
  'Abs', 'Acos', 'Acosh', 'All', 'Any', 'Asin', 'Asinh', 'Atan', 'Atan2', 'Atanh', 'Bincount', 'AvgPool3DGrad', 'Ceil',
  'Conv3DBackpropFilterV2', 'Conv3DBackpropInputV2', 'Cos', 'Cosh', 'Dilation2D', 'Dilation2DBackpropFilter',
  'Dilation2DBackpropInput', 'Einsum', 'Elu', 'Equal', 'Erf', 'Exp', 'Expm1', 'Floor', 'FloorDiv', 'GatherV2', 'Greater',
  'GreaterEqual', 'IsFinite', 'IsInf', 'IsNan', 'LeakyRelu', 'Less', 'LessEqual', 'Log', 'Log1p', 'LogicalAnd', 'LogicalNot',
  'LogicalOr', 'Max', 'MaxPool3D', 'MaxPool3DGrad', 'MaxPoolWithArgmax', 'Min', 'Mod', 'Neg', 'NotEqual', 'OneHot',
  'Pow', 'Prelu', 'Prod', 'RealDiv', 'Reciprocal', 'Relu', 'ResizeNearestNeighbor', 'Reverse', 'RotateWithOffset', 'Round', 'Rsqrt',
  'Select', 'Selu', 'Sigmoid', 'Sign', 'Sin', 'Sinh', 'Slice', 'Softplus', 'Sqrt', 'Square', 'SquaredDifference', 'Step', 'StridedSlice',
  'Tan', 'Tanh', 'Transform',
];
