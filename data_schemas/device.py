"""A device on the site's network that was let in by a code."""

from datetime import datetime
from enum import StrEnum

from data_schemas.value import Value


class DeviceKind(StrEnum):
    """As far as a browser tells; only so that people find a device again in a list."""

    ANDROID = "android"
    IPAD = "ipad"
    IPHONE = "iphone"
    WINDOWS = "windows"
    MAC = "mac"
    LINUX = "linux"
    OTHER = "other"


class Device(Value):
    """``until``: when it must be paired again."""

    id: str
    kind: DeviceKind
    paired_at: datetime
    until: datetime
