# Functions shared by the scripts beside this file; sourced, never run. Whoever sources it works from the project's root.
# shellcheck shell=bash
# shellcheck disable=SC2034  # names set here are read by the scripts

set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$ROOT"
VENV="$ROOT/.venv"
PYTHON="$VENV/bin/python"
VAR_DIR="${SHAREK_VAR_DIR:-$ROOT/var}"
export PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

# say SENTENCE: tell what is being done.
say() { printf '%s %s\n' "==>" "$*"; }

# stop SENTENCE: say in one line why it cannot go on, and end with status 2.
stop() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 2
}

# quietly COMMAND...: run it without its chatter; show what it wrote, and fail, when it fails.
quietly() {
    local written
    if ! written="$("$@" 2>&1)"; then
        printf '%s\n' "$written" >&2
        return 1
    fi
}

# may_install: true where packages of Debian can be installed.
may_install() { [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null; }

# need_debian COMMAND PACKAGE [COMMAND PACKAGE]...: install from Debian what is missing, or name it in one line and stop.
need_debian() {
    local command missing=()
    while (($# >= 2)); do
        command="$1"
        [[ -x "$command" ]] || command -v "$command" >/dev/null || missing+=("$2")
        shift 2
    done
    ((${#missing[@]})) || return 0
    may_install || stop "missing from this machine: ${missing[*]} (as root: apt-get install ${missing[*]})"
    say "Installing Debian's packages: ${missing[*]}"
    if [[ -z "${APT_UPDATED:-}" ]]; then
        quietly apt-get update -qq || stop "apt-get update failed; missing from this machine: ${missing[*]}"
        export APT_UPDATED=1
    fi
    DEBIAN_FRONTEND=noninteractive quietly apt-get install -y -qq --no-install-recommends "${missing[@]}" ||
        stop "apt-get could not install: ${missing[*]}"
}

# free_port: print a TCP port that nobody listens on.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# port_taken PORT: true where something listens on that port of 127.0.0.1.
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# hash_of FILE...: print one hash over the files' names and contents.
hash_of() { sha256sum "$@" | sha256sum | cut -c1-32; }

# hash_tree FILE-OR-FOLDER...: print one hash over the names and contents of all files there.
hash_tree() { find "$@" -type f ! -name '*.pyc' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-32; }
