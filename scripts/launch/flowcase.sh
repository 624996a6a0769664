#!/bin/sh
# Starts Flowcase. One launcher for the checkout, the tests and the packaged Linux app. It adds what
# the Electron runtime itself insists on, and nothing else:
#
#   a display      Without DISPLAY and WAYLAND_DISPLAY it starts an Xvfb of its own and ends it again.
#   not being root Chromium's sandbox refuses root, and Flowcase never runs without the sandbox. Started
#                  by root, the app runs as the unprivileged system user `flowcase`, which may read
#                  evidence wherever root can (CAP_DAC_READ_SEARCH) and write only into its own home.
#                  What `report … --out DIR` makes is staged and then moved into DIR by this script.
#
# Words and standard streams go to the app untouched; its exit code comes back.
#   FLOWCASE_RUNTIME  the Electron executable; default: `flowcase-bin` beside this script (packaged
#                     app), else the one under node_modules of the checkout.
set -u

ACCOUNT=flowcase
ACCOUNT_HOME=/var/lib/flowcase
CACHE=/var/cache/flowcase

say() {
  printf 'flowcase: %s\n' "$*" >&2
}

# What takes a moment, while it does; as the set-up says it.
tell() {
  printf '→ %s\n' "$*" >&2
}

stop() {
  code=$1
  shift
  say "$@"
  exit "$code"
}

# --- which runtime -------------------------------------------------------------------------------

find_runtime() {
  here=$(dirname -- "$(readlink -f -- "$0")")
  runtime=${FLOWCASE_RUNTIME:-}
  if [ -z "$runtime" ] && [ -x "$here/flowcase-bin" ]; then
    runtime=$here/flowcase-bin
  elif [ -z "$runtime" ]; then
    runtime=$here/../../node_modules/electron/dist/electron
  fi
  runtime=$(readlink -f -- "$runtime") && [ -x "$runtime" ] ||
    stop 1 "the Electron runtime is missing (${FLOWCASE_RUNTIME:-$runtime}). In a checkout, \`npm start\` fetches it."
}

# --- what the words ask for ----------------------------------------------------------------------

# Sets `command` (the first word that is no switch) and `out` (DIR of `report … --out DIR`).
read_words() {
  command=
  out=
  out_follows=
  for word; do
    if [ -n "$out_follows" ]; then
      out=$word
      out_follows=
      continue
    fi
    case $word in
      --no-sandbox)
        # Playwright adds this switch by itself unless it is told chromiumSandbox: true.
        stop 2 "--no-sandbox is refused: Flowcase always runs in Chromium's sandbox." ;;
      --out) out_follows=yes ;;
      --out=*) out=${word#--out=} ;;
      -*) ;;
      *) [ -n "$command" ] || command=$word ;;
    esac
  done
  [ "$command" = report ] || out=
  case $out in
    '' | /*) ;;
    *) out=$PWD/$out ;;
  esac
}

# --- root gives way to an unprivileged user ------------------------------------------------------

ensure_account() {
  command -v setpriv >/dev/null ||
    stop 1 "started by root, Flowcase needs setpriv (Debian package util-linux) to leave root's rights behind."
  if ! id -u "$ACCOUNT" >/dev/null 2>&1; then
    tell "Creating the unprivileged system user $ACCOUNT, which the app runs as"
    useradd --system --home-dir "$ACCOUNT_HOME" --create-home --shell /usr/sbin/nologin "$ACCOUNT" >&2 &&
      chmod 0700 "$ACCOUNT_HOME" ||
      stop 1 "cannot create the user $ACCOUNT. Start Flowcase as an ordinary user instead."
  fi
  [ -d "$ACCOUNT_HOME" ] || install -d -m 0700 -o "$ACCOUNT" -g "$ACCOUNT" "$ACCOUNT_HOME" ||
    stop 1 "cannot create $ACCOUNT_HOME, the home of the user $ACCOUNT."
  install -d -m 0755 "$CACHE" || stop 1 "cannot create $CACHE."
}

as_account() {
  setpriv --reuid="$ACCOUNT" --regid="$ACCOUNT" --init-groups "$@"
}

# The right to read every file, and nothing more; a container may lack it.
choose_capability() {
  capability=+dac_read_search
  if ! as_account --inh-caps="$capability" --ambient-caps="$capability" true 2>/dev/null; then
    capability=-all
    say "this system withholds the right to read all files: evidence must be readable for the user $ACCOUNT."
  fi
}

# Chromium starts its renderers without any capability, so the executable itself must lie where the
# user can reach it. A checkout under /root or in a closed temporary directory does not: the app then
# runs from a copy under $CACHE, renewed whenever the runtime or the built app changed.
open_to_account() {
  directory=$(dirname -- "$runtime")
  app=$directory/resources/app
  entry=$directory/resources/app.asar
  [ -e "$entry" ] || entry=$app/package.json
  # shellcheck disable=SC2016 # expanded by the inner shell
  as_account sh -c 'test -x "$1" && test -r "$1" && test -r "$2"' sh "$runtime" "$entry" && return

  key=$(printf %s "$directory" | sha256sum | cut -c 1-16)
  version=$(find "$runtime" "$entry" "$app/out/" -type f -exec stat -c '%n %s %Y' {} + 2>/dev/null |
    sort | sha256sum | cut -c 1-16)
  mirror=$CACHE/$key-$version
  if [ ! -d "$mirror" ]; then
    tell "Copying the app to $CACHE, since the user $ACCOUNT cannot reach $directory"
    (umask 022 && make_mirror "$mirror.$$") && mv -T -- "$mirror.$$" "$mirror" || {
      rm -rf -- "$mirror.$$"
      [ -d "$mirror" ] || stop 1 "cannot copy the app to $CACHE (is the disk full?)."
    }
    remove_old_mirrors
  fi
  runtime=$mirror/$(basename -- "$runtime")
}

make_mirror() {
  # Links cost no space, but their mode is the original's.
  closed=$(find "$directory" '(' -type d ! -perm -005 ')' -o '(' -type f ! -perm -004 ')')
  if [ -n "$closed" ] || ! cp -a --link -- "$directory" "$1" 2>/dev/null; then
    rm -rf -- "$1"
    cp -a -- "$directory" "$1" && chmod -R go+rX -- "$1" || return 1
  fi
  chmod 0755 "$1" || return 1
  [ -e "$app" ] || return 0
  rm -rf -- "$1/resources/app"
  mkdir -- "$1/resources/app" &&
    cp -R -- "$app/package.json" "$app/out" "$1/resources/app/" && chmod -R go+rX -- "$1/resources/app"
}

# Copies of earlier builds from the same directory, as far as nothing runs from them any more.
remove_old_mirrors() {
  running=$(readlink /proc/[0-9]*/exe 2>/dev/null)
  for old in "$CACHE/$key"-*; do
    [ "$old" = "$mirror" ] && continue
    case $running in
      *"$old/"*) ;;
      *) rm -rf -- "$old" ;;
    esac
  done
}

# The unprivileged app cannot write into root's DIR, so it writes into a stage. DIR itself is not made
# before the report exists: the app refuses a DIR inside the evidence, and that must leave no trace.
open_stage() {
  parent=$out
  while [ ! -e "$parent" ] && [ ! -h "$parent" ]; do
    parent=$(dirname -- "$parent")
  done
  [ -d "$parent" ] || stop 4 "cannot write the report into $out: $parent is not a directory."
  [ -w "$parent" ] || stop 4 "cannot write the report into $out: $parent is not writable."
  # What runs left that were killed with their launcher.
  for left in "$CACHE"/stage.*; do
    owner=${left#"$CACHE/stage."}
    [ -d "/proc/${owner%%.*}" ] || rm -rf -- "$left"
  done
  stage=$(mktemp -d "$CACHE/stage.$$.XXXXXX") && chown "$ACCOUNT:" "$stage" ||
    stop 4 "cannot make a directory for the report under $CACHE."
  export FLOWCASE_STAGE="$stage"
}

# Every file is first copied beside its place and then renamed, so that DIR never holds half a report.
# The copy is read with the app's own rights: what the app planted there gives it nothing of root's.
deliver_stage() {
  mkdir -p -- "$out" || return 1
  for pass in copy rename; do
    for file in "$stage"/*; do
      [ -f "$file" ] && [ ! -h "$file" ] || continue
      name=$(basename -- "$file")
      if [ "$pass" = copy ]; then
        as_account cat -- "$file" >"$out/.$name.$$" || return 1
        if [ -x "$file" ]; then chmod a+x -- "$out/.$name.$$" || return 1; fi
      else
        mv -f -T -- "$out/.$name.$$" "$out/$name" || return 1
      fi
    done
  done
}

# --- Chromium's sandbox --------------------------------------------------------------------------

check_sandbox() {
  helper=$(dirname -- "$runtime")/chrome-sandbox
  [ -u "$helper" ] && return
  command -v unshare >/dev/null || return
  if [ -n "$dropped" ]; then
    as_account unshare -r true 2>/dev/null && return
  else
    unshare -r true 2>/dev/null && return
  fi
  stop 1 "this system keeps user name spaces, which Chromium's sandbox needs, from ordinary users. Once, as root:
    chown root:root '$helper' && chmod 4755 '$helper'"
}

# --- a display of its own ------------------------------------------------------------------------

start_display() {
  command -v Xvfb >/dev/null ||
    stop 1 "there is no display (DISPLAY is not set), and Xvfb, which stands in for one, is not installed (Debian package xvfb)."
  # A cookie that only this app knows: no one else on the machine can look at the evidence on it.
  display=$(mktemp -d "${TMPDIR:-/tmp}/flowcase-display.XXXXXX") || stop 1 "cannot make a temporary directory."
  {
    printf '\377\377\000\000\000\000\000\022MIT-MAGIC-COOKIE-1\000\020'
    head -c 16 /dev/urandom
  } >"$display/cookie" && mkfifo "$display/number" || stop 1 "cannot write to $display."
  if [ -n "$dropped" ]; then
    chown -R "$ACCOUNT:" "$display"
    [ -d /tmp/.X11-unix ] || mkdir -m 1777 /tmp/.X11-unix
  fi
  set -- Xvfb -displayfd 3 -screen 0 1600x1000x24 -nolisten tcp -auth "$display/cookie"
  [ -z "$dropped" ] || set -- --reuid="$ACCOUNT" --regid="$ACCOUNT" --init-groups "$@"
  # Where setpriv is, Xvfb also ends when this script is killed in a way that it cannot answer.
  ! command -v setpriv >/dev/null || set -- setpriv --pdeathsig TERM "$@"
  "$@" 3>"$display/number" >"$display/log" 2>&1 &
  xvfb=$!
  # It writes the number when it is ready; when it dies before that, the pipe just ends.
  read -r number <"$display/number" || stop 1 "Xvfb did not start: $(tail -n 1 "$display/log")"
  export DISPLAY=":$number" XAUTHORITY="$display/cookie"
}

clean_up() {
  [ -z "$xvfb" ] || { kill "$xvfb" 2>/dev/null; wait "$xvfb" 2>/dev/null; }
  [ -z "$display" ] || rm -rf -- "$display"
  [ -z "$stage" ] || rm -rf -- "$stage"
}

# Runs "$@" with our own standard input (a background job has none) and hands signals on.
run_and_wait() {
  signal=
  app_pid=
  exec 4<&0
  trap 'signal=1; [ -z "$app_pid" ] || kill -TERM "$app_pid"' HUP
  trap 'signal=2; [ -z "$app_pid" ] || kill -TERM "$app_pid"' INT
  trap 'signal=15; [ -z "$app_pid" ] || kill -TERM "$app_pid"' TERM
  "$@" <&4 4<&- &
  app_pid=$!
  exec 4<&-
  while :; do
    wait "$app_pid"
    code=$?
    # A signal ends `wait` early.
    kill -0 "$app_pid" 2>/dev/null || break
  done
  [ -z "$signal" ] || code=$((128 + signal))
}

# --- put together --------------------------------------------------------------------------------

unset FLOWCASE_STAGE
dropped=
xvfb=
display=
stage=
trap clean_up EXIT

read_words "$@"
find_runtime
if [ "$(id -u)" = 0 ]; then
  ensure_account
  dropped=yes
  choose_capability
  open_to_account
  [ -z "$out" ] || open_stage
fi
check_sandbox
[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || start_display

# Chromium's own remarks (no message bus, no GPU) are no news to an examiner.
set -- "$runtime" --log-level=3 "$@"
if [ "$command" = report ]; then
  shift
  set -- "$runtime" --disable-gpu "$@"
fi
# An editor's terminal may have these set; they would make the runtime something else than the app.
unset ELECTRON_RUN_AS_NODE NODE_OPTIONS
if [ -n "$dropped" ]; then
  : "${XAUTHORITY:=$HOME/.Xauthority}"
  export XAUTHORITY HOME="$ACCOUNT_HOME" USER="$ACCOUNT" LOGNAME="$ACCOUNT"
  unset TMPDIR XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME DBUS_SESSION_BUS_ADDRESS
  set -- --reuid="$ACCOUNT" --regid="$ACCOUNT" --init-groups \
    --inh-caps="$capability" --ambient-caps="$capability" "$@"
  # No report goes on that nobody is left to deliver.
  [ -z "$stage" ] || set -- --pdeathsig TERM "$@"
  set -- setpriv "$@"
fi
if [ -z "$xvfb$stage" ]; then
  exec "$@"
fi

run_and_wait "$@"
if [ -n "$stage" ] && { [ "$code" = 0 ] || [ "$code" = 3 ]; }; then
  deliver_stage || {
    rm -f -- "$out"/.*."$$"
    stop 4 "cannot write the report into $out."
  }
fi
exit "$code"
