#!/bin/sh
# Sonmat as it was installed from a bundle. Data lie elsewhere, so that a newer bundle never touches them.
here=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
export SONMAT_MODELS="${SONMAT_MODELS:-$here/models}" SONMAT_DATA="${SONMAT_DATA:-$HOME/.local/share/sonmat/data}"
exec "$here/.venv/bin/sonmat" "$@"
