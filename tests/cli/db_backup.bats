# metarr-db backup, restore, copy: of a library that was scanned, edited and published.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # helper.bash sets output, stderr, lines
load helper

setup_file() {
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=64x36:d=1 -c:v mpeg4 "$BATS_FILE_TMPDIR/video.mkv"
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=60x90:d=1 -frames:v 1 "$BATS_FILE_TMPDIR/poster.jpg"
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=64x36:d=1 -frames:v 1 "$BATS_FILE_TMPDIR/fanart.jpg"
}

# A second database, on the other engine, as $OTHER.
test_setup() {
	if [ "$METARR_TEST_ENGINE" = postgres ]; then
		OTHER=$PWD/other.db OTHER_NAME=$PWD/other.db
	else
		OTHER_SCHEMA=o$$_$BATS_TEST_NUMBER
		OTHER="$METARR_TEST_PG&options=-csearch_path%3D$OTHER_SCHEMA" OTHER_NAME=$OTHER
		pg_admin "CREATE SCHEMA $OTHER_SCHEMA"
	fi
}
test_teardown() {
	if [ -n "${OTHER_SCHEMA:-}" ]; then pg_admin "DROP SCHEMA $OTHER_SCHEMA CASCADE"; fi
}

# A program, or a query, of the other database.
other() { METARR_DB=$OTHER "$@"; }
other_sql() {
	if [ -n "${OTHER_SCHEMA:-}" ]; then
		METARR_TEST_ENGINE=postgres METARR_DB=$OTHER sql "$1"
	else
		METARR_TEST_ENGINE=sqlite METARR_DB=$OTHER sql "$1"
	fi
}

# edit FIELD VALUE: as SQL, what a person's edit of all films leaves
edit() {
	cat <<-EOF
		UPDATE movies SET $1 = '$2', revision = revision + 1, has_unpublished_changes = 1;
		DELETE FROM field_state WHERE field = '$1';
		INSERT INTO field_state (entity_type, entity_id, field, source, locked)
			SELECT 'movie', id, '$1', 'edit', 1 FROM movies;
	EOF
}

# A library of three films, of which one has pictures; a person's edit, published.
films() {
	local name
	for name in "Solaris (1972)" "Stalker (1979)" "Ран (1985)"; do
		mkdir -p "Films/$name"
		cp "$BATS_FILE_TMPDIR/video.mkv" "Films/$name/$name.mkv"
	done
	printf '<movie>\n  <title>Stalker</title>\n  <unknown a="b"/>\n</movie>\n' >"Films/Stalker (1979)/movie.nfo"
	cp "$BATS_FILE_TMPDIR/poster.jpg" "$BATS_FILE_TMPDIR/fanart.jpg" "Films/Solaris (1972)"
	metarr-library add films movies "$PWD/Films" >/dev/null
	metarr-scan -q films >/dev/null
	sql "$(edit plot "A river, and <what> was there")"
	metarr-publish -q films >/dev/null
}
version() { metarr-db status | jq .latest; }
# But for the first and the last line, which have the time.
rows() { sed '1d;$d' "$1"; }

@test "a backup restores into the other engine, and goes on there" {
	films
	x 0 metarr-db -t backup all.dump
	what="$(jq -s 'map(arrays) | length' all.dump) rows of $(grep -c '^{"table"' all.dump) tables, version $(version)"
	same "backup 'all.dump': $what" "$output"
	same 600 "$(stat -c %a all.dump)"
	x 0 other metarr-db -t restore all.dump
	same "restore '$OTHER_NAME': $what" "$output"
	x 0 other metarr-db -t check
	same "no fault" "$output"
	other metarr-db backup again.dump >out
	diff <(rows all.dump) <(rows again.dump)
	x 0 other metarr-publish -n films
	same "" "$output"
	x 0 other metarr-publish -t films
	has "$output" "0 published, 3 unchanged, 0 failed"
	x 0 other metarr-scan -t films
	has "$output" "0 new, 0 changed"
	# The same edit here and there gives the same bytes.
	sql "$(edit tagline "Zone & more")"
	other_sql "$(edit tagline "Zone & more")"
	metarr-publish -n films >here
	other metarr-publish -n films >there
	[ -s here ]
	diff here there
}

@test "a backup as records, in a pipe" {
	films
	x 0 metarr-db backup all.dump
	same "[\"all.dump\",$(version),true,true]" "$(jq -c '[.backup, .version, .version == .latest, .rows > 50]' <<<"$output")"
	metarr-db backup - >piped.dump 2>errors
	same "" "$(cat errors)"
	diff <(rows all.dump) <(rows piped.dump)
	x 0 other bash -c 'metarr-db -t restore - <piped.dump'
	has "$output" "restore '$OTHER_NAME': "
	x 0 other metarr-db -t check
}

@test "a copy has everything, accounts too" {
	films
	sql "INSERT INTO users (name, password_hash, created_at) VALUES ('ann', 'secret of ann', '2024-01-01 00:00:00.000')"
	x 0 metarr-db -nt copy "$OTHER"
	has "$output" " rows of $(metarr-db status | jq '.tables | length - 1') tables, version $(version)"
	x 0 metarr-db -t copy "$OTHER"
	has "$output" "copy '$OTHER_NAME': "
	x 0 other metarr-db -t check
	same "secret of ann" "$(other_sql "SELECT password_hash FROM users")"
	x 0 other metarr-publish -n films
	same "" "$output"
	x 1 metarr-db copy "$OTHER"
	same "" "$output"
	has "$stderr" "metarr-db: the database '$OTHER_NAME' is not empty ("
	x 64 metarr-db copy "$METARR_DB"
	has "$stderr" "is the database itself"
}

@test "no secret leaves with a backup; accounts get new passwords" {
	metarr-db create >made
	sql "INSERT INTO users (name, password_hash, created_at) VALUES ('ann', 'secret-1', '2024-01-01 00:00:00.000');
		INSERT INTO sessions (user_id, token_hash, expires_at, created_at) VALUES (1, 'secret-2', 'x', 'x');
		INSERT INTO api_keys (user_id, name, token_hash, created_at) VALUES (1, 'k', 'secret-3', 'x')"
	metarr-db backup all.dump >out
	hasnt "$(cat all.dump)" secret
	other metarr-db restore all.dump >out
	same "ann|" "$(other_sql "SELECT name, password_hash FROM users")"
	same "0|0" "$(other_sql "SELECT (SELECT COUNT(*) FROM sessions), (SELECT COUNT(*) FROM api_keys)")"
}

@test "the cache beside a backup, and back" {
	films
	x 0 metarr-db -t -c kept backup all.dump
	same "2 objects of the cache, 2 of them copied" "${lines[1]}"
	diff -r "$METARR_CACHE" kept
	x 0 metarr-db -j --cache=kept backup all.dump
	same "[2,0,0]" "$(jq -c '[.objects, .copied, .missing]' <<<"$output")"
	mv "$METARR_CACHE" away
	x 0 other metarr-db -t -c kept restore all.dump
	same "2 objects of the cache, 2 of them copied" "${lines[1]}"
	diff -r away "$METARR_CACHE"
	rm "Films/Solaris (1972)/poster.jpg"
	x 0 other metarr-publish -t films
	cmp "$BATS_FILE_TMPDIR/poster.jpg" "Films/Solaris (1972)/poster.jpg"
}

@test "a cache that is not whole is said, and the rest is kept" {
	films
	poster=$(sha256sum <"$BATS_FILE_TMPDIR/poster.jpg" | cut -c1-64)
	metarr-db -c kept backup all.dump >out
	mv "$METARR_CACHE" away
	printf damaged >"kept/assets/${poster:0:2}/$poster.jpg"
	x 1 other metarr-db -c kept restore all.dump
	same "[2,1,1]" "$(jq -c '[.objects, .copied, .missing]' <<<"$output")"
	same "metarr-db: damaged in the cache: 'kept/assets/${poster:0:2}/$poster.jpg'" "${stderr_lines[0]}"
	same "metarr-db: 1 object of the cache is missing" "${stderr_lines[1]}"
	[ ! -e "$METARR_CACHE/assets/${poster:0:2}/$poster.jpg" ]
	same 3 "$(other_sql "SELECT COUNT(*) FROM movies")"
	# One that cannot be written to is no backup: the old file stays.
	cp all.dump old.dump
	touch file
	x 1 metarr-db -c file/kept backup all.dump
	same "" "$output"
	cmp old.dump all.dump
}

@test "a dry run says what there is, and does nothing" {
	films
	x 0 metarr-db -nt backup all.dump
	has "$output" "backup 'all.dump': "
	[ ! -e all.dump ]
	metarr-db backup all.dump >out
	x 0 other metarr-db -nt restore all.dump
	has "$output" "restore 'all.dump': "
	head -n -1 all.dump >cut.dump
	x 65 other metarr-db -n restore cut.dump
	has "$stderr" "without its last line: it is not whole"
	x 78 other metarr-db check
}

@test "what is no dump leaves nothing behind" {
	films
	metarr-db backup all.dump >out
	sed 's/Stalker/Stolker/' all.dump >bad.dump
	x 65 other metarr-db restore bad.dump
	same "" "$output"
	same "metarr-db: line $(wc -l <all.dump): the dump is damaged: its SHA-256 is not what this line says" "$stderr"
	x 78 other metarr-db check
	has "$stderr" "is empty: metarr-db create"
	sed '1s/"version":[0-9]*/"version":99/' all.dump >new.dump
	x 78 other metarr-db restore new.dump
	has "$stderr" "line 1: the dump has version 99 and this program knows only $(version): a newer Metarr has made it"
	x 65 other metarr-db restore "Films/Stalker (1979)/movie.nfo"
	x 1 other metarr-db restore absent
	same "metarr-db: cannot open 'absent': No such file or directory" "$stderr"
	x 1 metarr-db restore all.dump
	has "$stderr" "is not empty ("
	x 0 other metarr-db restore all.dump
}

@test "an older dump is told how to go on" {
	metarr-db create >made
	metarr-db -y migrate 1 >down
	metarr-db backup all.dump >out
	x 0 other metarr-db -t restore all.dump
	has "$output" "version 1: see metarr-db migrate"
	x 0 other metarr-db migrate
	x 0 other metarr-db -t check
}

@test "into a database that was only made" {
	films
	metarr-db backup all.dump >out
	other metarr-db create >made
	x 0 other metarr-db restore all.dump
	x 0 other metarr-db -t check
	same "$(metarr-ls -j films)" "$(other metarr-ls -j films)"
}

@test "what a backup cannot be written to" {
	metarr-db create >made
	mkdir dir
	x 1 metarr-db backup dir
	same "metarr-db: 'dir' is a folder, not a file" "$stderr"
	x 1 metarr-db backup absent/all.dump
	same "metarr-db: cannot make a file in 'absent': No such file or directory" "$stderr"
	run --separate-stderr bash -c 'metarr-db backup - >/dev/full'
	same 75 "$status"
	has "$stderr" "No space left on device"
	same "" "$(find . -name '.metarr-*')"
	for command in backup restore copy; do
		x 64 metarr-db "$command"
		has "$stderr" "usage: metarr-db"
		x 64 metarr-db "$command" a b
		has "$stderr" "usage: metarr-db"
	done
}

@test "nothing to back up" {
	[ "$METARR_TEST_ENGINE" = postgres ] || METARR_DB=$PWD/none.db
	x 78 metarr-db backup all.dump
	[ ! -e all.dump ]
	x 78 metarr-db copy "$OTHER"
}

# killed CALL COMMAND…: runs it, and once more for each of up to eight of its calls CALL, killed there; before and after
# each run the functions "fresh" and "after"
killed() {
	local call=$1 total n step
	fresh
	strace -f -qq -o trace -e trace="$call" "${@:2}" >out 2>&1
	total=$(grep -c "$call(" trace) || true
	step=$(((total + 7) / 8))
	for ((n = 1; n <= total; n += step)); do
		fresh
		x 137 strace -f -qq -o trace -e trace="$call" -e inject="$call:signal=KILL:when=$n" "${@:2}"
		points=$((points + 1))
		after
	done
}

# bats test_tags=sqlite
@test "a restore that is killed has done nothing, or all of it" {
	fresh() { rm -f new.db*; }
	after() {
		local at
		at=$(METARR_DB=new.db metarr-db status 2>/dev/null | jq .version) || true
		if [ "${at:-0}" -gt 0 ]; then
			whole=$((whole + 1))
		else
			nothing=$((nothing + 1))
			METARR_DB=new.db metarr-db restore all.dump >out
		fi
		x 0 env METARR_DB=new.db metarr-db -t check
		METARR_DB=new.db metarr-db backup again.dump >out
		diff <(rows all.dump) <(rows again.dump)
	}
	films
	metarr-db backup all.dump >out
	whole=0 nothing=0 points=0
	for call in pwrite64 fsync fdatasync close; do
		killed $call env METARR_DB=new.db metarr-db restore all.dump
	done
	[ $nothing -gt 0 ] && [ $whole -gt 0 ] && [ $points -ge 20 ]
}

# bats test_tags=sqlite
@test "a backup that is killed leaves the old file, or the new one" {
	fresh() { rm -f .metarr-*.tmp && cp old.dump all.dump; }
	after() { cmp old.dump all.dump || diff <(rows new.dump) <(rows all.dump); }
	films
	metarr-db backup old.dump >out
	sql "UPDATE movies SET outline = 'new'"
	metarr-db backup new.dump >out
	points=0
	for call in write fsync rename close; do
		killed $call metarr-db backup all.dump
	done
	[ $points -ge 10 ]
}
