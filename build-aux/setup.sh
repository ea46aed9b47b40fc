#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what building, testing and running OptiSchema needs, on Debian and Ubuntu; elsewhere it
# names it and stops. With nothing to do it is done at once. build-aux/check and build-aux/run
# call it.

set -euo pipefail

aux_dir=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)

say () { printf '%s\n' "$*"; }
die () { printf '%s\n' "$*" >&2; exit 1; }

name_packages_elsewhere ()
{
  local system=$1 like=$2

  case " $like " in
    *' fedora '* | *' rhel '* | *' centos '*)
      die "This script installs packages on Debian and Ubuntu only. On $system run:

    sudo dnf install gcc gcc-c++ meson ninja-build pkgconf-pkg-config gettext git glib2-devel \\
      gtk4-devel libadwaita-devel gtksourceview5-devel json-glib-devel libpq-devel protobuf-c-devel \\
      libsecret-devel libyaml-devel sqlite-devel libxml2 libasan libubsan desktop-file-utils gtk-update-icon-cache \\
      adwaita-icon-theme abattis-cantarell-fonts gsettings-desktop-schemas postgresql-server \\
      postgresql-contrib appstream at-spi2-core clang-tools-extra dbus-daemon gnome-keyring libsecret \\
      python3 python3-gobject python3-pyyaml xdotool xorg-x11-server-Xvfb

and install libpg_query (https://github.com/pganalyze/libpg_query) and HypoPG
(https://github.com/HypoPG/hypopg; hypopg_N in PostgreSQL's own package repository). Then build:

    meson setup _build && ninja -C _build"
      ;;
    *' arch '*)
      die "This script installs packages on Debian and Ubuntu only. On $system run:

    sudo pacman -S --needed base-devel meson ninja pkgconf gettext git glib2 glib2-devel gtk4 \\
      libadwaita gtksourceview5 json-glib postgresql postgresql-libs protobuf-c libsecret libyaml sqlite libxml2 \\
      desktop-file-utils gtk-update-icon-cache adwaita-icon-theme cantarell-fonts \\
      gsettings-desktop-schemas appstream at-spi2-core clang dbus gnome-keyring python python-gobject python-yaml \\
      xdotool xorg-server-xvfb

and install libpg_query and hypopg (https://github.com/pganalyze/libpg_query,
https://github.com/HypoPG/hypopg), from the AUR or from source. Then build:

    meson setup _build && ninja -C _build"
      ;;
    *)
      die "This script installs packages on Debian and Ubuntu only; this is $system.
OptiSchema needs a C compiler, Meson 1.0, Ninja, pkg-config, gettext, Git, Python 3, and the
development files of GLib 2.74, GTK 4.8, libadwaita 1.2, GtkSourceView 5.6, JSON-GLib 1.6, libpq 13,
SQLite 3.40, libsecret 0.20, libyaml 0.2.2, libpg_query 15 and protobuf-c, and xmllint; for the demo and the sandbox
a PostgreSQL server, version 13 or later, with its contrib modules and HypoPG; for the tests also
D-Bus, gnome-keyring, secret-tool, Xvfb, xdotool, at-spi2-core, and PyGObject and PyYAML for /usr/bin/python3,
Cantarell, appstreamcli, desktop-file-validate and clang-format 14. Install them and build:

    meson setup _build && ninja -C _build"
      ;;
  esac
}

# On a terminal sudo may ask for a password; elsewhere nobody could answer.
become_root=()
if [ "$(id -u)" -ne 0 ]; then
  become_root=(sudo)
  [ -t 0 ] || become_root+=(-n)
fi

apt_get ()
{
  "${become_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
    apt-get -qq -o DPkg::Lock::Timeout=400 -o Dpkg::Use-Pty=0 "$@" </dev/null
}

is_installed ()
{
  dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null | grep ' installed$' || true
}

# The newest server installed; nothing if there is none.
installed_major ()
{
  is_installed 'postgresql-[0-9]*' | sed -n 's/^postgresql-\([0-9]\{2,\}\) .*/\1/p' | sort -n | tail -n 1
}

# The version that the distribution's postgresql package stands for.
offered_major ()
{
  LC_ALL=C apt-cache depends postgresql 2>/dev/null |
    sed -n 's/^ *Depends: postgresql-\([0-9]\{2,\}\)$/\1/p' | head -n 1
}

wanted_packages ()
{
  sed -e 's/[[:space:]]*#.*//' -e '/^[[:space:]]*$/d' -e "s/@MAJOR@/$1/" "$aux_dir/packages.debian"
}

missing_packages ()
{
  local wanted

  wanted=$(wanted_packages "$1")
  # shellcheck disable=SC2086 # one word a package
  comm -23 <(sort -u <<<"$wanted") <(is_installed $wanted | cut -d ' ' -f 1 | sort)
}

# Debian's server package makes and starts a cluster on port 5432. Nobody asked for one here.
refuse_main_cluster ()
{
  local conf=/etc/postgresql-common/createcluster.conf

  if ! grep -qs '^[[:space:]]*create_main_cluster' "$conf"; then
    say "No PostgreSQL cluster is to be made by its package: create_main_cluster = false in $conf."
    "${become_root[@]}" mkdir -p "${conf%/*}"
    printf 'create_main_cluster = false\n' | "${become_root[@]}" tee -a "$conf" >/dev/null
  fi
}

[ -r /etc/os-release ] || name_packages_elsewhere "an unknown system" ""
# shellcheck source=/dev/null
system=$(. /etc/os-release; printf '%s' "${PRETTY_NAME:-${NAME:-an unknown system}}")
# shellcheck source=/dev/null
like=$(. /etc/os-release; printf '%s' "${ID:-} ${ID_LIKE:-}")
case " $like " in
  *' debian '* | *' ubuntu '*) ;;
  *) name_packages_elsewhere "$system" "$like" ;;
esac

major=$(installed_major)
if [ -n "$major" ] && [ -z "$(missing_packages "$major")" ]; then
  exit 0
fi

if ! "${become_root[@]}" true; then
  die "Packages are missing, and installing them needs root. Run $aux_dir/setup.sh as root, then start again."
fi

say "Reading the package lists."
apt_get update || say "Some package lists could not be read; going on with what there is."

if [ -z "$major" ]; then
  major=$(offered_major)
  [ -n "$major" ] || die "The package lists have no postgresql. Check the sources of apt, then start again."
  refuse_main_cluster
fi

mapfile -t missing < <(missing_packages "$major")
say "Installing, with what they need: ${missing[*]}"
say "On a new system this takes a few minutes."
words=$(apt_get install -y --no-install-recommends -o Dpkg::Options::=--force-confold "${missing[@]}" 2>&1) ||
  die "$words" $'\n\n'"The packages could not be installed. Put right what apt says above, then start again."
