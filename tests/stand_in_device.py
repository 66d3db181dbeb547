"""A stand-in for an accelerator, for machines without one.

Its tensors live on the CPU but say that they are elsewhere; what an accelerator refuses
they refuse: to be mixed with the CPU's tensors, and to hold double precision, as on
Apple's GPUs. "meta" lends its name, since torch lets code make tensors there.
"""

from contextlib import contextmanager

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._mode_utils import no_dispatch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

DEVICE = torch.device("meta")
CPU = torch.device("cpu")
# CUDA too lets the CPU's indices choose rows, and copies between devices
MIXING = ("copy_", "index", "index_put_", "_index_put_impl_")


class Elsewhere(torch.Tensor):
    """A tensor that says it is on `DEVICE`; its numbers are in `held`."""

    @staticmethod
    def __new__(cls, held):
        new = torch.Tensor._make_wrapper_subclass(
            cls,
            held.size(),
            strides=held.stride(),
            storage_offset=held.storage_offset(),
            dtype=held.dtype,
            device=DEVICE,
        )
        new.held = held
        return new

    def __repr__(self, **options):
        return f"Elsewhere({self.held})"

    def __getitem__(self, key):
        return super().__getitem__(_with_tensors(key))

    def __setitem__(self, key, value):
        super().__setitem__(_with_tensors(key), value)

    def numpy(self, **options):
        raise TypeError("can't convert a tensor of this device to numpy; use .cpu()")

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        return run(func, args, kwargs or {})


@contextmanager
def stand_in():
    """Let tensors that are made on or moved to `DEVICE` stand in for a while."""
    with _Numbers(), _Operations():
        yield


class _Numbers(TorchFunctionMode):
    """Takes numbers there and back: a bare "meta" would not have them."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if func is torch.Tensor.tolist and isinstance(args[0], Elsewhere):
            return args[0].held.tolist()
        if func is torch.Tensor.new_tensor and isinstance(args[0], Elsewhere):
            return torch.tensor(args[1], dtype=args[0].dtype).to(DEVICE)
        if func is torch.tensor and str(kwargs.get("device")) == str(DEVICE):
            return func(*args, **{**kwargs, "device": CPU}).to(DEVICE)
        return func(*args, **kwargs)


class _Operations(TorchDispatchMode):
    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        return run(func, args, kwargs or {})


def run(func, args, kwargs):
    """Compute on the CPU, and say that it was done where the tensors say they are."""
    name = func.__name__.partition(".")[0]
    tensors = [x for x in tree_leaves((args, kwargs)) if isinstance(x, torch.Tensor)]
    away = any(isinstance(x, Elsewhere) for x in tensors)
    if away and name not in MIXING:
        _refuse_mixing(name, tensors)
    device = kwargs.get("device")
    if device is not None:
        away = torch.device(device) == DEVICE
        kwargs = {**kwargs, "device": CPU}
    if away and kwargs.get("dtype") is torch.float64:
        raise TypeError("this device does not support float64; please use float32")
    out = func(*tree_map(_held, args), **tree_map(_held, kwargs))
    if not away:
        return out
    if isinstance(out, torch.Tensor) and name.endswith("_"):
        if name == "transpose_":  # as torch's GRU does to its output
            with no_dispatch():
                func(*args, **kwargs)
        return tensors[0]
    return tree_map(_stand_in, out)


def _refuse_mixing(name, tensors):
    if any(not isinstance(x, Elsewhere) and x.dim() for x in tensors):
        raise RuntimeError(
            "Expected all tensors to be on the same device, but found at least two "
            f"devices, the stand-in and cpu! (in {name})"
        )


def _with_tensors(key):
    """Turn lists of indices into tensors: torch would make them on a bare "meta"."""
    if isinstance(key, list):
        return torch.tensor(key, dtype=torch.long)
    return tuple(map(_with_tensors, key)) if isinstance(key, tuple) else key


def _held(x):
    return x.held if isinstance(x, Elsewhere) else x


def _stand_in(x):
    plain = isinstance(x, torch.Tensor) and not isinstance(x, Elsewhere)
    return Elsewhere(x) if plain else x
