"""Reads tensors from a checkpoint of PyTorch without PyTorch, and without running its pickles.

A pickle is a program: `pickle.load` runs whatever a file asks for. Here its instructions are interpreted by a small
machine that knows those of a dictionary of tensors and no others. A name is never looked up: the few that a dictionary of
tensors needs stand in a table, and everything else is refused.

The format is that of `torch.save` before version 1.6: five pickles (a magic number, the version, sizes of types, the
dictionary, the keys of its storages), then the storages, each after its number of elements. Standard library only.
"""

import array
import math
import pickletools
import struct
import sys

MAGIC = 0x1950A86A20F9469CFC6C
VERSION = 1001
# The array types of the storages. Counters are read and not used.
STORAGES = {"torch FloatStorage": "f", "torch LongStorage": "q"}
ORDERED_DICT = "collections OrderedDict"
TENSOR = "torch._utils _rebuild_tensor_v2"
ALLOWED = {ORDERED_DICT, TENSOR, *STORAGES}


class Refused(Exception):
    """A file that is no checkpoint, or asks for more than a dictionary of tensors needs."""


class Name:
    """A name that a pickle refers to; it is compared, never looked up."""

    def __init__(self, text):
        if text not in ALLOWED:
            raise Refused(f"the pickle refers to {text.replace(' ', '.')} (only tensors are read)")
        self.text = text


class Storage:
    """The place of numbers that several tensors may share."""

    def __init__(self, reference):
        if not isinstance(reference, tuple) or len(reference) != 6 or reference[0] != "storage":
            raise Refused("a reference to something that is no storage")
        _, kind, self.key, _, self.count, view = reference
        if not isinstance(kind, Name) or kind.text not in STORAGES or view is not None:
            raise Refused("a storage of a type that is not read")
        if not isinstance(self.key, str) or not is_count(self.count):
            raise Refused("a storage without key or size")
        self.type = STORAGES[kind.text]
        self.numbers = None


class Tensor:
    """A shape, and the places of the elements in a storage: a distance for each dimension."""

    def __init__(self, storage, offset, shape, strides):
        if not isinstance(storage, Storage) or not isinstance(shape, tuple) or not isinstance(strides, tuple):
            raise Refused("a tensor without storage or shape")
        if not all(map(is_count, (offset, *shape, *strides))) or len(shape) != len(strides):
            raise Refused("a tensor with a wrong shape")
        last = offset + sum((count - 1) * stride for count, stride in zip(shape, strides))
        if math.prod(shape) > storage.count or shape and min(shape) > 0 and last >= storage.count:
            raise Refused(f"a tensor of the shape {list(shape)} that leaves its storage")
        self.storage, self.offset, self.shape, self.strides = storage, offset, shape, strides

    def elements(self):
        """The elements in row-major order."""
        places = [self.offset]
        for count, stride in zip(self.shape, self.strides):
            places = [place + index * stride for place in places for index in range(count)]
        return array.array(self.storage.type, [self.storage.numbers[place] for place in places])


def is_count(value):
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 40


def call(function, arguments):
    """What REDUCE gives: a dictionary or a tensor."""
    if not isinstance(function, Name) or not isinstance(arguments, tuple):
        raise Refused("the pickle calls what is no name")
    if function.text == ORDERED_DICT and arguments == ():
        return {}
    if function.text == TENSOR and len(arguments) >= 4:
        return Tensor(*arguments[:4])
    raise Refused(f"the pickle calls {function.text.replace(' ', '.')} with {len(arguments)} arguments")


def interpreted(file):
    """The value of the pickle at the position of a file, whose end becomes the position."""
    stack, marks, memory = [], [], {}

    def since_mark():
        start = marks.pop()
        values = stack[start:]
        del stack[start:]
        return values

    def insert(pairs):
        if not isinstance(stack[-1], dict) or len(pairs) % 2 or not all(isinstance(key, str) for key in pairs[::2]):
            raise Refused("entries of something that is no dictionary")
        stack[-1].update(zip(pairs[::2], pairs[1::2]))

    try:
        for operation, argument, _ in pickletools.genops(file):
            name = operation.name
            if name == "PROTO":
                continue
            if name == "STOP":
                return stack.pop()
            if name in ("BININT", "BININT1", "BININT2", "LONG1", "BINUNICODE"):
                stack.append(argument)
            elif name in ("NONE", "NEWTRUE", "NEWFALSE"):
                stack.append({"NONE": None, "NEWTRUE": True, "NEWFALSE": False}[name])
            elif name == "GLOBAL":
                stack.append(Name(argument))
            elif name in ("BINPUT", "LONG_BINPUT"):
                memory[argument] = stack[-1]
            elif name in ("BINGET", "LONG_BINGET"):
                stack.append(memory[argument])
            elif name == "MARK":
                marks.append(len(stack))
            elif name == "EMPTY_TUPLE":
                stack.append(())
            elif name in ("TUPLE1", "TUPLE2", "TUPLE3"):
                count = int(name[-1])
                values = tuple(stack[-count:])
                del stack[-count:]
                stack.append(values)
            elif name == "TUPLE":
                stack.append(tuple(since_mark()))
            elif name == "EMPTY_DICT":
                stack.append({})
            elif name == "EMPTY_LIST":
                stack.append([])
            elif name == "APPEND":
                value = stack.pop()
                stack[-1].append(value)
            elif name == "APPENDS":
                values = since_mark()
                stack[-1].extend(values)
            elif name == "SETITEMS":
                insert(since_mark())
            elif name == "SETITEM":
                value, key = stack.pop(), stack.pop()
                insert([key, value])
            elif name == "BINPERSID":
                stack.append(Storage(stack.pop()))
            elif name == "REDUCE":
                arguments, function = stack.pop(), stack.pop()
                stack.append(call(function, arguments))
            elif name == "BUILD":
                # Attributes of a dictionary, such as the versions of modules: nobody needs them.
                stack.pop()
                if not isinstance(stack[-1], dict):
                    raise Refused("attributes of something that is no dictionary")
            else:
                raise Refused(f"the pickle has the instruction {name} (only those of tensors are read)")
    except (IndexError, KeyError, ValueError, AttributeError, TypeError) as error:
        raise Refused(f"not a pickle of tensors ({error})") from error
    raise Refused("a pickle without end")


def read(file):
    """The tensors of a checkpoint by name, from a binary file.

    Counters of whole numbers are left out. Raises `Refused` for everything that is not such a checkpoint.
    """
    if interpreted(file) != MAGIC or interpreted(file) != VERSION:
        raise Refused("not a checkpoint of PyTorch before version 1.6")
    if not isinstance(sizes := interpreted(file), dict) or sizes.get("little_endian") is not True:
        raise Refused("a checkpoint of a big-endian machine")
    tensors, keys = interpreted(file), interpreted(file)
    if not isinstance(tensors, dict) or not all(isinstance(tensor, Tensor) for tensor in tensors.values()):
        raise Refused("a checkpoint that is no dictionary of tensors")
    known = {}
    for tensor in tensors.values():
        storage = known.setdefault(tensor.storage.key, tensor.storage)
        if (storage.type, storage.count) != (tensor.storage.type, tensor.storage.count):
            raise Refused(f"storage {storage.key} has two sizes")
        tensor.storage = storage
    if not isinstance(keys, list) or sorted(map(str, keys)) != sorted(known):
        raise Refused("a checkpoint whose storages are not those of its tensors")
    for key in keys:
        storage = known[key]
        values = array.array(storage.type)
        header = file.read(8)
        if len(header) != 8 or struct.unpack("<q", header)[0] != storage.count:
            raise Refused(f"storage {key} has another size than its tensors say")
        data = file.read(storage.count * values.itemsize)
        if len(data) != storage.count * values.itemsize:
            raise Refused(f"storage {key} is cut off")
        values.frombytes(data)
        if sys.byteorder == "big":
            values.byteswap()
        storage.numbers = values
    if file.read(1):
        raise Refused("bytes behind the last storage")
    return {name: tensor for name, tensor in tensors.items() if tensor.storage.type == "f"}
