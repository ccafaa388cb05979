#!/bin/sh
# Install Sonmat from this folder, without a network. INSTALL.en.txt and INSTALL.ko.txt tell how.
#   sh install.sh [FOLDER]          into FOLDER (without it ~/sonmat, for root /opt/sonmat)
#   sh install.sh --check           only say whether the bundle is whole
#   sh install.sh --debian          only the Debian packages, as root
#   --signed-by FILE                also ask for a signature by a key in FILE (ssh's allowed signers)
#   --with labelstudio              also the annotators' server, where the bundle has it
# Nothing is installed before every file of the bundle has been compared with its digest.
set -eu
umask 022
bundle=$(cd "$(dirname "$0")" && pwd)
folder="" signers="" extra="" only="" work=""

fail() { echo "$1" >&2; exit 1; }
say() { echo "$1" >&2; }
tidy() { [ -z "$work" ] || rm -rf "$work"; }
trap tidy EXIT
trap 'exit 1' HUP INT TERM

while [ $# -gt 0 ]; do
    case "$1" in
        --check | --debian) only=$1 ;;
        --signed-by) [ $# -gt 1 ] || fail "Name a file after --signed-by."; signers=$2; shift ;;
        --with) [ "${2:-}" = labelstudio ] || fail "Say --with labelstudio."; extra=$2; shift ;;
        -*) fail "There is no option $1: read INSTALL.en.txt or INSTALL.ko.txt." ;;
        /*) folder=$1 ;;
        *) folder=$PWD/$1 ;;
    esac
    shift
done
case "$signers" in "" | /*) ;; *) signers=$PWD/$signers ;; esac

# What is missing, changed or added: a wheel that nobody listed would be installed like the others.
whole() {
    cd "$bundle"
    [ -f SHA256SUMS ] || fail "SHA256SUMS is not in this bundle: copy it again. Nothing was installed."
    work=$(mktemp -d)
    find . ! -type d ! -path ./SHA256SUMS ! -path ./SHA256SUMS.sig | sed 's|^\./||' | LC_ALL=C sort >"$work/here"
    sed 's/^[0-9a-f]\{64\}  //' SHA256SUMS | LC_ALL=C sort >"$work/listed"
    odd=$(LC_ALL=C comm -13 "$work/here" "$work/listed" | head -n 1)
    [ -z "$odd" ] || fail "This bundle is not whole, $odd is missing: copy it again. Nothing was installed."
    odd=$(LC_ALL=C comm -23 "$work/here" "$work/listed" | head -n 1)
    [ -z "$odd" ] || fail "This bundle holds $odd, which is not on its list: copy it again. Nothing was installed."
    odd=$(find . -type l | head -n 1)
    [ -z "$odd" ] || fail "This bundle holds a link, $odd: copy it again. Nothing was installed."
    say "Comparing every file with its digest"
    LC_ALL=C sha256sum --check --strict --quiet SHA256SUMS >"$work/sums" 2>/dev/null || {
        odd=$(sed -n 's/: [A-Z].*//p' "$work/sums" | head -n 1)
        fail "This bundle is damaged, ${odd:-its list} is not as it was made: copy it again. Nothing was installed."
    }
    number=$(sha256sum SHA256SUMS | cut -c 1-16)
}

signed() {
    [ -n "$signers" ] || return 0
    [ -r "$signers" ] || fail "$signers cannot be read: name the file of allowed signers. Nothing was installed."
    command -v ssh-keygen >/dev/null || fail "A signature needs ssh-keygen (package openssh-client). Nothing was installed."
    [ -f "$bundle/SHA256SUMS.sig" ] || fail "This bundle is not signed: ask for a signed one. Nothing was installed."
    name=$(ssh-keygen -Y find-principals -f "$signers" -s "$bundle/SHA256SUMS.sig" 2>/dev/null | head -n 1) || true
    [ -n "$name" ] && ssh-keygen -Y verify -f "$signers" -I "$name" -n sonmat-bundle \
        -s "$bundle/SHA256SUMS.sig" <"$bundle/SHA256SUMS" >/dev/null 2>&1 ||
        fail "The signature of this bundle is by none of $signers: ask who made it. Nothing was installed."
    say "Signed by $name"
}

find_python() {
    for python in "${PYTHON:-}" python3.11 python3; do
        [ -n "$python" ] && command -v "$python" >/dev/null 2>&1 || continue
        "$python" -c 'import sys, venv; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && return 0
    done
    return 1
}

has_packages() {
    for package in $(cat "$bundle/debs/wanted.txt"); do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || return 1
    done
}

# apt sees the bundle's folder alone, and takes of it what this machine has not got.
install_packages() {
    [ "$(id -u)" = 0 ] || fail "Debian packages are installed by root: run sudo sh install.sh --debian."
    [ -f "$bundle/debs/Packages" ] || fail "This bundle was made without Debian packages: install Python 3.11 by this system's own means."
    command -v apt-get >/dev/null && grep -q '^VERSION_CODENAME=bookworm' /etc/os-release ||
        fail "The packages of this bundle are for Debian 12: install Python 3.11 by this system's own means."
    mkdir -p "$work/lists/partial" "$work/archives/partial"
    # apt reads blanks in a path as the next word, so it gets a path of ours
    ln -s "$bundle/debs" "$work/debs"
    echo "deb [trusted=yes] file:$work/debs ./" >"$work/sources.list"
    set -- -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=- \
        -o Dir::State::Lists="$work/lists" -o Dir::Cache::Archives="$work/archives" \
        -o APT::Sandbox::User=root -o Dpkg::Use-Pty=0 -qq
    say "Installing Debian packages: $(tr '\n' ' ' <"$bundle/debs/wanted.txt")"
    { apt-get "$@" update && DEBIAN_FRONTEND=noninteractive \
        apt-get "$@" -y --no-install-recommends install $(cat "$bundle/debs/wanted.txt"); } >"$work/apt.log" 2>&1 || {
        cat "$work/apt.log" >&2
        fail "The Debian packages could not be installed; what apt says stands above."
    }
}

needs() {
    [ "$(uname -m)" = x86_64 ] || fail "This bundle is for x86_64, and this machine is $(uname -m). Nothing was installed."
    if [ -e "$folder" ] && [ ! -f "$folder/.sonmat" ] && [ -n "$(ls -A "$folder" 2>/dev/null)" ]; then
        fail "$folder holds something else: name a folder that is empty or not there yet. Nothing was installed."
    fi
    near=$folder
    while [ ! -d "$near" ]; do near=$(dirname "$near"); done
    [ -w "$near" ] || fail "You may not write in $near: name another folder, or run this as root. Nothing was installed."
    [ -f "$folder/releases/$number/.done" ] && return 0
    wanted=$(sed -n 's/^needs_mb //p' "$bundle/bundle.txt")
    free=$(df -Pm "$near" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$wanted" ] || fail "$near has $free MB free and $wanted MB are needed: make room or name another folder. Nothing was installed."
}

prepare() {
    if [ -f "$bundle/debs/Packages" ] && [ "$(id -u)" = 0 ] && command -v dpkg-query >/dev/null &&
        grep -q '^VERSION_CODENAME=bookworm' /etc/os-release && { ! find_python || ! has_packages; }; then
        install_packages
    fi
    find_python || fail "Python 3.11 is not on this machine: run sudo sh install.sh --debian, then this again. Nothing was installed."
}

# pip comes out of its own wheel, so that Debian's python3-venv is not needed.
make_release() {
    release=$folder/releases/$number
    [ -f "$release/.done" ] && { say "This release is installed already"; return 0; }
    say "Installing into $folder: one to five minutes"
    rm -rf "$release"
    mkdir -p "$release"
    "$python" -m venv --without-pip "$release/.venv"
    pip=$(echo "$bundle"/wheels/pip-*.whl)
    env -u PYTHONPATH PIP_CONFIG_FILE=/dev/null "$release/.venv/bin/python" "$pip/pip" install --quiet \
        --no-input --no-cache-dir --disable-pip-version-check --isolated --no-index \
        --no-deps --find-links "$bundle/wheels" -r "$bundle/wheels.txt" ||
        fail "The packages could not be installed; what pip says stands above. An older release stays as it was."
    cp -R "$bundle/site/." "$release/"
    touch "$release/.done"
}

# A model changes its place whole: what runs keeps the files that it has open.
put_models() {
    mkdir -p "$folder/models"
    for model in "$bundle"/models/*/; do
        name=$(basename "$model")
        cmp -s "$model/made.json" "$folder/models/$name/made.json" && continue
        rm -rf "$folder/models/.new-$name" "$folder/models/.old-$name"
        cp -R "$model" "$folder/models/.new-$name"
        [ ! -e "$folder/models/$name" ] || mv "$folder/models/$name" "$folder/models/.old-$name"
        mv "$folder/models/.new-$name" "$folder/models/$name"
        rm -rf "$folder/models/.old-$name"
    done
    SONMAT_MODELS=$folder/models "$release/.venv/bin/sonmat" models verify >/dev/null 2>"$work/models.log" || {
        cat "$work/models.log" >&2
        fail "The models are not the pinned ones: copy the bundle again. An older release stays as it was."
    }
}

# One rename makes the new release the one in use; the one before stays for what still runs of it.
switch() {
    before=$(readlink "$folder/current" 2>/dev/null || true)
    ln -sfn "releases/$number" "$folder/.current.new"
    mv -T "$folder/.current.new" "$folder/current"
    for name in .venv $(ls "$bundle/site"); do
        [ -L "$folder/$name" ] || ln -s "current/$name" "$folder/$name"
    done
    mkdir -p "$folder/bin"
    cp "$bundle/start.sh" "$folder/bin/.sonmat.new"
    chmod 755 "$folder/bin/.sonmat.new"
    mv "$folder/bin/.sonmat.new" "$folder/bin/sonmat"
    [ "$before" != "releases/$number" ] || return 0
    for one in "$folder"/releases/*; do
        case "releases/$(basename "$one")" in "releases/$number" | "$before") ;; *) rm -rf "$one" ;; esac
    done
}

annotators() {
    [ -n "$extra" ] || return 0
    say "Installing Label Studio into $folder/.venv-labelstudio"
    # pip, too, reads blanks in this path as the next word
    ln -s "$bundle/wheels-labelstudio" "$work/wheels"
    env PIP_CONFIG_FILE=/dev/null PIP_NO_INDEX=1 PIP_FIND_LINKS="$work/wheels" \
        SONMAT_LS_VENV="$folder/.venv-labelstudio" "$folder/tools/labelstudio" install ||
        fail "Sonmat is installed, Label Studio could not be; what pip says stands above."
}

whole
signed
say "The bundle is whole, its number is $number"
case "$only" in
    --check) exit 0 ;;
    --debian) install_packages; say "The Debian packages are installed"; exit 0 ;;
esac
[ -z "$extra" ] || [ -d "$bundle/wheels-labelstudio" ] ||
    fail "This bundle has no Label Studio in it: ask for one that was made WITH=labelstudio. Nothing was installed."
if [ -z "$folder" ]; then
    if [ "$(id -u)" = 0 ]; then folder=/opt/sonmat; else folder=$HOME/sonmat; fi
fi
needs
prepare
mkdir -p "$folder/releases"
touch "$folder/.sonmat"
if command -v flock >/dev/null; then
    exec 9>"$folder/.lock"
    flock -n 9 || fail "Somebody else is installing into $folder: wait until that has ended."
fi
make_release
put_models
switch
annotators
"$folder/bin/sonmat" doctor || say "Installed, and something above needs a look."
say "Installed in $folder. Try it on the demo recording:  $folder/bin/sonmat demo"
say "Keep your own recordings:  $folder/bin/sonmat serve"
