"""Writes frame.jpg: a image as a film's frame gives it, for the tests of data sets.

960 x 540 pixels, RGB, chroma halved. Columns 0-209 and 750-959 are red and lie outside the square
at the centre, whose upper half is green and lower half blue, with a soft light from the left.
"""

import pathlib

import numpy
import PIL
from PIL import Image

frame = numpy.zeros((540, 960, 3))
frame[:, :] = (200, 20, 20)
frame[:270, 210:750] = (20, 180, 40)
frame[270:, 210:750] = (30, 40, 190)
frame *= numpy.linspace(1.0, 0.9, 960)[None, :, None]
image = Image.fromarray(frame.round().astype(numpy.uint8), "RGB")
path = pathlib.Path(__file__).parent / "frame.jpg"
image.save(path, quality=80, subsampling=2, comment=f"pillow {PIL.__version__}")
print(path.name, path.stat().st_size)
