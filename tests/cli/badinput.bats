# What every program says to what is wrong: its message, and its status. What is wrong for one program alone is
# tested with that program; a new program is taken in here by its being built.
# shellcheck shell=bash disable=SC2154  # helper.bash sets output, stderr, lines
load helper

setup_file() {
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=64x36:d=1 -c:v mpeg4 "$BATS_FILE_TMPDIR/video.mkv"
	# Where the filesystem of what ends in ".db" says that it is another one.
	cat >"$BATS_FILE_TMPDIR/fs.c" <<-'C'
		#include <stdlib.h>
		#include <string.h>
		#include <sys/syscall.h>
		#include <sys/vfs.h>
		#include <unistd.h>

		int statfs(const char *path, struct statfs *fs)
		{
			int rc = (int)syscall(SYS_statfs, path, fs);

			if (!rc && strlen(path) > 3 && !strcmp(path + strlen(path) - 3, ".db"))
				fs->f_type = strtol(getenv("PRETENDED_FS"), NULL, 16);
			return rc;
		}
	C
	cc -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -shared -fPIC -o "$BATS_FILE_TMPDIR/fs.so" "$BATS_FILE_TMPDIR/fs.c"
}

# A library with a film, scanned.
library() {
	mkdir -p "Films/Solaris (1972)"
	cp "$BATS_FILE_TMPDIR/video.mkv" "Films/Solaris (1972)/Solaris (1972).mkv"
	metarr-library -q add films movies Films
	metarr-scan -q films >scanned
}

# Each program that opens the database, as somebody would call it.
DATABASE_PROGRAMS=("metarr-library list" "metarr-library set films names long" "metarr-scan films" "metarr-scan -n films"
	"metarr-ls" "metarr-show movie:1" "metarr-publish films" "metarr-publish -n films" "metarr-recover films"
	"metarr-recover -c films" "metarr-undo films" "metarr-undo -n --original films" "metarr-undo --batch 1"
	"metarr-db check")
# Each program that reads records.
RECORD_PROGRAMS=("metarr-probe" "metarr-image" "metarr-name" "metarr-nfo read" "metarr-nfo write" "metarr-scan"
	"metarr-publish" "metarr-recover" "metarr-show" "metarr-undo")
# Each program that opens the files that are its operands.
FILE_PROGRAMS=("metarr-probe" "metarr-image" "metarr-nfo read")

# refused STATUS MESSAGE: all programs with a database end so, and nothing comes out
refused() {
	local command words
	for command in "${DATABASE_PROGRAMS[@]}"; do
		read -ra words <<<"$command"
		x "$1" "${words[@]}" </dev/null
		same "" "$output"
		same "${words[0]}: $2" "$stderr"
	done
}

@test "options: unknown ones, help, version" {
	for program in "$METARR_TEST_BUILD"/bin/*; do
		name=${program##*/}
		x 64 "$name" --bogus </dev/null
		same "" "$output"
		same "$name: unrecognized option '--bogus'" "${stderr_lines[0]}"
		same "usage: $name " "${stderr_lines[1]:0:$((8 + ${#name}))}"
		x 64 "$name" -Z </dev/null
		same "$name: invalid option -- 'Z'" "${stderr_lines[0]}"
		x 0 "$name" --help
		same "usage: $name " "${output:0:$((8 + ${#name}))}"
		same "" "$stderr"
		x 0 "$name" -V
		same "metarr " "${output:0:7}"
		run --separate-stderr bash -c "$name --help >/dev/full"
		same 74 "$status"
		has "$stderr" "$name: cannot write the output: No space left on device"
	done
}

@test "nothing to do: a terminal is told the usage, a pipe that nothing came in" {
	metarr-db create >made
	for command in "${RECORD_PROGRAMS[@]}"; do
		x 64 script -qec "$command" /dev/null
		has "$output" "usage: ${command%% *} "
		x 0 bash -c "$command </dev/null"
		same "" "$output"
		same "${command%% *}: no records came in" "${stderr%;*}"
	done
}

@test "files that are missing, folders, pipes, names that are not UTF-8" {
	mkdir folder
	mkfifo fifo
	printf 'x' >$'bad\xff.nfo'
	for command in "${FILE_PROGRAMS[@]}"; do
		read -ra words <<<"$command"
		x 1 "${words[@]}" missing </dev/null
		same '{"path":"missing","error":{"code":"not_found","message":"cannot open '"'missing'"': No such file or directory","retry":false}}' \
			"$output"
		same "" "$stderr"
		run --separate-stderr "${words[@]}" folder fifo $'bad\xff.nfo' </dev/null
		same "1" "$status"
		same "3" "${#lines[@]}"
		has "${lines[0]}" "folder' is a folder, not a file"
		has "${lines[1]}" "fifo' is no regular file"
		same "bad_name" "$(jq -r .error.code <<<"${lines[2]}")"
		same "${words[0]}: 3 of 3 failed" "$stderr"
		x 1 "${words[@]}" -t missing </dev/null
		same "" "$output"
		same "${words[0]}: cannot open 'missing': No such file or directory" "$stderr"
	done
}

@test "lines that are no records, and one that is too long" {
	metarr-db create >made
	{
		echo 'no json'
		echo '{"a":1} {"b":2}'
		echo '[1]'
		printf '{"a":"\xff"}\n'
		printf '{"a":"\\ud800"}\n'
		printf '{"a":"\\u0000"}\n'
		head -c 1048577 /dev/zero | tr '\0' ' '
		printf '\n\r\n'
		printf '%065d' 0 | tr 0 '['
		printf '\n{"mine":12345678901234567890}'
	} >in
	for command in "${RECORD_PROGRAMS[@]}"; do
		read -ra words <<<"$command"
		x 65 "${words[@]}" -j <in
		same "9" "${#lines[@]}"
		same '["bad_record","bad_record","bad_record","bad_record","bad_record","bad_record","too_long","too_long",null]' \
			"$(jq -sc 'map(.error.code)' <<<"$output")"
		same '[1,2,3,4,5,6,7,9]' "$(jq -sc 'map(.error.message // empty | capture("line (?<n>[0-9]+)").n | tonumber)' <<<"$output")"
		same '{"mine":12345678901234567890}' "${lines[8]}"
		same "${words[0]}: 8 of 8 failed" "$stderr"
	done
}

# bats test_tags=db,sqlite
@test "no database, or none of ours" {
	refused 78 "there is no database '$METARR_DB'; metarr-db create makes one"
	[ ! -e "$METARR_DB" ]
	: >"$METARR_DB"
	for command in "${DATABASE_PROGRAMS[@]:0:8}"; do
		read -ra words <<<"$command"
		x 78 "${words[@]}" </dev/null
		same "${words[0]}: the database '$METARR_DB' is empty: metarr-db create" "$stderr"
	done
	echo "a letter to somebody, of some length" >"$METARR_DB"
	refused 78 "'$METARR_DB' is no SQLite database"
	rm "$METARR_DB"
	mkdir "$METARR_DB"
	refused 78 "'$METARR_DB' is a folder, no database"
	METARR_DB=mysql://here/metarr refused 78 "METARR_DB: db: 'mysql://here/metarr' is no path and no postgresql:// URL"
}

# bats test_tags=db
@test "an older and a newer database" {
	library
	name=$METARR_DB
	latest=$(metarr-db status | jq .latest)
	metarr-db -y migrate 1 >down
	refused 78 "the database '$name' has version 1 and $latest is needed: metarr-db migrate"
	sql "INSERT INTO schema_migrations (version, name, applied_at) VALUES (99, 'x', 'y')"
	refused 78 "the database '$name' has version 99 and this program knows only $latest: a newer Metarr has migrated it"
	[ ! -e "Films/Solaris (1972)/movie.nfo" ]
}

# bats test_tags=db,sqlite
@test "a database on a network filesystem" {
	library
	export ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0" LD_PRELOAD=$BATS_FILE_TMPDIR/fs.so
	for fs in "6969 NFS" "ff534d42 SMB" "65735546 FUSE"; do
		PRETENDED_FS=${fs% *} refused 78 \
			"the database '$METARR_DB' lies on ${fs#* }, where SQLite loses data; put it on a local disk, or use PostgreSQL"
	done
}

# bats test_tags=db,sqlite
@test "a database that may not be read or written" {
	[ "$(id -u)" -ne 0 ] || skip "root may do everything"
	library
	chmod 0 "$METARR_DB"
	refused 77 "cannot read the database '$METARR_DB': Permission denied"
	chmod 400 "$METARR_DB"
	for command in "metarr-library set films names long" "metarr-scan films" "metarr-publish films"; do
		read -ra words <<<"$command"
		x 77 "${words[@]}" </dev/null
		same "${words[0]}: cannot write to the database '$METARR_DB': Permission denied" "$stderr"
	done
}

# A program waits for half a minute before it says so: all of them at once.
# bats test_tags=db,sqlite
@test "a database that another program keeps" {
	library
	mkfifo hold
	sqlite3 -batch "$METARR_DB" <hold >held &
	exec 8>hold
	echo "BEGIN EXCLUSIVE; SELECT 'held';" >&8
	until [ -s held ]; do :; done
	writers=("metarr-library set films names long" "metarr-scan -p films" "metarr-publish films" "metarr-db migrate")
	# Those that read are not kept from it.
	x 0 metarr-ls -j </dev/null 8>&-
	same "Solaris" "$(jq -r .title <<<"$output")"
	for i in 0 1 2; do
		read -ra words <<<"${writers[i]}"
		"${words[@]}" -t </dev/null >"out$i" 2>"err$i" 8>&- &
		pids[i]=$!
	done
	for i in 0 1 2; do
		status=0
		wait "${pids[i]}" || status=$?
		same "75" "$status"
		has "$(cat "err$i")" "the database '$METARR_DB' is busy: another program has kept it for 30000 ms"
		hasnt "$(cat "err$i")" "locked"
	done
	exec 8>&-
	x 0 metarr-publish films </dev/null
	same "published" "$(jq -r .state <<<"$output")"
}

# bats test_tags=db
@test "a library that may not be read" {
	[ "$(id -u)" -ne 0 ] || skip "root reads everything"
	library
	chmod 0 Films
	for command in scan publish; do
		x 77 metarr-$command -t films </dev/null
		same "metarr-$command: cannot read folder '$PWD/Films': Permission denied" "${stderr_lines[0]}"
	done
	x 0 metarr
	has "$output" "not there: cannot read folder '$PWD/Films': Permission denied"
}

@test "configuration that is none" {
	for text in "colour = red" "settle" "settle = soon" "db = here.db" "map = /a"; do
		echo "$text" >"$METARR_CONF"
		for command in metarr "${DATABASE_PROGRAMS[@]}"; do
			read -ra words <<<"$command"
			x 78 "${words[@]}" </dev/null
			same "" "$output"
			has "$stderr" "${words[0]}: $METARR_CONF:1: "
		done
	done
	for file in /nowhere/metarr.conf "$PWD" /dev/zero; do
		METARR_CONF=$file x 78 metarr-ls
		has "$stderr" "metarr-ls: configuration: "
		has "$stderr" "'$file'"
	done
	METARR_CONF=/dev/null x 78 metarr-ls
	has "$stderr" "metarr-db create makes one"
}
