"""What the names of devices tell, and that every name tells something."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.card_names import read_name


@pytest.mark.parametrize(
    ("path", "device", "number", "chapter"),
    [
        ("DCIM/100GOPRO/GX020123.MP4", "GoPro", 123, 2),
        ("DCIM/100GOPRO/GOPR0007.MP4", "GoPro", 7, 0),
        ("DCIM/100GOPRO/GP010007.MP4", "GoPro", 7, 1),
        ("DCIM/100MEDIA/DJI_0002.MP4", "DJI", 2, 0),
        ("DCIM/DJI_001/DJI_20261124101500_0003_D.MP4", "DJI", 3, 0),
        ("DCIM/100CANON/MVI_0042.MP4", "Canon", 42, 0),
        ("PRIVATE/M4ROOT/CLIP/C0001.MP4", "Sony", 1, 0),
        ("ZOOM0003.WAV", "Zoom", 3, 0),
        ("261124_0002.wav", "Tascam", 2, 0),
        ("20261124_101500.mp4", "phone", 0, 0),
        ("VID_20261124_101500.mp4", "phone", 0, 0),
        ("PXL_20261124_101500123.mp4", "phone", 123, 0),
        ("bench 3.mkv", "bench", 3, 0),
    ],
)
def test_devices_are_known_by_their_names(path, device, number, chapter):
    name = read_name(path)
    assert (name.device, name.number, name.chapter) == (device, number, chapter)


@pytest.mark.parametrize(
    "path", ["20261124_101500.mp4", "VID_20261124_101500.mp4", "DJI_20261124101500_0003_D.MP4"]
)
def test_a_name_may_hold_the_time(path):
    assert read_name(path).at_s == datetime(2026, 11, 24, 10, 15, tzinfo=UTC).timestamp()


def test_a_time_that_no_clock_shows_is_none():
    assert read_name("VID_20261399_101500.mp4").at_s is None


def test_a_card_that_went_on_in_its_next_folder_is_one_device_and_two_cards_are_two():
    same = {read_name(f"DCIM/{n}GOPRO/GX010001.MP4").series for n in (100, 101)}
    two = {read_name(f"card {n}/DCIM/100GOPRO/GX010001.MP4").series for n in (1, 2)}
    assert len(same) == 1 and len(two) == 2
    assert read_name("card 1/DCIM/100GOPRO/GX010001.MP4").device == "card 1: GoPro"


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="/\0"), min_size=1))
def test_every_name_tells_something(name):
    assert read_name(name).series
    assert read_name(f"a/{name}.mp4").series
