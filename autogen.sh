#!/bin/sh
# Bootstraps, configures and builds gen.
#   ./autogen.sh                        tells what is missing, otherwise builds
#   ./autogen.sh --install-deps         installs what is missing first (Debian, Ubuntu; as root or through sudo)
# Further arguments go to configure: ./autogen.sh --enable-werror
set -eu
cd "$(dirname "$0")"

debian_packages="gcc make autoconf automake pkg-config libglib2.0-dev libxml2-dev libcairo2-dev libpango1.0-dev \
libcjson-dev libcsv-dev libmd4c-dev libxlsxwriter-dev zlib1g-dev fonts-linuxlibertine fonts-dejavu-core python3"

other_systems() {
    cat >&2 <<'EOF'
Fedora:  dnf install gcc make autoconf automake pkgconf glib2-devel libxml2-devel cairo-devel pango-devel cjson-devel \
             libcsv-devel md4c-devel libxlsxwriter-devel zlib-devel linux-libertine-fonts dejavu-sans-mono-fonts python3
Arch:    pacman -S base-devel glib2 glib2-devel libxml2 cairo pango cjson libcsv md4c libxlsxwriter zlib ttf-linux-libertine ttf-dejavu python
macOS:   brew install autoconf automake pkg-config glib libxml2 cairo pango cjson libcsv md4c libxlsxwriter zlib python
EOF
}

missing_packages() {
    missing=
    for package in $debian_packages; do
        case $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true) in
        "install ok installed") ;;
        *) missing="$missing $package" ;;
        esac
    done
    echo "$missing"
}

install_dependencies() {
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "autogen.sh: --install-deps knows Debian and Ubuntu only; install these yourself:" >&2
        other_systems
        exit 1
    fi
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "autogen.sh: installing needs root. As root, run:" >&2
            echo "  apt-get update && apt-get install -y --no-install-recommends$missing" >&2
            exit 1
        fi
        as_root=sudo
    fi
    $as_root apt-get update -q
    # shellcheck disable=SC2086 # a list of words
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
}

report_missing() {
    command -v dpkg-query >/dev/null 2>&1 || return 0
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    echo "autogen.sh: these packages are not installed:$missing" >&2
    echo "autogen.sh: ./autogen.sh --install-deps installs them. Elsewhere:" >&2
    other_systems
    exit 1
}

install=no
n=$#
while [ "$n" -gt 0 ]; do # takes our own arguments out of "$@" and leaves the rest for configure
    case $1 in
    --install-deps) install=yes ;;
    --help | -h)
        sed -n '2,5s/^# *//p' "$0"
        exit 0
        ;;
    *) set -- "$@" "$1" ;;
    esac
    shift
    n=$((n - 1))
done

if [ "$install" = yes ]; then install_dependencies; else report_missing; fi

mkdir -p build-aux
autoreconf --install --force --warnings=all
./configure --quiet "$@"
make --quiet -j"$(nproc 2>/dev/null || echo 2)"
echo "built ./gen; try: ./gen --results-dir artifacts"
