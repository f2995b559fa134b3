"""The forms of names that are known, and what the time in each is the time of.

From the programs' own sources where those are open (Signal, Telegram Desktop, yt-dlp), their help pages,
and what collectors of such names agree on; X's names: kina-ko, "Twimg_filename" (2019).
"""

import re
from dataclasses import dataclass
from typing import Literal

_DAY = r"(?P<y>(?:19|20|21)\d\d)(?P<mo>\d\d)(?P<d>\d\d)"
_TIME = r"(?P<h>\d\d)(?P<mi>\d\d)(?P<s>\d\d)"
_LINED_DAY = r"(?P<y>(?:19|20|21)\d\d)-(?P<mo>\d\d)-(?P<d>\d\d)"
_LINED_TIME = r"(?P<h>\d\d)-(?P<mi>\d\d)-(?P<s>\d\d)"
_DOTTED_TIME = r"(?P<h>\d{1,2})\.(?P<mi>\d\d)\.(?P<s>\d\d)(?: (?P<half>[AP]M))?"
_MS = r"(?P<ms>\d{3})"

_NOT_TAKEN = "It does not show when, where or by whom it was taken."
_NOT_THE_CLOCK = "It does not show that a camera named it, that its clock was right, nor which zone it kept."
_NOT_THE_SCREEN = "It does not show when what is on the screen happened, nor that the clock was right."
_NOT_MADE_THERE = (
    "It does not show that it was made there: what was sent or posted once is often posted again."
)
_NOT_ARTIFICIAL = (
    "It does not show that the picture is artificial: that is told by marks inside it, if by anything."
)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of names.

    Attributes:
        id: of the lead.
        pattern: of the name without its extension and without the marks of copies; groups: ``y mo d h mi s
            ms half`` parts of a time, ``month`` by name, ``utc`` marks one in UTC, ``epoch_s epoch_ms x
            x_number tiktok`` numbers that hold one, ``app`` an app's name.
        by: whose form it is, in a sentence.
        meaning: what its time is the time of.
        does_not_show: what must not be concluded.
        platform: whose form it is, one word.
        strength: ``weak`` where others name files so too.
        anywhere: the pattern may fit a part of the name.
    """

    id: str
    pattern: re.Pattern[str]
    by: str
    meaning: str
    does_not_show: str
    platform: str = ""
    strength: Literal["moderate", "weak"] = "moderate"
    anywhere: bool = False


def _form(
    id: str,  # noqa: A002
    pattern: str,
    by: str,
    meaning: str = "",
    does_not_show: str = _NOT_TAKEN,
    platform: str = "",
    strength: Literal["moderate", "weak"] = "moderate",
    *,
    exact: bool = False,
    anywhere: bool = False,
) -> Form:
    flags = re.ASCII if exact else re.ASCII | re.IGNORECASE
    compiled = re.compile(pattern, flags)
    return Form(f"name.{id}", compiled, by, meaning, does_not_show, platform, strength, anywhere)


_MESSENGERS = (
    _form(
        "whatsapp",
        rf"(?:IMG|VID|AUD|PTT|STK|DOC)-{_DAY}-WA\d{{4,}}(?:[-_].*)?",
        "WhatsApp on Android",
        "the day, by the clock of that phone, on which it was sent or received there",
        platform="WhatsApp",
    ),
    _form(
        "whatsapp_saved",
        rf"WhatsApp (?:Image|Video|Audio|Ptt) {_LINED_DAY} at {_DOTTED_TIME}(?:_[0-9a-f]{{4,}})?",
        "WhatsApp on a computer, or on an iPhone that shares it,",
        "when it was sent or received, by the clock of the device that saved it",
        platform="WhatsApp",
    ),
    _form(
        "telegram",
        rf"(?:photo|video|audio|doc)_{_LINED_DAY}_{_LINED_TIME}",
        "Telegram Desktop",
        "when it was sent or when it was saved, by the clock of the computer that saved it",
        platform="Telegram",
    ),
    _form(
        "telegram_export",
        rf"(?:photo|video|audio|file|sticker|animation|round_video)_\d+@"
        rf"(?P<d>\d\d)-(?P<mo>\d\d)-(?P<y>\d{{4}})_{_LINED_TIME}",
        "an exported Telegram chat",
        "the time of the message, by the clock of the computer that exported the chat",
        platform="Telegram",
    ),
    _form(
        "signal",
        rf"signal-{_LINED_DAY}-(?P<h>\d\d)-?(?P<mi>\d\d)-?(?P<s>\d\d)(?:-{_MS})?(?:[-_ ]\d{{1,3}})*",
        "Signal",
        "the time of the message, by the clock of the device that saved it",
        platform="Signal",
    ),
    _form("snapchat", r"Snapchat-\d{5,}", "Snapchat", platform="Snapchat"),
    _form("messenger", r"received_\d{9,20}", "Facebook Messenger", platform="Messenger"),
    _form(
        "wechat",
        r"mmexport(?P<epoch_ms>1\d{12})(?:[-_].*)?",
        "WeChat",
        "when it was saved from the chat",
        platform="WeChat",
    ),
    _form(
        "wechat_camera",
        r"wx_camera_(?P<epoch_ms>1\d{12})",
        "the camera inside WeChat",
        "when it was taken or saved there",
        _NOT_THE_CLOCK,
        "WeChat",
    ),
    _form(
        "wechat_saved",
        rf"(?:微信图片|WeChat Image)_{_DAY}{_TIME}",
        "WeChat on a computer",
        "when it was saved, by the clock of that computer",
        platform="WeChat",
    ),
    _form(
        "viber",
        rf"viber_(?:image|video)_{_LINED_DAY}_{_LINED_TIME}(?:-{_MS})?",
        "Viber",
        "when it was sent, received or saved, by the clock of that device",
        platform="Viber",
    ),
    _form("viber_sent", r"IMG-[0-9a-f]{32}-V", "Viber", platform="Viber"),
    _form("line", r"S__\d{6,9}(?:_\d)?", "LINE", platform="LINE"),
)

_PLATFORMS = (
    _form(
        "facebook_app",
        r"FB_IMG_(?P<epoch_ms>1\d{12})",
        "Facebook's app",
        "when it was saved to that phone",
        platform="Facebook",
    ),
    _form(
        "facebook",
        r"\d{5,}_\d{6,}_\d{6,}_[a-z]",
        "Facebook or Instagram",
        does_not_show=_NOT_MADE_THERE,
        platform="Facebook",
    ),
    _form(
        "x",
        # A Snowflake number in Base64: the twelve bits that count within a millisecond are small.
        r"(?P<x>[A-H][A-Za-z0-9_-]{7}[AEIMQUYcgkosw048]A[A-Za-z0-9_-]{5})(?:[-_:.](?:orig|large|medium|small))?",
        "X (Twitter)",
        "when X began to receive the upload",
        _NOT_MADE_THERE,
        "X",
        exact=True,
    ),
    _form(
        "x_post",
        r".*\[(?P<x_number>[12]\d{18})\]",
        "yt-dlp, with a number as X (Twitter) gives its posts,",
        "when X gave the number",
        _NOT_MADE_THERE,
        "X",
        "weak",
    ),
    _form(
        "tiktok",
        r"(?:.*\[)?(?P<tiktok>[67]\d{18})\]?",
        "a number as TikTok gives its videos",
        "when TikTok gave the number",
        _NOT_MADE_THERE,
        "TikTok",
        "weak",
    ),
    _form(
        "yt_dlp",
        r".+[ _]\[[A-Za-z0-9_-]{11}\](?:\.f\d+)?",
        "yt-dlp, with an identifier as YouTube (and Instagram) gives them,",
        does_not_show="It does not show who published it first; the identifier leads to the page.",
        platform="YouTube",
        exact=True,
    ),
)

_SCREENS = (
    _form(
        "screenshot",
        rf"Screenshot_{_DAY}[-_]{_TIME}(?:[_-](?P<app>[^/]+))?",
        "a phone's screenshot",
        "when the screen was captured, by the clock of that phone",
        _NOT_THE_SCREEN,
    ),
    _form(
        "screenshot",
        rf"Screenshot_{_LINED_DAY}-{_LINED_TIME}(?:-{_MS})?(?:_(?P<app>[^/]+))?",
        "a phone's screenshot",
        "when the screen was captured, by the clock of that phone",
        _NOT_THE_SCREEN,
    ),
    _form(
        "screenshot",
        rf"(?:Screen ?shot|Screen recording|Bildschirmfoto|Bildschirmaufnahme|Captura de pantalla|"
        rf"Capture d[\u2019']écran|Снимок экрана|Знімок екрана) {_LINED_DAY} "
        rf"(?:at|um|a las|à|в|\u043e) {_DOTTED_TIME}",
        "macOS",
        "when the screen was captured, by the clock of that computer",
        _NOT_THE_SCREEN,
    ),
    _form(
        "screenshot",
        rf"Screenshot from {_LINED_DAY} {_LINED_TIME}",
        "GNOME",
        "when the screen was captured, by the clock of that computer",
        _NOT_THE_SCREEN,
    ),
    _form(
        "screenshot",
        rf"Screen(?:shot| Recording) {_LINED_DAY} {_TIME}",
        "Windows",
        "when the screen was captured, by the clock of that computer",
        _NOT_THE_SCREEN,
    ),
    _form(
        "screen_recording",
        rf"(?:screen|Screen_?Recording|Screenrecorder)[-_](?:{_DAY}[-_]{_TIME})(?:_(?P<app>[^/]+))?",
        "a phone's recording of its screen",
        "when that was begun or saved, by the clock of that phone",
        _NOT_THE_SCREEN,
    ),
    _form(
        "screen_recording",
        rf"Screenrecorder-{_LINED_DAY}-{_LINED_TIME}(?:-{_MS})?",
        "a phone's recording of its screen",
        "when that was begun or saved, by the clock of that phone",
        _NOT_THE_SCREEN,
    ),
    _form(
        "screen_recording",
        r"RPReplay_Final(?P<epoch_s>1\d{9})",
        "an iPhone's or iPad's recording of its screen",
        "when it was saved",
        _NOT_THE_SCREEN,
    ),
)

_CAMERAS = (
    _form(
        "pixel",
        rf"PXL_(?P<utc>){_DAY}_{_TIME}{_MS}(?:[.~_-].*)?",
        "the camera of a Pixel phone",
        "when the recording began, in UTC by the phone's clock",
        "It does not show that a camera named it, nor that the phone's clock was right.",
        "Pixel",
    ),
    _form(
        "windows_phone",
        rf"WP_{_DAY}_(?P<h>\d\d)_(?P<mi>\d\d)_(?P<s>\d\d)(?:_.*)?",
        "the camera of a Windows phone",
        "when it was taken, by the clock of that phone",
        _NOT_THE_CLOCK,
        "Windows Phone",
    ),
    _form(
        "windows_phone",
        rf"WP_{_DAY}_\d{{3}}",
        "the camera of a Windows phone",
        "the day on which it was taken, by the clock of that phone",
        _NOT_THE_CLOCK,
        "Windows Phone",
    ),
    _form(
        "dji",
        rf"DJI_{_DAY}{_TIME}_\d{{4}}(?:_[A-Z]+)?(?:_.*)?",
        "a DJI drone or camera",
        "when it was taken, by the clock of the drone or camera",
        _NOT_THE_CLOCK,
        "DJI",
    ),
    _form(
        "gopro",
        r"G[HXLP]\d{6}|GOPR\d{4}",
        "a GoPro: the last four figures count the recordings, the two before them the chapters of one",
        does_not_show="It does not show when it was recorded.",
        platform="GoPro",
        strength="weak",
    ),
    _form(
        "tesla",
        rf"{_LINED_DAY}_{_LINED_TIME}-(?:front|back|(?:left|right)_(?:repeater|pillar))",
        "the cameras of a Tesla",
        "when that minute was recorded, by the clock of the car",
        _NOT_THE_CLOCK,
        "Tesla",
    ),
    _form(
        "dashcam",
        rf"{_DAY}_{_TIME}_[NEPMI][FRIO]",
        "a BlackVue dashcam",
        "when the recording began, by the clock of the camera",
        _NOT_THE_CLOCK,
        "BlackVue",
    ),
    _form(
        "dashcam",
        rf"(?P<y>20\d\d)_(?P<mo>\d\d)(?P<d>\d\d)_{_TIME}_\d{{3,6}}[A-Z]*",
        "many dashcams",
        "when the recording began, by the clock of the camera",
        _NOT_THE_CLOCK,
        strength="weak",
    ),
    _form(
        "frame_of_video",
        rf"VideoCapture_{_DAY}-{_TIME}",
        "a Samsung phone that takes a picture out of a video",
        "when the picture was taken out, by the clock of that phone",
        "It does not show when the video was taken.",
        "Samsung",
    ),
    _form(
        "phone_or_app",
        rf"(?:IMG|VID)_{_DAY}_{_TIME}_{_MS}",
        "some phones' cameras, and Telegram and Instagram on Android when they save,",
        "when it was taken or saved, by the clock of that phone",
        _NOT_THE_CLOCK,
        strength="weak",
    ),
    _form(
        "android",
        rf"\d{{5}}IMG_\d{{5}}_BURST{_DAY}{_TIME}{_MS}?(?:_COVER)?",
        "an Android phone's camera",
        "when it was taken, by the clock of that phone",
        _NOT_THE_CLOCK,
    ),
    _form(
        "android",
        rf"(?:(?:IMG|VID|MVIMG|PANO)_)?{_DAY}_{_TIME}(?:[_~(-].*)?",
        "an Android phone's camera",
        "when it was taken (of a video: begun or ended), by the clock of that phone",
        _NOT_THE_CLOCK,
    ),
)

_PROGRAMS = (
    _form(
        "editor",
        rf"InShot_{_DAY}_{_TIME}{_MS}",
        "InShot, an editor,",
        "when it was exported, by the clock of that phone",
        platform="InShot",
    ),
    _form(
        "editor",
        rf"lv_\d{{1,20}}_{_DAY}{_TIME}",
        "CapCut, an editor,",
        "when it was exported, by the clock of that phone",
        platform="CapCut",
    ),
    _form(
        "generator",
        rf"DALL·E {_LINED_DAY} {_DOTTED_TIME}(?: - .*)?",
        "DALL·E, a generator of pictures,",
        "when it was made or saved, by a clock that is not known",
        _NOT_ARTIFICIAL,
        "OpenAI",
    ),
    _form(
        "generator",
        r"ChatGPT Image (?P<month>[A-Z][a-z]{2}) (?P<d>\d{1,2}), (?P<y>20\d\d), "
        r"(?P<h>\d{1,2})_(?P<mi>\d\d)_(?P<s>\d\d) (?P<half>[AP]M)",
        "ChatGPT for pictures it generated",
        "when it was made or saved, by a clock that is not known",
        _NOT_ARTIFICIAL,
        "OpenAI",
    ),
    _form(
        "generator",
        r"Gemini_Generated_Image_[a-z0-9]{6,}",
        "Gemini for pictures it generated",
        does_not_show=_NOT_ARTIFICIAL,
        platform="Google",
    ),
    _form(
        "generator",
        r"ComfyUI_(?:temp_[a-z]+_)?\d{5}_",
        "ComfyUI, which runs generators of pictures,",
        does_not_show=_NOT_ARTIFICIAL,
        platform="ComfyUI",
    ),
)

_ANY = (
    _form(
        "number",
        r"(?P<epoch_ms>1\d{12})",
        "programs that name files by milliseconds since 1970",
        "when it was saved or taken",
        strength="weak",
    ),
    _form(
        "number",
        r"(?P<epoch_s>1\d{9})",
        "programs that name files by seconds since 1970",
        "when it was saved or taken",
        "It may be any other number.",
        strength="weak",
    ),
    _form(
        "date",
        r"(?<!\d)(?P<y>(?:19|20|21)\d\d)(?P<day>[-._ ]?)(?P<mo>\d\d)(?P=day)(?P<d>\d\d)"
        r"(?:(?:[-_ T.]| at )(?P<h>\d\d)(?P<time>[-._ :]?)(?P<mi>\d\d)(?P=time)(?P<s>\d\d))?(?!\d)",
        "somebody or something that puts a date into it",
        "a date of whatever kind, by an unknown clock",
        "It does not show what the date is the date of.",
        strength="weak",
        anywhere=True,
    ),
)

FORMS = (*_MESSENGERS, *_PLATFORMS, *_SCREENS, *_CAMERAS, *_PROGRAMS, *_ANY)
"""All forms, in the order in which they are tried: the first that fits is what the name says."""
