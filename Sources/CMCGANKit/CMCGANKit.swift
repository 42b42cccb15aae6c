// All modules of the library under one name, so that `import CMCGANKit` is enough.

@_exported import Autograd
@_exported import Configuration
@_exported import Console
@_exported import DataSets
@_exported import Description
@_exported import Evaluation
@_exported import Files
@_exported import Films
@_exported import Inference
@_exported import Layers
@_exported import LinearAlgebra
@_exported import Media
@_exported import Metrics
@_exported import Models
@_exported import Orchestra
@_exported import Preprocessing
@_exported import Ranks
@_exported import Report
@_exported import Safetensors
@_exported import TensorCore
@_exported import Training
