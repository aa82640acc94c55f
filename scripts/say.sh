# Sourced by the scripts here: work in the project's folder; `stop` ends with one line.
stop() {
    printf 'Candor: %s\n' "$*" >&2
    exit 1
}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
