"""What names say, and that names which say nothing certain say nothing."""

import time

import pytest

from osintkit.meta.view.names import of


@pytest.mark.parametrize(
    ("name", "form", "local"),
    [
        ("IMG-20220913-WA0001.jpg", "whatsapp", "2022-09-13"),
        ("VID-20220913-WA0012.mp4", "whatsapp", "2022-09-13"),
        ("WhatsApp Image 2022-10-01 at 12.30.45.jpeg", "whatsapp_saved", "2022-10-01T12:30:45"),
        ("WhatsApp Image 2022-10-01 at 1.30.45 PM (1).jpeg", "whatsapp_saved", "2022-10-01T13:30:45"),
        ("photo_2022-10-01_23-58-12.jpg", "telegram", "2022-10-01T23:58:12"),
        ("video_2022-10-01_23-58-12 (2).mp4", "telegram", "2022-10-01T23:58:12"),
        ("photo_1@01-10-2022_23-58-12.jpg", "telegram_export", "2022-10-01T23:58:12"),
        ("IMG_20221001_235812_123.jpg", "phone_or_app", "2022-10-01T23:58:12.123"),
        ("signal-2022-10-01-235812.jpg", "signal", "2022-10-01T23:58:12"),
        ("signal-2022-10-01-23-58-12-123.jpg", "signal", "2022-10-01T23:58:12.123"),
        ("20221001_235812.jpg", "android", "2022-10-01T23:58:12"),
        ("IMG_20221001_235812_HDR.jpg", "android", "2022-10-01T23:58:12"),
        ("Screenshot_20221001-235812_Chrome.jpg", "screenshot", "2022-10-01T23:58:12"),
        ("Screen Shot 2022-10-01 at 11.58.12 PM.png", "screenshot", "2022-10-01T23:58:12"),
        ("Screenshot 2022-10-01 at 12.58.12\u202fAM.png", "screenshot", "2022-10-01T00:58:12"),
        ("Screenshot from 2022-10-01 23-58-12.png", "screenshot", "2022-10-01T23:58:12"),
        ("Знімок екрана 2022-10-01 о 23.58.12.png", "screenshot", "2022-10-01T23:58:12"),  # noqa: RUF001
        ("Capture d’e\u0301cran 2022-10-01 à 23.58.12.png", "screenshot", "2022-10-01T23:58:12"),  # noqa: RUF001
        ("screen-20221001-235812.mp4", "screen_recording", "2022-10-01T23:58:12"),
        ("WP_20141001_23_58_12_Pro.jpg", "windows_phone", "2014-10-01T23:58:12"),
        ("WP_20131010_074.jpg", "windows_phone", "2013-10-10"),
        ("DJI_20221001235812_0001_D.JPG", "dji", "2022-10-01T23:58:12"),
        ("2022-10-01_23-58-12-front.mp4", "tesla", "2022-10-01T23:58:12"),
        ("微信图片_20221001235812.jpg", "wechat_saved", "2022-10-01T23:58:12"),
        ("viber_image_2022-10-01_23-58-12-123.jpg", "viber", "2022-10-01T23:58:12.123"),
        ("ChatGPT Image Oct 1, 2025, 11_58_12 PM.png", "generator", "2025-10-01T23:58:12"),
        ("protest 2022-10-01 (2).jpg", "date", "2022-10-01"),
        ("2022-10-01 23-58-12.mkv", "date", "2022-10-01T23:58:12"),
    ],
)
def test_a_clock_that_is_somebodys(name: str, form: str, local: str) -> None:
    (lead,) = of(name)
    assert (lead.id, lead.local, lead.utc) == (f"name.{form}", local, None)
    assert lead.date_only == ("T" not in local)
    assert lead.meaning in lead.says
    assert local in lead.says


@pytest.mark.parametrize(
    ("name", "form", "utc"),
    [
        ("PXL_20221001_235812345.MP.jpg", "pixel", "2022-10-01T23:58:12.345Z"),
        ("FB_IMG_1664668692000.jpg", "facebook_app", "2022-10-01T23:58:12.000Z"),
        ("mmexport1664668692000.jpg", "wechat", "2022-10-01T23:58:12.000Z"),
        ("RPReplay_Final1664668692.mp4", "screen_recording", "2022-10-01T23:58:12Z"),
        ("1664668692.jpg", "number", "2022-10-01T23:58:12Z"),
        # X's own number for this picture is 608576483511029760, given 0.26 s before that of its post
        # (artfulplace.hatenablog.com, 2015): (number >> 22) + 1288834974657 ms.
        ("CHIZFl5U0AAENRU.png", "x", "2015-06-10T10:08:35.130Z"),
        ("Title [7150000000000000000].mp4", "tiktok", "2022-10-02T19:31:42Z"),
    ],
)
def test_a_time_in_utc(name: str, form: str, utc: str) -> None:
    (lead,) = of(name)
    assert (lead.id, lead.local, lead.utc) == (f"name.{form}", None, utc)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Snapchat-123456789.jpg", "snapchat"),
        ("received_1234567890.jpeg", "messenger"),
        ("123456_1234567890_123456789_n.jpg", "facebook"),
        ("GH010123.MP4", "gopro"),
        ("Rick [dQw4w9WgXcQ].mp4", "yt_dlp"),
        ("IMG_E1234.HEIC", "edited"),
        ("S__12345678.jpg", "line"),
        ("Gemini_Generated_Image_abc123xyz.png", "generator"),
    ],
)
def test_a_form_without_a_time(name: str, form: str) -> None:
    (lead,) = of(name)
    assert (lead.id, lead.local, lead.utc, lead.meaning) == (f"name.{form}", None, None, "")


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".jpg",
        "IMG_1234.HEIC",
        "DSC01234.JPG",
        "DJI_0001.JPG",
        "Family_Pictures.jpg",  # fifteen letters, but no number of X's
        "12345678901234567890.jpg",
        "IMG-20221301-WA0001.jpg",
        "IMG-20220229-WA0001.jpg",
        "IMG-00000000-WA0001.jpg",
        "20221001_246100.jpg",
        "Screen Shot 2022-10-01 at 13.58.12 PM.png",
        "protest 1989-01-01.jpg",
        "protest 2101-01-01.jpg",
        "protest 2022-02-30.jpg",
        "IMG-20220913-WA0001.jpg" * 20,
    ],
)
def test_nothing_certain_is_nothing(name: str) -> None:
    assert of(name) == []


def test_the_day_of_a_leap_year() -> None:
    assert of("IMG-20240229-WA0001.jpg")[0].local == "2024-02-29"


def test_every_lead_says_what_it_does_not_show() -> None:
    for name in ("IMG-20220913-WA0001.jpg", "IMG_E1234.HEIC", "2022-10-01.jpg", "GH010123.MP4"):
        (lead,) = of(name)
        assert "changed in a second" in lead.does_not_show
        assert name in lead.because


def test_an_edited_version_says_both() -> None:
    assert [lead.id for lead in of("IMG_20221001_235812-edited.jpg")] == ["name.android", "name.edited"]


def test_the_app_on_the_screen_is_told() -> None:
    (lead,) = of("Screenshot_2022-10-01-23-58-12-123_com.whatsapp.jpg")
    assert lead.because.endswith("the app on the screen: com.whatsapp")


def test_bytes_that_are_no_text_do_not_reach_the_output() -> None:
    (lead,) = of("Screenshot_20221001-235812_\udcff.png")
    lead.because.encode()
    lead.says.encode()


def test_long_names_cost_nothing() -> None:
    started = time.process_time()
    for hostile in (
        "1" * 299,
        "[" * 299,
        "(1)" * 99,
        " copy" * 59,
        "20" * 149,
        "x [aaaaaaaaaaa" * 20,
        "S " * 149,
    ):
        of(hostile)
    assert time.process_time() - started < 0.1
