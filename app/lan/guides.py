"""How each kind of device is told to trust the site's certificate, step by step.

The names in a device's settings differ a little from version to version; these are those of
Android 14, iPadOS 17, Windows 11, macOS 14, Chrome 140 and Firefox 140.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.language import later
from data_schemas.device import DeviceKind

PLAIN, PROFILE = "/sonmat-ca.crt", "/sonmat-ca.mobileconfig"


@dataclass(frozen=True)
class Guide:
    """``file``: what to download. ``kinds``: the devices for which it is opened at once."""

    title: str
    file: str
    steps: tuple[str, ...]
    kinds: frozenset[DeviceKind] = frozenset()


GUIDES: tuple[Guide, ...] = (
    Guide(
        later("Android tablet or phone"),
        PLAIN,
        (
            later("Download the certificate with the button above."),
            later(
                "Open the device's Settings, search for “CA certificate” and choose it. (It lies"
                " under Security and privacy, More security settings, Encryption and credentials,"
                " Install a certificate.)"
            ),
            later(
                "Tap “Install anyway” and choose the file sonmat-ca.crt. The device may ask for"
                " its PIN."
            ),
            later(
                "Compare: under Trusted credentials, User, tap the Sonmat entry; the number shown"
                " as SHA-256 must be the one above."
            ),
            later("Come back to this page and tap “Check again”."),
        ),
        frozenset({DeviceKind.ANDROID}),
    ),
    Guide(
        later("iPad or iPhone"),
        PROFILE,
        (
            later(
                "Open this page in Safari, download the certificate with the button above and tap"
                " “Allow”."
            ),
            later(
                "Open Settings, tap “Profile Downloaded” at the top, then “Install”. The device"
                " asks for its passcode."
            ),
            later(
                "In Settings open General, About, Certificate Trust Settings, and switch the"
                " Sonmat entry on. Without this step the certificate is not trusted."
            ),
            later(
                "Compare: under General, VPN and Device Management, tap the Sonmat profile and"
                " More Details; the number shown as SHA-256 must be the one above."
            ),
            later("Come back to this page and tap “Check again”."),
        ),
        frozenset({DeviceKind.IPAD, DeviceKind.IPHONE}),
    ),
    Guide(
        later("Windows (Chrome or Edge)"),
        PLAIN,
        (
            later("Download the certificate with the button above and open the file."),
            later("Choose “Install Certificate”, “Current User”, “Next”."),
            later(
                "Choose “Place all certificates in the following store”, “Browse”, “Trusted Root"
                " Certification Authorities”, then “Finish” and “Yes”."
            ),
            later("Close all windows of the browser, open it again and come back to this page."),
        ),
        frozenset({DeviceKind.WINDOWS}),
    ),
    Guide(
        later("Mac (Safari or Chrome)"),
        PLAIN,
        (
            later("Download the certificate with the button above and open the file."),
            later(
                "In Keychain Access double-click the Sonmat entry, open “Trust” and choose “Always"
                " Trust”; the Mac asks for its password."
            ),
            later("Close all windows of the browser, open it again and come back to this page."),
        ),
        frozenset({DeviceKind.MAC}),
    ),
    Guide(
        later("Chrome on Linux or ChromeOS"),
        PLAIN,
        (
            later("Download the certificate with the button above."),
            later(
                "Open chrome://certificate-manager, choose the local certificates, and import the"
                " file sonmat-ca.crt as one that may identify websites."
            ),
            later("Come back to this page and tap “Check again”."),
        ),
        frozenset({DeviceKind.LINUX}),
    ),
    Guide(
        later("Firefox on any computer"),
        PLAIN,
        (
            later("Download the certificate with the button above."),
            later(
                "Open Settings, Privacy and Security, “View Certificates”, “Authorities”,"
                " “Import”, choose sonmat-ca.crt and tick that it may identify websites."
            ),
            later("Come back to this page and tap “Check again”."),
        ),
    ),
)
