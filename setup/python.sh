#!/bin/sh
# Runs its arguments with the first Python >= 3.12 that really works:
#   1. python3.14, python3.13, python3.12, python3 on PATH (a pyenv shim may be there and dead: each is run);
#   2. the version folders of pyenv, whatever version is active;
#   3. a download by uv, when uv is on PATH.
# A Python that can make environments (ensurepip; Debian ships it apart) goes before one that cannot.
# `sh setup/python.sh --which` only prints the one found. POSIX sh, because a machine may have no Python at all.

able='import sys, venv
sys.exit(0 if sys.version_info[:2] >= (3, 12) else 1)'
whole='import ensurepip'

candidates() {
    for name in python3.14 python3.13 python3.12 python3; do
        command -v "$name" 2>/dev/null
    done
    for version in 3.14 3.13 3.12; do
        for folder in "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*; do
            [ -x "$folder/bin/python3" ] && echo "$folder/bin/python3"
        done
    done
}

works() { "$1" -c "$able" >/dev/null 2>&1 </dev/null; }

find_python() {
    fallback=
    # Here-document, not a pipe: a pipe would lose the variables in a subshell. A path may hold spaces.
    while IFS= read -r candidate; do
        [ -n "$candidate" ] && works "$candidate" || continue
        if "$candidate" -c "$whole" >/dev/null 2>&1 </dev/null; then
            echo "$candidate"
            return 0
        fi
        [ -n "$fallback" ] || fallback=$candidate
    done <<END
$(candidates)
END
    if [ -n "$fallback" ]; then
        echo "$fallback"
        return 0
    fi
    if command -v uv >/dev/null 2>&1; then
        # Managed versions only: asked for any version, uv would stumble on the same dead shims.
        uv python install --quiet 3.13 >&2 && candidate=$(uv python find --managed-python 3.13 2>/dev/null) \
            && works "$candidate" && echo "$candidate" && return 0
    fi
    return 1
}

python=$(find_python) || {
    echo "Aucun Python 3.12 ou plus récent ne fonctionne ici : installez-en un (Debian 13, Ubuntu 24.04 : apt install python3 python3-venv · Fedora : dnf install python3 · macOS : brew install python@3.13), ou bien uv (https://docs.astral.sh/uv/), puis relancez la commande." >&2
    exit 1
}
if [ "$1" = "--which" ]; then
    echo "$python"
    exit 0
fi
unset PYTHONHOME PYTHONPATH PYTHONSAFEPATH
cd "$(dirname "$0")/.." || exit 1
exec "$python" "$@"
