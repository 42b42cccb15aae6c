"""Writes tensor_file.safetensors: what Python's safetensors package makes of known tensors.

Run from anywhere; needs numpy, torch and safetensors.
"""

import pathlib

import safetensors
import safetensors.torch
import torch

# Halves around ties, a subnormal, the largest; exact in every type that stores them.
half = torch.tensor([0.1, -2.5, 65504.0, 6e-8, 1 / 3, 0.0], dtype=torch.float16)
counting = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
tensors = {
    "counting": counting / 7,
    "half": half,
    "brain": torch.tensor([1.0, -0.15625, 3.0e38], dtype=torch.bfloat16),
    "double": torch.tensor([[1.0 / 3.0], [-1e-30]], dtype=torch.float64),
    "labels": torch.tensor([0, 12, -7], dtype=torch.int64),
    "bytes": torch.tensor([0, 255], dtype=torch.uint8),
    "one": torch.tensor(42.5),
    "none": torch.zeros((0, 3)),
}
metadata = {
    "made_by": "make_tensor_file_golden.py",
    "safetensors": safetensors.__version__,
    "torch": torch.__version__.split("+")[0],
}
path = pathlib.Path(__file__).parent / "tensor_file.safetensors"
safetensors.torch.save_file(tensors, path, metadata=metadata)
