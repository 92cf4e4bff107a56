# A library on FUSE whose daemon stands still, dies, or is not mounted: metarr-scan and metarr-check on real mounts
# (bindfs), where they can be made.
# shellcheck shell=bash disable=SC2154  # "run" and x set output and stderr
load helper

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	ffmpeg -nostdin -v error -f lavfi -i testsrc2=s=64x36:r=5:d=1 -c:v mpeg4 clip.mkv
}

test_setup() {
	mkdir under lib
	bindfs --no-allow-other under lib 2>reason || skip "no FUSE mount can be made here: $(head -n 1 reason)"
	daemon=$(pgrep -f "^bindfs --no-allow-other under lib$" -n)
	for name in Alpha Beta; do
		mkdir "under/$name (2001)"
		{ cat "$BATS_FILE_TMPDIR/clip.mkv"; echo "$name"; } >"under/$name (2001)/$name.mkv"
	done
	x 0 metarr-library add films movies lib
	x 0 metarr-scan films </dev/null
	export METARR_CHILD_TIMEOUT=2
}
test_teardown() {
	[ -z "${daemon:-}" ] || kill -CONT "$daemon" 2>/dev/null || true
	for mount in lib strict; do
		! grep -q " $PWD/$mount fuse" /proc/mounts || fusermount -uz "$mount"
	done
}

# Nothing is believed gone.
nothing_lost() {
	same 2 "$(sql "SELECT COUNT(*) FROM movies WHERE deleted_on IS NULL")"
}

@test "a daemon that stands still" {
	kill -STOP "$daemon"
	# Had it no limit, it would wait for good.
	x 75 timeout 60 metarr-scan films </dev/null
	same "metarr-scan: the folder of library 'films', '$PWD/lib', does not answer" "$stderr"
	x 75 timeout 60 metarr-scan -a </dev/null
	x 1 timeout 60 metarr-check
	same "the folder of library 'films', '$PWD/lib', does not answer" "${lines[0]}"
	nothing_lost
	kill -CONT "$daemon"
	x 0 metarr-scan films </dev/null
	same "" "$output$stderr"
}

@test "a daemon that died" {
	kill -KILL "$daemon"
	daemon=
	x 75 metarr-scan films </dev/null
	has "$stderr" "'$PWD/lib'"
	x 1 metarr-check
	has "${lines[0]}" "'$PWD/lib'"
	nothing_lost
}

@test "what lies beneath the mount" {
	fusermount -u lib
	daemon=
	x 75 metarr-scan films </dev/null
	has "$stderr" "is empty: is its disk mounted?"
	touch lib/NOT-MOUNTED
	x 75 metarr-scan films </dev/null
	has "$stderr" "fuse"
	nothing_lost
}

@test "what the filesystem does is tried" {
	x 0 metarr-check -vjw
	same '["fuse",false,true]' "$(jq -c '[.fs_type, .exchange, .modes]' <<<"$output")"
	same "" "$(find under -name '.metarr-*')"
}

@test "a filesystem that keeps no modes" {
	mkdir strict
	bindfs --no-allow-other --chmod-deny under strict
	x 0 metarr-library set films path "$PWD/strict"
	x 0 metarr-check -w
	hasnt "$output" modes
	x 0 metarr-library set films file_mode 0640
	x 0 metarr-check
	hasnt "$output" modes
	x 0 metarr-check -w
	same "note: library 'films': its filesystem does not keep modes
    mount it with the mode and group that files shall have, and: metarr library unset 'films' file_mode" \
		"$(head -2 <<<"$output")"
}

@test "a filesystem that is mounted read-only" {
	mkdir strict
	bindfs --no-allow-other -o ro under strict
	x 0 metarr-library set films path "$PWD/strict"
	x 1 metarr-check
	same "library 'films': cannot write in '$PWD/strict': Read-only file system
    mount its filesystem with write access: '$PWD/strict'
1 thing is wrong" "$output"
}
