"""What the scripts that compute golden values with PyTorch share: random inputs, named results, layouts."""

import torch


class GoldenCases:
    """Named tensors in single precision, and random numbers from a seed that single precision can hold."""

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)
        self.tensors = {}

    def normal(self, *shape, standard_deviation=1.0):
        return (standard_deviation * torch.randn(*shape, generator=self.generator)).float().double()

    def store(self, case, **values):
        for key, value in values.items():
            self.tensors[f"{case}.{key}"] = torch.as_tensor(value).detach().float().contiguous()


def channels_last(x):
    return x.permute(0, 2, 3, 1)


def channels_first(x):
    return x.permute(0, 3, 1, 2)
