# shellcheck shell=bash
# The environment of tests that look at databases and processes is empty, as it is under cron and in containers, but for
# what finds programs and what tests themselves are told by.

# Starts the script that calls this once more, in such an environment.
empty_environment() { # SCRIPT ARGUMENT...
    local kept=(ROWAN_TEST_ENVIRONMENT=empty) name
    [ -z "${ROWAN_TEST_ENVIRONMENT-}" ] || return 0
    for name in HOME PATH TMPDIR ROWAN ROWAN_XML ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS TSAN_OPTIONS; do
        [ -z "${!name+x}" ] || kept+=("$name=${!name}")
    done
    exec env -i "${kept[@]}" bash "$@"
}

# A locale whose letters i are not those of others, in FOLDER: LC_ALL=tr_TR.UTF-8 with LOCPATH=FOLDER is it.
make_turkish_locale() { # FOLDER
    mkdir -p "$1" && localedef -i tr_TR -f UTF-8 "$1/tr_TR.UTF-8"
}
