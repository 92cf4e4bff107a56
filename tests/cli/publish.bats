# metarr-publish, on libraries that metarr-library and metarr-scan made.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # helper.bash sets output, stderr, lines
load helper

setup_file() {
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=64x36:d=1 -c:v mpeg4 "$BATS_FILE_TMPDIR/video.mkv"
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=60x90:d=1 -frames:v 1 "$BATS_FILE_TMPDIR/poster.jpg"
}

# film NAME: its folder with the video
film() {
	mkdir -p "Films/$1"
	cp "$BATS_FILE_TMPDIR/video.mkv" "Films/$1/$1.mkv"
}
nfo() { printf '<?xml version="1.0" encoding="UTF-8"?>\n<movie>\n  <title>%s</title>\n  <year>1972</year>\n</movie>\n' "$1"; }
scanned() {
	metarr-library add films movies "$PWD/Films" >/dev/null
	metarr-scan -q films >/dev/null
}
# The library, each file with its bytes, mode and times.
state() { find Films -type f -printf '%p %m %T@ ' -exec sha256sum {} \; | sort; }
edit() { # FIELD VALUE: as a person would have
	sql "UPDATE movies SET $1 = '$2', revision = revision + 1, has_unpublished_changes = 1"
	sql "DELETE FROM field_state WHERE field = '$1'"
	sql "INSERT INTO field_state (entity_type, entity_id, field, source, locked) SELECT 'movie', id, '$1', 'edit', 1 FROM movies"
}

@test "a library that is good already stays as it is, to the last byte and time" {
	film "Solaris (1972)"
	nfo Solaris >"Films/Solaris (1972)/movie.nfo"
	cp "$BATS_FILE_TMPDIR/poster.jpg" "Films/Solaris (1972)/poster.jpg"
	scanned
	before=$(state)
	x 0 metarr-publish -n films
	same "" "$output"
	x 0 metarr-publish films
	same "$before" "$(state)"
	x 0 metarr-publish -t films
	has "$output" "0 published, 1 unchanged, 0 failed"
	same "$before" "$(state)"
}

@test "a film without an NFO gets one, once" {
	film "Solaris (1972)"
	scanned
	x 0 metarr-publish -t films
	has "$output" "1 published, 0 unchanged, 0 failed"
	has "$(cat "Films/Solaris (1972)/movie.nfo")" "<title>Solaris</title>"
	has "$(cat "Films/Solaris (1972)/movie.nfo")" "<codec>mpeg4</codec>"
	has "$(metarr-show -H films)" " by $(id -un)"
	before=$(state)
	x 0 metarr-publish films
	same "$before" "$(state)"
	same "[\"published\",false]" "$(metarr-ls -j films | jq -c '[.state, .has_unpublished_changes]')"
}

@test "an NFO that cannot be edited is kept in the database, and written anew with the line said" {
	film "Solaris (1972)"
	printf '<movie>\n<title>Solaris</title>\n<year>1972</year>\n<id<tagline>T</tagline>>tt1\n</movie>\n' \
		>"Films/Solaris (1972)/movie.nfo"
	scanned
	before=$(sha256sum <"Films/Solaris (1972)/movie.nfo")
	x 0 metarr-edit -q films plot=P tagline=
	x 0 metarr-publish films
	has "$stderr" "too broken to be edited in place: line 4: '<' that begins no tag"
	has "$(cat "Films/Solaris (1972)/movie.nfo")" "<plot>P</plot>"
	x 0 metarr-undo -q --original films
	same "$before" "$(sha256sum <"Films/Solaris (1972)/movie.nfo")"
}

@test "streams that come late go into the file that Metarr wrote, and into no other" {
	film "Solaris (1972)"
	film "Stalker (1979)"
	film "Mirror (1975)"
	nfo Stalker >"Films/Stalker (1979)/movie.nfo"
	nfo Mirror >"Films/Mirror (1975)/movie.nfo"
	sed -i 's|<year>|<fileinfo><streamdetails><video><codec>h264</codec></video></streamdetails></fileinfo>&|' \
		"Films/Mirror (1975)/movie.nfo"
	mkdir bin
	ln -s "$METARR_TEST_BUILD"/bin/* bin
	rm bin/metarr-probe bin/metarr-scan
	cp "$METARR_TEST_BUILD/bin/metarr-scan" bin
	printf '#!/bin/bash\nread -r line\nkill -KILL $$\n' >bin/metarr-probe
	chmod +x bin/metarr-probe
	metarr-library add films movies "$PWD/Films" >/dev/null
	run bin/metarr-scan -q films
	x 0 metarr-publish -q films
	hasnt "$(cat "Films/Solaris (1972)/movie.nfo")" "<fileinfo>"
	x 0 metarr-edit -q plot=Words "Films/Mirror (1975)" # which is written without any streams known
	x 0 metarr-publish -q films
	has "$(cat "Films/Mirror (1975)/movie.nfo")" "<codec>h264</codec>"
	x 0 metarr-scan -q films
	x 0 metarr-publish -t films
	has "$output" "1 published"
	has "$(cat "Films/Solaris (1972)/movie.nfo")" "<codec>mpeg4</codec>"
	has "$(cat "Films/Mirror (1975)/movie.nfo")" "<codec>h264</codec>"
	hasnt "$(cat "Films/Stalker (1979)/movie.nfo")" "<fileinfo>"
	before=$(state)
	x 0 metarr-publish films
	same "$before" "$(state)"
}

@test "the diff, applied to a copy, is what a publish writes" {
	film "Solaris (1972)"
	film "Stalker (1979)"
	film "Ран (1985)"
	nfo Solaris >"Films/Solaris (1972)/movie.nfo"
	nfo Stalker | sed 's/$/\r/' >"Films/Stalker (1979)/movie.nfo"
	scanned
	edit plot 'A river, and <what> was there & is not'
	cp -a Films Copy
	metarr-publish -n films >changes.diff
	patch -s --binary -p1 -d Copy <changes.diff
	x 0 metarr-publish films
	diff -r Films Copy
}

@test "-n changes nothing and says pictures by their hash" {
	film "Solaris (1972)"
	cp "$BATS_FILE_TMPDIR/poster.jpg" "Films/Solaris (1972)/cover.jpg"
	scanned
	before=$(state)
	x 0 metarr-publish -n films
	has "$output" "# add Solaris (1972)/poster.jpg +$(sha256sum <"$BATS_FILE_TMPDIR/poster.jpg" | cut -c1-64)"
	has "$output" "--- /dev/null"
	same "$before" "$(state)"
	x 0 metarr-publish -n -j films
	same '["write","write"]' "$(jq -c '[.changes[].action]' <<<"$output")"
	same "0" "$(sql 'SELECT COUNT(*) FROM publish_log')"
}

@test "a picture that was published under another name stays selected" {
	film "Solaris (1972)"
	cp "$BATS_FILE_TMPDIR/poster.jpg" "Films/Solaris (1972)/cover.jpg"
	scanned
	x 0 metarr-publish -q films
	before=$(state)
	has "$before" "/poster.jpg 644"
	metarr-scan -q films >/dev/null
	same '["published","poster"]' "$(metarr-ls -j films | jq -c '[.state, .artwork]')"
	x 0 metarr-publish -q films
	same "$before" "$(state)"
}

@test "-n with nothing to write says so on a terminal, and is an empty patch in a pipe" {
	film "Solaris (1972)"
	scanned
	metarr-publish -q films >/dev/null
	x 0 metarr-publish -n films
	same "" "$output$stderr"
	x 0 script -qec "metarr-publish -n films" /dev/null
	has "$output" "nothing would be written: 1 unchanged, 0 failed"
}

@test "-n of records is a diff, and with -j records" {
	film "Solaris (1972)"
	scanned
	x 0 bash -c 'metarr-ls -j | metarr-publish -n'
	same "$(metarr-publish -n films)" "$output"
	same "# files: 0 identical, 0 changed, 1 added, 0 removed" "${lines[0]}"
	same "--- /dev/null" "${lines[1]}"
	x 0 bash -c 'metarr-ls -j | metarr-publish -nj'
	same "write" "$(jq -r '.changes[].action' <<<"$output")"
	x 1 bash -c 'echo "{\"type\":\"movie\",\"id\":9}" | metarr-publish -n'
	same "" "$output"
	same "metarr-publish: there is no movie:9" "$stderr"
}

@test "records go through a pipe, and members nobody knows with them" {
	film "Solaris (1972)"
	nfo Solaris | sed 's,</title>,&<plot>Long words</plot>,' >"Films/Solaris (1972)/movie.nfo"
	scanned
	metarr-ls -j films | sed 's,}$,\,"mine":12345678901234567890},' >in
	x 0 metarr-publish <in
	same "published" "$(jq -r .state <<<"$output")"
	same "Long words" "$(jq -r .plot <<<"$output")"
	has "$output" '12345678901234567890'
}

@test "what is no item passes through, a broken line becomes an error record" {
	film "Solaris (1972)"
	scanned
	printf '%s\n' '{"progress":1}' '{"type":"movie","id":99}' 'no json' '{"type":"movie","id":1,"error":{"code":"io","message":"x","retry":true}}' >in
	x 1 metarr-publish <in
	same 4 "${#lines[@]}"
	same '{"progress":1}' "${lines[0]}"
	same "not_found" "$(jq -r .error.code <<<"${lines[1]}")"
	same "bad_record" "$(jq -r .error.code <<<"${lines[2]}")"
	same "io" "$(jq -r .error.code <<<"${lines[3]}")"
}

@test "what is asked for wrongly" {
	x 64 metarr-publish --no-such-option
	has "$stderr" "usage: metarr-publish"
	x 78 metarr-publish -a
	has "$stderr" "metarr-db create"
	film "Solaris (1972)"
	scanned
	x 1 metarr-publish nowhere
	has "$stderr" "'nowhere' is no library, item, title or path"
	x 64 metarr-publish movie:x
	x 1 metarr-publish movie:77 movie:1
	same "metarr-publish: there is no movie:77
metarr-publish: 1 of 2 failed" "$stderr"
	same "published" "$(jq -r .state <<<"$output")"
	x 64 metarr-publish -a movie:1
	has "$stderr" "usage: metarr-publish"
	x 0 metarr-publish </dev/null
	has "$stderr" "no records came in; -a means all"
}

@test "a folder that cannot be written: 77, and nothing is left behind" {
	[ "$(id -u)" -ne 0 ] || skip "root may write anywhere"
	film "Solaris (1972)"
	film "Stalker (1979)"
	scanned
	chmod 555 "Films/Solaris (1972)"
	x 77 metarr-publish "$PWD/Films/Solaris (1972)"
	same "permission" "$(jq -r .error.code <<<"$output")"
	has "$output" "cannot write in the folder"
	same 0 "$(sql "SELECT COUNT(*) FROM publish_log")"
	x 77 metarr-publish -t "$PWD/Films/Solaris (1972)"
	has "$stderr" "Permission denied"
	same "0" "$(sql 'SELECT COUNT(*) FROM publish_journal')"
	x 77 metarr-publish films
	[ -e "Films/Stalker (1979)/movie.nfo" ]
	chmod 755 "Films/Solaris (1972)"
	x 0 metarr-publish films
	same "" "$(find Films -name '.metarr-*')"
}

@test "a library that is not there is left alone: 75" {
	film "Solaris (1972)"
	film "Stalker (1979)"
	scanned
	mv Films Elsewhere
	x 75 metarr-publish films
	mkdir Films
	x 75 metarr-publish -t films
	same "metarr-publish: the folder of library 'films', '$PWD/Films', is empty: is its disk mounted?
metarr-publish: 2 of 2 failed" "$stderr"
	[ -z "$(ls Films)" ]
}

@test "a video that is gone fails its item and no other" {
	film "Solaris (1972)"
	film "Stalker (1979)"
	scanned
	rm "Films/Solaris (1972)/Solaris (1972).mkv"
	x 1 metarr-publish films
	has "$output" "Solaris (1972).mkv' is not there"
	[ -e "Films/Stalker (1979)/movie.nfo" ]
	[ ! -e "Films/Solaris (1972)/movie.nfo" ]
}

@test "somebody's edit since the scan is taken over, not overwritten" {
	film "Solaris (1972)"
	nfo Solaris >"Films/Solaris (1972)/movie.nfo"
	scanned
	edit tagline 'Ours'
	sed -i 's,<title>.*</title>,<title>By hand</title>,' "Films/Solaris (1972)/movie.nfo"
	x 0 metarr-publish films
	has "$(cat "Films/Solaris (1972)/movie.nfo")" "<title>By hand</title>"
	has "$(cat "Films/Solaris (1972)/movie.nfo")" "<tagline>Ours</tagline>"
	same "By hand" "$(sql 'SELECT title FROM movies')"
	same "file|1" "$(sql "SELECT source, locked FROM field_state WHERE field = 'title'")"
}

@test "owner's bits are kept, new files take those of the folder" {
	film "Solaris (1972)"
	film "Stalker (1979)"
	nfo Solaris >"Films/Solaris (1972)/movie.nfo"
	chmod 640 "Films/Solaris (1972)/movie.nfo"
	chmod 750 "Films/Stalker (1979)"
	scanned
	edit plot 'Words'
	umask 077
	x 0 metarr-publish films
	same "640" "$(stat -c %a "Films/Solaris (1972)/movie.nfo")"
	same "640" "$(stat -c %a "Films/Stalker (1979)/movie.nfo")"
	metarr-library set films file_mode 0604
	rm "Films/Stalker (1979)/movie.nfo"
	x 0 metarr-publish films
	same "604" "$(stat -c %a "Films/Stalker (1979)/movie.nfo")"
}

@test "long names where the library wants them, and movie.nfo does not stay beside" {
	film "Solaris (1972)"
	scanned
	metarr-library set films names long
	x 0 metarr-publish films
	[ -e "Films/Solaris (1972)/Solaris (1972).nfo" ]
	[ ! -e "Films/Solaris (1972)/movie.nfo" ]
}

@test "no media file is opened for writing" {
	film "Solaris (1972)"
	scanned
	edit plot 'Words'
	strace -f -o trace -e trace=open,openat,creat,rename,renameat,renameat2,unlink,unlinkat,truncate,ftruncate metarr-publish films
	same "" "$(grep '\.mkv' trace | grep -E 'O_WRONLY|O_RDWR|rename|unlink|truncate|creat')"
}

@test "another naming is carried out when it is asked for" {
	film "Solaris (1972)"
	nfo Solaris >"Films/Solaris (1972)/movie.nfo"
	cp "$BATS_FILE_TMPDIR/poster.jpg" "Films/Solaris (1972)/poster.jpg"
	scanned
	metarr-library set films names long
	x 0 metarr-publish -n films
	same "" "$output"
	before=$(state)
	x 0 metarr-publish -n --rename films
	has "$output" "# files: 0 identical, 0 changed, 2 added, 2 removed"
	same "$before" "$(state)"
	x 0 metarr-publish -t --rename films
	has "$output" "2 written, 2 removed"
	same "Solaris (1972)-poster.jpg|Solaris (1972).mkv|Solaris (1972).nfo|" \
		"$(find Films -type f -printf '%f\n' | LC_ALL=C sort | tr '\n' '|')"
	x 0 metarr-scan -q films
	x 0 metarr-publish -n films
	same "" "$output"
}

@test "two pictures that stood at one path are both shown, and renamed" {
	film "Solaris (1972)"
	dir="Films/Solaris (1972)"
	cp "$BATS_FILE_TMPDIR/poster.jpg" "$dir/fanart.jpg"
	scanned
	ffmpeg -loglevel error -nostdin -f lavfi -i color=red:s=60x90 -frames:v 1 red.jpg
	cp red.jpg "$dir/fanart.jpg"
	metarr-scan -q films >/dev/null
	x 0 metarr-publish films
	metarr-select -q --choose 1
	x 0 metarr-publish films
	cmp "$dir/fanart.jpg" red.jpg
	cmp "$dir/fanart1.jpg" "$BATS_FILE_TMPDIR/poster.jpg"
	metarr-library set films names long >/dev/null
	x 0 metarr-publish --rename films
	cmp "$dir/Solaris (1972)-fanart.jpg" red.jpg
	cmp "$dir/Solaris (1972)-fanart1.jpg" "$BATS_FILE_TMPDIR/poster.jpg"
	[ ! -e "$dir/fanart.jpg" ] && [ ! -e "$dir/fanart1.jpg" ]
}

@test "what was seen of a file and is not so is seen once more: never later, and later again" {
	film "Solaris (1972)"
	cp "$BATS_FILE_TMPDIR/poster.jpg" "Films/Solaris (1972)/poster.jpg"
	scanned
	x 0 metarr-publish films
	ffmpeg -loglevel error -nostdin -f lavfi -i color=red:s=60x90 -frames:v 1 red.jpg
	metarr-select -q --upload movie:1 poster red.jpg
	sql "UPDATE scan_files SET content_hash = '$(printf %064d 7)' WHERE name = 'poster.jpg'"
	sql "UPDATE asset_candidates SET content_hash = '$(printf %064d 7)' WHERE local_path IS NOT NULL"
	x 0 metarr-publish films
	has "$stderr" "poster.jpg' was changed since it was scanned: it stays, until the next scan"
	x 0 metarr-scan films </dev/null
	x 0 metarr-publish films
	has "$stderr" "poster.jpg' was replaced by somebody, and its kind is locked: it stays"
	cmp "Films/Solaris (1972)/poster.jpg" "$BATS_FILE_TMPDIR/poster.jpg"
}

@test "a picture that is only touched is what it was" {
	film "Solaris (1972)"
	cp "$BATS_FILE_TMPDIR/poster.jpg" "Films/Solaris (1972)/poster.jpg"
	cp "$BATS_FILE_TMPDIR/poster.jpg" "Films/Solaris (1972)/fanart.jpg"
	scanned
	ffmpeg -loglevel error -nostdin -f lavfi -i color=red:s=60x90 -frames:v 1 red.jpg
	metarr-select -q --upload movie:1 poster red.jpg
	x 0 metarr-publish films
	rows="SELECT asset_candidates.id, asset_type, is_selected, selected_by, movies.revision FROM asset_candidates, movies ORDER BY asset_candidates.id"
	before=$(sql "$rows")
	for time in 2001-02-03 2002-03-04; do
		touch -d $time "Films/Solaris (1972)/"*.jpg
		x 0 metarr-scan films </dev/null
		same "" "$output"
		same "$before" "$(sql "$rows")"
	done
	# Other bytes of the same size are somebody's.
	printf x | dd of="Films/Solaris (1972)/poster.jpg" bs=1 seek=20 conv=notrunc status=none
	x 0 metarr-scan films </dev/null
	same "1" "$(sql "SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 0 AND selected_by = 'file'")"
}
