/** Our kernels that the sweep checks, and no check of `kernels/`. */
export const sweptKernels = [
  'Abs', 'Acos', 'Acosh', 'All', 'Any', 'ArgMax', 'ArgMin', 'Asin', 'Asinh', 'Atan', 'Atan2', 'Atanh', 'AvgPool3DGrad',
  'Bincount', 'Ceil', 'Conv3DBackpropFilterV2', 'Conv3DBackpropInputV2', 'Cos', 'Cosh', 'CropAndResize', 'Cumprod', 'Cumsum',
  'DenseBincount', 'Dilation2D', 'Dilation2DBackpropFilter', 'Dilation2DBackpropInput', 'Einsum', 'Elu', 'Equal', 'Erf', 'Exp',
  'Expm1', 'Fill', 'Floor', 'FloorDiv', 'GatherNd', 'GatherV2', 'Greater', 'GreaterEqual', 'IsFinite', 'IsInf', 'IsNan',
  'LeakyRelu', 'Less', 'LessEqual', 'Log', 'Log1p', 'LogicalAnd', 'LogicalNot', 'LogicalOr', 'Max', 'MaxPool3D', 'MaxPool3DGrad',
  'MaxPoolWithArgmax', 'Min', 'Mod', 'Neg', 'NotEqual', 'OneHot', 'PadV2', 'Pow', 'Prelu', 'Prod', 'RealDiv', 'Reciprocal',
  'Relu', 'ResizeNearestNeighbor', 'Reverse', 'RotateWithOffset', 'Round', 'Rsqrt', 'ScatterNd', 'Select', 'Selu', 'Sigmoid',
  'Sign', 'Sin', 'Sinh', 'Slice', 'Softplus', 'SparseToDense', 'Sqrt', 'Square', 'SquaredDifference', 'Step', 'StridedSlice',
  'Tan', 'Tanh', 'TensorScatterUpdate', 'TopK', 'Transform', 'Transpose',
];
