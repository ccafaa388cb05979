"""Which files count as recordings: told by their first bytes, never by their name.

FFmpeg would open hundreds of formats, among them text files that name *other* files (ffconcat,
HLS, DASH), so the container is recognised here and its demuxer is named to FFmpeg explicitly.
"""

from collections.abc import Callable
from dataclasses import dataclass

from data_schemas.errors import MediaError

HEAD_BYTES = 64
_SYNC_LAYERS = (0x02, 0x04, 0x06)  # MPEG audio layers III, II, I in bits 1-2 of the second byte
_MP4_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp")


@dataclass(frozen=True)
class Container:
    """``name`` is ours, ``demuxer`` FFmpeg's; ``matches`` looks at the first 64 bytes."""

    name: str
    demuxer: str
    matches: Callable[[bytes], bool]


def _is_mp3(head: bytes) -> bool:
    if head.startswith(b"ID3"):
        return True
    return (
        len(head) > 2
        and head[0] == 0xFF
        and head[1] & 0xE0 == 0xE0
        and (head[1] & 0x06) in _SYNC_LAYERS
        and head[2] & 0xF0 != 0xF0
    )


CONTAINERS = (
    Container("mp4", "mov", lambda head: head[4:8] in _MP4_BOXES),
    Container("matroska", "matroska", lambda head: head.startswith(b"\x1aE\xdf\xa3")),
    Container("wav", "wav", lambda head: head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE"),
    Container("avi", "avi", lambda head: head[:4] == b"RIFF" and head[8:12] == b"AVI "),
    Container("ogg", "ogg", lambda head: head.startswith(b"OggS")),
    Container("flac", "flac", lambda head: head.startswith(b"fLaC")),
    Container("gif", "gif", lambda head: head[:6] in (b"GIF87a", b"GIF89a")),
    Container("mp3", "mp3", _is_mp3),
)

READABLE = "MP4, MOV, M4A, MKV, WebM, AVI, WAV, MP3, OGG, FLAC or GIF"

# What is often sent by mistake or on purpose gets the sentence that helps.
_REFUSED = (
    (b"ffconcat", "This is a playlist that names other files, not a recording"),
    (b"#EXTM3U", "This is a playlist that names other files, not a recording"),
    (b"PK\x03\x04", "This is a zip archive, not a recording"),
    (b"PK\x05\x06", "This is a zip archive, not a recording"),
    (b"%PDF", "This is a PDF document, not a recording"),
    (b"\x89PNG", "This is a still picture, not a recording"),
    (b"\xff\xd8\xff", "This is a still picture, not a recording"),
)

DECODERS = frozenset(
    [
        "h264",
        "hevc",
        "vp8",
        "vp9",
        "av1",
        "libdav1d",
        "libvpx",
        "libvpx-vp9",
        "mpeg4",
        "mpeg2video",
        "mpeg1video",
        "mjpeg",
        "prores",
        "ffv1",
        "h263",
        "gif",
        "rawvideo",
        "dvvideo",
        "aac",
        "mp3",
        "mp3float",
        "mp2",
        "mp2float",
        "opus",
        "libopus",
        "vorbis",
        "libvorbis",
        "flac",
        "alac",
        "ac3",
        "eac3",
        "amrnb",
        "amrwb",
        "pcm_s16le",
        "pcm_s16be",
        "pcm_s24le",
        "pcm_s24be",
        "pcm_s32le",
        "pcm_s32be",
        "pcm_f32le",
        "pcm_f32be",
        "pcm_f64le",
        "pcm_u8",
        "pcm_s8",
        "pcm_alaw",
        "pcm_mulaw",
        "adpcm_ima_wav",
        "adpcm_ms",
    ]
)


def recognise(head: bytes) -> Container:
    """The container that starts with ``head``; ``MediaError`` for everything else."""
    if not head:
        raise MediaError("The file is empty: choose a file that holds a recording.")
    for magic, what in _REFUSED:
        if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(magic):
            raise MediaError(f"{what}: choose an {READABLE} file.")
    for container in CONTAINERS:
        if container.matches(head):
            return container
    raise MediaError(f"This is not a recording that Sonmat reads: choose an {READABLE} file.")
