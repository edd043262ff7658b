#!/bin/sh
# Make this folder ready to run: `make` calls it, and you need not.
#
#   scripts/set-up.sh python     uv if missing, then the locked environment in .venv/
#   scripts/set-up.sh browser    Debian's Chromium for the browser tests, where we may install it
#   scripts/set-up.sh spark      Spark for the slow tests of linkage; it needs Java 17
#
# Everything but Chromium stays inside this folder and in your cache folder. Safe to run again.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

# A tool that is on the path but does not start (a broken shim, say) counts as missing.
starts() { "$1" --version >/dev/null 2>&1; }

private_folder() {
    mkdir -p .tools
    printf '*\n' >.tools/.gitignore
}

find_python() {
    for python in python3.11 /usr/bin/python3.11 python3 /usr/bin/python3; do
        if starts "$python"; then
            command -v "$python"
            return 0
        fi
    done
    say "No Python was found. Install it and type make again:  sudo apt-get install python3"
    exit 1
}

may_use_apt() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] || sudo -n true >/dev/null 2>&1
}

apt_install() {
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    say "Installing $* with apt-get ..."
    # shellcheck disable=SC2086 # as_root is two words or none
    $as_root env DEBIAN_FRONTEND=noninteractive sh -c '
        apt-get -q -o DPkg::Lock::Timeout=60 update &&
        apt-get -q -y -o DPkg::Lock::Timeout=60 install --no-install-recommends "$@"
    ' apt "$@" >.tools/apt.log 2>&1
}

# uv, in this order: the one you have; one we installed before; a private one in .tools/. Debian
# and Ubuntu refuse "pip install --user" for their own Python, so the private one is a virtual
# environment, or a plain folder where the python3-venv package is missing.
find_uv() {
    for uv in uv .tools/bin/uv "${HOME:-/nonexistent}/.local/bin/uv"; do
        if starts "$uv"; then
            echo "$uv"
            return 0
        fi
    done
    python="$(find_python)"
    private_folder
    say "Installing uv, which installs everything else, into .tools/ ..."
    if "$python" -m venv .tools >.tools/uv.log 2>&1 &&
        .tools/bin/python -m pip install --quiet --disable-pip-version-check uv >>.tools/uv.log 2>&1 &&
        starts .tools/bin/uv; then
        echo .tools/bin/uv
        return 0
    fi
    if "$python" -m pip install --quiet --disable-pip-version-check --target .tools uv >>.tools/uv.log 2>&1 &&
        starts .tools/bin/uv; then
        echo .tools/bin/uv
        return 0
    fi
    if may_use_apt && apt_install python3-venv python3-pip &&
        "$python" -m pip install --quiet --disable-pip-version-check --target .tools uv >>.tools/uv.log 2>&1 &&
        starts .tools/bin/uv; then
        echo .tools/bin/uv
        return 0
    fi
    say ""
    say "uv could not be installed. What Python said is in .tools/uv.log; its last lines:"
    tail -n 3 .tools/uv.log >&2
    say ""
    say "Most often the package python3-venv is missing, or there is no network. Try:"
    say "    sudo apt-get install python3-venv"
    say "and type make again. Or install uv yourself (https://docs.astral.sh/uv/) and do the same."
    exit 1
}

set_up_python() { # any further words go to uv
    uv="$(find_uv)"
    # With no home folder to write in, uv keeps its downloads here.
    if [ -z "${UV_CACHE_DIR:-}" ] && [ -z "${XDG_CACHE_HOME:-}" ]; then
        if ! mkdir -p "${HOME:-/nonexistent}/.cache" 2>/dev/null || [ ! -w "$HOME/.cache" ]; then
            private_folder
            UV_CACHE_DIR="$PWD/.tools/cache"
            export UV_CACHE_DIR
        fi
    fi
    # Councils and police forces often inspect encrypted traffic with a certificate of their own,
    # which only the machine's store knows. An old uv calls the same switch UV_NATIVE_TLS.
    if [ -s /etc/ssl/certs/ca-certificates.crt ]; then
        export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}" UV_NATIVE_TLS="${UV_NATIVE_TLS:-true}"
    fi
    say "Making the environment in .venv/ as uv.lock says ..."
    if ! "$uv" sync --locked --quiet "$@"; then
        say ""
        say "The environment could not be made; the reason is above. If it speaks of the network,"
        say "check that this machine can reach the Python package index and type make again. If it"
        say "speaks of uv.lock, somebody changed pyproject.toml without it: run  uv lock."
        exit 1
    fi
}

set_up_browser() {
    if command -v chromium >/dev/null 2>&1; then
        return 0
    fi
    private_folder
    if may_use_apt && apt_install chromium fonts-liberation && command -v chromium >/dev/null 2>&1; then
        return 0
    fi
    say "Chromium is not here and could not be installed, so the browser tests will be skipped."
    say "To run them too:  sudo apt-get install chromium"
}

set_up_spark() {
    set_up_python --extra spark
    starts java && return 0
    private_folder
    if may_use_apt && apt_install openjdk-17-jre-headless && starts java; then
        return 0
    fi
    say "Java is not here and could not be installed, so the tests on Spark will fail."
    say "To run them:  sudo apt-get install openjdk-17-jre-headless"
}

case "${1:-}" in
    python) set_up_python ;;
    spark) set_up_spark ;;
    browser) set_up_browser ;;
    *)
        say "usage: scripts/set-up.sh python | browser | spark"
        exit 2
        ;;
esac
