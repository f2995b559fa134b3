"""HDR pictures (PQ or HLG) as an SDR screen can show them: BT.2020 to BT.709, highlights rolled off.

Transfer functions and reference levels after Recommendations ITU-R BT.2100 and BT.2408, the change of
primaries after BT.2087. Shown without this, an HDR picture is a grey wash.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from osintkit.media.picture import Rgb

PQ, HLG = 16, 18
"""AVCOL_TRC values (H.273 transfer characteristics)."""
NAMES = {PQ: "PQ", HLG: "HLG"}

_CODES = 4096  # steps in which signals are looked up: 12 bits
_WHITE_NITS = 203.0  # HDR reference white (BT.2408)
_HLG_PEAK_NITS, _HLG_SYSTEM_GAMMA = 1000.0, 1.2
_KNEE = 0.5  # below, SDR shows the HDR light as it is; above, ever less of what is added
_CEILING_NITS = 10_000.0
_ENCODED_STEPS = 8192
_LUMINANCE = np.array([0.2627, 0.6780, 0.0593], np.float32)
_TO_709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32
)

_Floats = NDArray[np.float32]


def sdr(signal: NDArray[np.uint16], transfer: int) -> Rgb:
    """A non-linear BT.2020 R'G'B' picture, tone-mapped.

    Args:
        signal: (height, width, 3), full range of 16 bits.
        transfer: `PQ` or `HLG`.

    Returns:
        (height, width, 3) uint8, BT.709 primaries with the sRGB transfer function.
    """
    light = _light(transfer)[signal >> 4]
    if transfer == HLG:
        light *= _system_gain()[_steps(light @ _LUMINANCE, _CODES)][..., None]
    light = np.maximum(light @ _TO_709.T, 0)
    brightest = light.max(axis=-1)
    # Scaling all three by what the brightest needs keeps the hue.
    light *= (_rolled_off(brightest) / np.maximum(brightest, 1e-6))[..., None]
    return np.asarray(_encoding()[_steps(light, _ENCODED_STEPS)], dtype=np.uint8)


def _steps(values: _Floats, steps: int) -> NDArray[np.uint16]:
    return np.asarray(np.clip(values, 0, 1) * (steps - 1) + 0.5, dtype=np.uint16)


@cache
def _light(transfer: int) -> _Floats:
    """Linear light for each code: of the display in reference whites (PQ), of the scene 0..1 (HLG)."""
    signal = np.arange(_CODES) / (_CODES - 1)
    if transfer == PQ:
        root = signal ** (1 / 78.84375)
        light = np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)
        linear = light ** (1 / 0.1593017578125) * _CEILING_NITS / _WHITE_NITS
    else:
        a, b, c = 0.17883277, 0.28466892, 0.55991073
        linear = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    return np.asarray(linear, dtype=np.float32)


@cache
def _system_gain() -> _Floats:
    """HLG: from scene light to display light in reference whites, for each step of luminance."""
    luminance = np.arange(_CODES) / (_CODES - 1)
    gain = luminance ** (_HLG_SYSTEM_GAMMA - 1) * _HLG_PEAK_NITS / _WHITE_NITS
    return np.asarray(gain, dtype=np.float32)


def _rolled_off(light: _Floats) -> _Floats:
    room = 1 - _KNEE
    above = _KNEE + room * (1 - np.exp((_KNEE - light) / room))
    return np.asarray(np.where(light <= _KNEE, light, above), dtype=np.float32)


@cache
def _encoding() -> NDArray[np.uint8]:
    """SRGB (IEC 61966-2-1) codes for steps of linear light."""
    light = np.arange(_ENCODED_STEPS) / (_ENCODED_STEPS - 1)
    code = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(code * 255 + 0.5, dtype=np.uint8)
