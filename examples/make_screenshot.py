"""Makes ``screenshot.jpg``: a frame of ``walk.mp4`` as it may come back to an analyst years later.

    python examples/make_screenshot.py

Mirrored, with a caption on a bar above it, and compressed again.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageOps

from osintkit import frames
from osintkit.records import Frame

HERE = Path(__file__).parent
BAR_PX = 130

with TemporaryDirectory() as folder:
    wanted = frames.Wanted(pick="at", at_s=(12.0,), image="png")
    found = frames.extract(HERE / "walk.mp4", wanted=wanted, out=folder)
    (frame,) = (record for record in found if isinstance(record, Frame))
    picture = ImageOps.mirror(Image.open(frame.file))

shot = Image.new("RGB", (picture.width, picture.height + BAR_PX), "white")
shot.paste(picture, (0, BAR_PX))
ImageDraw.Draw(shot).text((24, 44), "JUST IN: what they do not show you", fill="black", font_size=26)
shot.save(HERE / "screenshot.jpg", quality=60)
