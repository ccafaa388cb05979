"""``sonmat devices``: tablets that were let in with ``sonmat serve --lan``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.base import Json, app, emit, open_site

if TYPE_CHECKING:
    from data_schemas.device import Device

group = typer.Typer(help="Devices of the network that were let in.", no_args_is_help=True)
app.add_typer(group, name="devices")


@group.command("list")
def list_(json: Json = False) -> None:
    """Those that are let in now, newest first."""
    from capture.access import OWNER
    from capture.devices import list_devices

    found = list_devices(open_site(), OWNER)
    emit(
        [one.model_dump(mode="json") for one in found],
        json,
        "\n".join(_line(one) for one in found) or "No device is let in.",
    )


@group.command()
def revoke(device: Annotated[str, typer.Argument(show_default=False)], json: Json = False) -> None:
    """Send a device away; it needs a new code to come back."""
    from capture.access import OWNER
    from capture.devices import revoke

    revoke(open_site(), OWNER, device)
    emit({"device": device, "revoked": True}, json, f"{device} is no longer let in.")


def _line(device: Device) -> str:
    return (
        f"{device.id}  {device.kind.value}, let in {device.paired_at:%Y-%m-%d %H:%M} UTC,"
        f" until {device.until:%Y-%m-%d}"
    )
