# What surrounds the commands of a page: where they ask, and what is noted of each call.
set -e -o pipefail

# Days and imports are worked out a moment after they were sent; a reader looks again.
settle() {
    for _ in $(seq 400); do
        command curl -s "$SERVER/metrics" |
            grep -qE '^solferol_work_waiting\{queue="(days|imports)"\} [1-9]' || return 0
        sleep 0.05
    done
    echo "work is still waiting" >&2
    return 1
}

next_entry() {
    echo "$CALLS/$SECTION-$(find "$CALLS" -name '*.kind' | wc -l)"
}

curl() {
    case "$*" in */days* | */imports/* | */export*) settle ;; esac
    local entry status
    entry=$(next_entry)
    echo curl > "$entry.kind"
    set +e
    command curl --dump-header "$entry.head" "$@" | tee "$entry.body"
    status=("${PIPESTATUS[@]}")
    set -e
    echo "${status[0]}" > "$entry.exit"
    return "${status[0]}"
}

# The command itself starts in three seconds; here it runs in a process that has started already.
solferol() {
    local entry status
    entry=$(next_entry)
    echo solferol > "$entry.kind"
    status=$(printf '%s\0' "$PWD" "$@" |
        command curl -s --data-binary @- --output "$entry.body" --write-out '%header{x-exit}' "$COMMANDS")
    echo "$status" > "$entry.exit"
    cat "$entry.body"
    return "$status"
}
