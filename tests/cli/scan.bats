# metarr-scan on real folders, on both engines.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # "run" and x set output and stderr
load helper

# One small video and a few pictures for all tests of the file.
setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	ffmpeg -nostdin -v error -f lavfi -i testsrc2=s=320x180:r=10:d=40 -f lavfi -i sine=d=40 -c:v mpeg4 -q:v 31 -c:a ac3 \
		-metadata:s:a language=ger clip.mkv
	ffmpeg -nostdin -v error -f lavfi -i testsrc2=s=200x300:d=1 -frames:v 1 poster.jpg
	ffmpeg -nostdin -v error -f lavfi -i mandelbrot=s=320x180 -frames:v 1 fanart.jpg
	ffmpeg -nostdin -v error -f lavfi -i testsrc=s=300x100:d=1 -frames:v 1 logo.png
}

test_setup() {
	x 0 metarr-db create
	mkdir lib
	sql "INSERT INTO libraries (name, type, path, created_at) VALUES ('films', 'movies', '$PWD/lib', '2026-01-01 00:00:00.000')"
}

# video FILE: the clip with a tail of its own, so that no two are alike
video() {
	mkdir -p "${1%/*}"
	{ cat "$BATS_FILE_TMPDIR/clip.mkv"; printf '\xec\x40\x20%032d' "${#1}$RANDOM"; } >"$1"
}
# film FOLDER [ID]: a film in a folder of its own, with NFO and artwork
film() {
	video "$1/$(basename "$1").mkv"
	cp "$BATS_FILE_TMPDIR"/poster.jpg "$BATS_FILE_TMPDIR"/fanart.jpg "$1"
	nfo "$1/movie.nfo" "$(basename "$1")" "${2:-}"
}
nfo() {
	printf '<movie>\n  <title>%s</title>\n  <year>1999</year>\n  <plot>A plot.</plot>\n%s</movie>\n' "$2" \
		"${3:+  <uniqueid type=\"tmdb\" default=\"true\">$3</uniqueid>
}" >"$1"
}
# Each picture of an actor: whose it is, its kind, and whether it is shown and in the cache.
actors() {
	sql "SELECT substr(m.file_path, $((${#PWD} + 6))), c.asset_type, c.is_selected, COUNT(c.content_hash) FROM asset_candidates c
		JOIN movies m ON m.id = c.entity_id WHERE substr(c.asset_type, 1, 6) = 'actor/' GROUP BY 1, 2, 3 ORDER BY 1, 2"
}
# What the database says of everything that a scan writes, without times and counters of rows.
dump() {
	sql "SELECT m.file_path, m.title, m.year, m.tmdb_id, m.state, m.nfo_path, m.naming, m.version_label, m.runtime,
		m.nfo_hash, CASE WHEN m.deleted_on IS NULL THEN 0 ELSE 1 END FROM movies m ORDER BY m.file_path"
	sql "SELECT m.file_path, c.asset_type, c.local_path, c.is_selected, c.content_hash, c.width, c.height, c.perceptual_hash
		FROM asset_candidates c JOIN movies m ON m.id = c.entity_id ORDER BY 1, 2, 3, 5"
	sql "SELECT m.file_path, f.field, f.source, f.locked FROM field_state f JOIN movies m ON m.id = f.entity_id ORDER BY 1, 2"
	sql "SELECT m.file_path, v.codec, v.width, v.height, v.duration_seconds FROM video_streams v
		JOIN movies m ON m.id = v.entity_id ORDER BY 1, v.stream_index"
	sql "SELECT m.file_path, a.codec, a.language, a.channels FROM audio_streams a
		JOIN movies m ON m.id = a.entity_id ORDER BY 1, a.stream_index"
	sql "SELECT m.file_path, u.file_path FROM unknown_files u JOIN movies m ON m.id = u.entity_id ORDER BY 1, 2"
	sql "SELECT folder, signature FROM scan_folders ORDER BY 1"
	sql "SELECT s.folder, s.name, s.size, s.kind, s.content_hash, m.file_path FROM scan_files s
		LEFT JOIN movies m ON m.id = s.entity_id ORDER BY 1, 2"
	sql "SELECT content_hash, file_size, reference_count, phash_done FROM cache_inventory ORDER BY 1"
}

@test "a folder of films becomes rows, pictures and records" {
	film "lib/Alpha (2001)" 11
	film "lib/Beta (2002)"
	cp "$BATS_FILE_TMPDIR/logo.png" "lib/Beta (2002)/clearlogo.png"
	echo hello >"lib/Beta (2002)/notes.txt"
	echo "1" >"lib/Beta (2002)/Beta (2002).en.forced.srt"
	x 0 metarr-scan films </dev/null
	[ "$stderr" = "" ]
	[ "${#lines[@]}" -eq 2 ]
	same '["movie","films","Alpha (2001)",1999,"identified",11,"short","mpeg4",320,180,"fanart,poster",true]' \
		"$(jq -c '[.type, .library, .title, .year, .state, .tmdb_id, .naming, .video_codec, .video_width, .video_height, .artwork, .has_unpublished_changes]' <<<"${lines[0]}")"
	same '"discovered"' "$(jq .state <<<"${lines[1]}")"
	same "$PWD/lib/Beta (2002)/Beta (2002).mkv" "$(jq -r .path <<<"${lines[1]}")"

	same "ac3|ger" "$(sql "SELECT codec, language FROM audio_streams WHERE entity_id = 1")"
	same "eng|1|1" "$(sql "SELECT language, is_external, is_forced FROM subtitle_streams")"
	same "$PWD/lib/Beta (2002)/notes.txt" "$(sql "SELECT file_path FROM unknown_files")"
	same "nfo" "$(sql "SELECT source FROM field_state WHERE entity_id = 1 AND field = 'title'")"
	same "probe" "$(sql "SELECT source FROM field_state WHERE entity_id = 1 AND field = 'runtime'")"
	same "0|found" "$(sql "SELECT version, origin FROM nfo_versions WHERE entity_id = 2")"
	# Alike pictures are one object, which every one of them refers to.
	same $'1|1\n2|1\n2|1' "$(sql "SELECT reference_count, phash_done FROM cache_inventory ORDER BY 1")"
	cmp "$METARR_CACHE/$(sql "SELECT cache_path FROM asset_candidates WHERE asset_type = 'clearlogo'")" \
		"lib/Beta (2002)/clearlogo.png"
}

@test "a second scan changes nothing, and a third that looks again neither" {
	film "lib/Alpha (2001)" 11
	film "lib/Beta (2002)"
	x 0 metarr-scan films </dev/null
	first=$(dump; sql "SELECT revision, updated_at FROM movies ORDER BY id")
	x 0 metarr-scan films </dev/null
	[ "$output" = "" ]
	same "$first" "$(dump; sql "SELECT revision, updated_at FROM movies ORDER BY id")"
	sql "UPDATE scan_folders SET signature = NULL"
	x 0 metarr-scan films </dev/null
	[ "$output" = "" ]
	same "$first" "$(dump; sql "SELECT revision, updated_at FROM movies ORDER BY id")"
	x 0 metarr-scan -p films </dev/null
	[ "$output" = "" ]
	same "$first" "$(dump; sql "SELECT revision, updated_at FROM movies ORDER BY id")"
}

@test "what a pipeline left is told of again, and each item once" {
	film "lib/Alpha (2001)" 11
	film "lib/Beta (2002)"
	x 0 metarr-scan films </dev/null
	x 0 metarr-scan films </dev/null
	same "" "$output"
	nfo "lib/Alpha (2001)/movie.nfo" Alpha 12
	x 0 metarr-scan --left films </dev/null
	same "Alpha Beta (2002)" "$(jq -r .title <<<"$output" | sort | xargs)"
	sql "UPDATE movies SET enriched_at = '2026-01-01 00:00:00.000', has_unpublished_changes = 0 WHERE title = 'Beta (2002)'"
	x 0 metarr-scan -l films </dev/null
	same Alpha "$(jq -r .title <<<"$output")"
}

@test "for people: a line for each film and a sum" {
	film "lib/Alpha (2001)" 11
	video "lib/Beta (2002)/b.mkv"
	x 0 metarr-scan -t films </dev/null
	same "Alpha (2001) (1999), 320x180 mpeg4, fanart,poster
Beta (2002), 320x180 mpeg4, no id
2 new, 0 changed, 0 moved, 0 gone; 2 pictures cached; 2 of 3 folders looked at" "$output"
	x 0 metarr-scan -tq films </dev/null
	[ "$output" = "" ]
	# What an NFO says moves no cursor.
	nfo "lib/Alpha (2001)/movie.nfo" "A&#x9b;31m" 11
	x 0 metarr-scan -t films </dev/null
	same 'A\xc2\x9b31m (1999), 320x180 mpeg4, fanart,poster' "${lines[0]}"
}

@test "only what changed is read again" {
	film "lib/Alpha (2001)" 11
	film "lib/Beta (2002)" 12
	x 0 metarr-scan films </dev/null
	nfo "lib/Beta (2002)/movie.nfo" "Beta again" 12
	cp "$BATS_FILE_TMPDIR/fanart.jpg" "lib/Beta (2002)/poster.jpg"
	x 0 metarr-scan films </dev/null
	[ "${#lines[@]}" -eq 1 ]
	same "Beta again" "$(jq -r .title <<<"$output")"
	# Somebody edited it: the field is locked.
	same "file|1" "$(sql "SELECT source, locked FROM field_state WHERE entity_id = 2 AND field = 'title'")"
	same $'0|found\n1|file' "$(sql "SELECT version, origin FROM nfo_versions WHERE entity_id = 2 ORDER BY version")"
	# The old poster is kept, and another one is shown.
	same $'0\n1' "$(sql "SELECT is_selected FROM asset_candidates WHERE entity_id = 2 AND asset_type = 'poster' ORDER BY id")"
	same "2" "$(sql "SELECT revision FROM movies WHERE id = 2")"
	same "1" "$(sql "SELECT revision FROM movies WHERE id = 1")"
}

@test "operands: items, folders, files, libraries; records" {
	film "lib/A/Alpha (2001)" 11
	film "lib/B/Beta (2002)" 12
	x 0 metarr-scan "$PWD/lib/B" </dev/null
	same "12" "$(jq .tmdb_id <<<"$output")"
	# Other folders are not concluded to be gone, and an item that is named comes although nothing changed.
	for what in movie:1 tmdb:12 "lib/B/Beta (2002)" "lib/B/Beta (2002)/Beta (2002).mkv" "lib/B/Beta (2002)/poster.jpg"; do
		x 0 metarr-scan "$what" </dev/null
		same "12" "$(jq .tmdb_id <<<"$output")"
	done
	x 0 metarr-scan library:films </dev/null
	same "11" "$(jq .tmdb_id <<<"$output")"
	x 0 metarr-scan -a </dev/null
	[ "$output" = "" ]
	x 1 metarr-scan nothing </dev/null
	[ "$stderr" = "metarr-scan: 'nothing' is no library, item, title or path" ]
	x 1 metarr-scan movie:99 /elsewhere/x </dev/null
	same "metarr-scan: there is no movie:99
metarr-scan: '/elsewhere/x' is in no library
metarr-scan: 2 of 2 failed" "$stderr"

	run --separate-stderr metarr-scan <<<'{"library":"films"}
{"type":"movie","id":2,"mine":true}
{"other":1}
{"error":{"code":"io","message":"x","retry":true},"path":"/x"}
{"path":"/not/here"}'
	[ "$status" -eq 1 ]
	same '["films",null,null,null]
["films",2,"Alpha (2001)",null]
[null,null,null,null]
[null,null,null,"io"]
[null,null,null,"not_found"]' "$(jq -c '[.library, .id, .title, .error.code]' <<<"$output")"
	same "true" "$(jq .mine <<<"${lines[1]}")"
	x 0 metarr-scan </dev/null
	[ "$stderr" = "metarr-scan: no records came in" ]
}

@test "usage and configuration" {
	x 64 metarr-scan --nonsense
	has "$stderr" "usage: metarr-scan"
	x 64 metarr-scan -a films
	x 0 metarr-scan --help
	has "$output" "usage: metarr-scan"
	x 0 metarr-scan -V
	METARR_DB=$PWD/none.db x 78 metarr-scan -a
	has "$stderr" "metarr-db create"
}

@test "a library that is not there is left alone" {
	for i in 1 2 3 4 5 6 7; do video "lib/Film $i (2000)/f.mkv"; done
	x 0 metarr-scan films </dev/null
	before=$(dump)
	mv lib away
	x 75 metarr-scan films </dev/null
	has "$stderr" "cannot read folder '$PWD/lib'"
	mkdir lib
	x 75 metarr-scan films </dev/null
	[ "$stderr" = "metarr-scan: the folder of library 'films', '$PWD/lib', is empty: is its disk mounted?" ]
	mkdir lib/.stub
	x 75 metarr-scan films </dev/null
	[ "$stderr" = "metarr-scan: 7 of the 7 items of library 'films' are not in '$PWD/lib' any more: is all of it there?" ]
	same "$before" "$(dump)"
	x 0 metarr-scan -f films </dev/null
	same 7 "$(sql "SELECT COUNT(*) FROM movies WHERE deleted_on IS NOT NULL")"
	rm -r lib
	mv away lib
	x 0 metarr-scan films </dev/null
	[ "${#lines[@]}" -eq 7 ]
	same "$before" "$(dump)"
	sql "UPDATE libraries SET fs_type = 'other'"
	x 75 metarr-scan films </dev/null
	has "$stderr" "library 'films' lay on other"
	x 0 metarr-scan -f films </dev/null
	x 0 metarr-scan films </dev/null
}

@test "what is gone is soft-deleted, and comes back as it was" {
	film "lib/Alpha (2001)" 11
	film "lib/Beta (2002)" 12
	x 0 metarr-scan films </dev/null
	before=$(dump)
	mv "lib/Beta (2002)" .
	x 0 metarr-scan -t films </dev/null
	same "0 new, 0 changed, 0 moved, 1 gone; 0 pictures cached; 0 of 2 folders looked at" "$output"
	same "2" "$(sql "SELECT id FROM movies WHERE deleted_on IS NOT NULL")"
	x 0 metarr-scan -t films </dev/null
	has "$output" "0 gone"
	mv "Beta (2002)" lib
	x 0 metarr-scan films </dev/null
	same "2" "$(jq .id <<<"$output")"
	same "$before" "$(dump)"
}

@test "a film that moved keeps its row" {
	film "lib/Alpha (2001)" 11
	film "lib/Beta (2002)"
	x 0 metarr-scan films </dev/null
	mkdir lib/Sorted
	mv "lib/Beta (2002)" "lib/Sorted/Beta, The (2002)"
	x 0 metarr-scan -t films </dev/null
	has "$output" "0 new, 0 changed, 1 moved, 0 gone"
	same "2|$PWD/lib/Sorted/Beta, The (2002)/Beta (2002).mkv|$PWD/lib/Sorted/Beta, The (2002)/movie.nfo" \
		"$(sql "SELECT id, file_path, nfo_path FROM movies WHERE id <> 1")"
	same $'fanart|1\nposter|1' "$(sql "SELECT asset_type, is_selected FROM asset_candidates WHERE entity_id = 2 ORDER BY 1")"
	# Another file of the same film in its place, as after an upgrade.
	rm "lib/Alpha (2001)/Alpha (2001).mkv"
	video "lib/Alpha (2001)/Alpha (2001) - 2160p.mkv"
	x 0 metarr-scan -t films </dev/null
	has "$output" "0 new, 0 changed, 1 moved, 0 gone"
	same "1|$PWD/lib/Alpha (2001)/Alpha (2001) - 2160p.mkv" "$(sql "SELECT id, file_path FROM movies WHERE id = 1")"
}

@test "a film that went is known when it comes again, by its id" {
	film "lib/Alpha (2001)" 11
	film "lib/Beta (2002)" 12
	x 0 metarr-scan films </dev/null
	rm -r "lib/Alpha (2001)"
	x 0 metarr-scan films </dev/null
	film "lib/Alpha, once more (2001)" 11
	x 0 metarr-scan -t films </dev/null
	has "$output" "0 new, 0 changed, 1 moved, 0 gone"
	same "1|$PWD/lib/Alpha, once more (2001)/Alpha, once more (2001).mkv|" \
		"$(sql "SELECT id, file_path, deleted_on FROM movies WHERE tmdb_id = 11")"
	# Two folders of one film are two items.
	film "lib/Beta in 4K (2002)" 12
	x 0 metarr-scan -t films </dev/null
	has "$output" "1 new, 0 changed, 0 moved, 0 gone"
}

@test "two that could be the one that moved are neither" {
	video "lib/Alpha (2001)/a.mkv"
	x 0 metarr-scan films </dev/null
	mkdir "lib/Beta (2002)" "lib/Gamma (2003)"
	cp "lib/Alpha (2001)/a.mkv" "lib/Beta (2002)/b.mkv"
	mv "lib/Alpha (2001)/a.mkv" "lib/Gamma (2003)/c.mkv"
	touch -r "lib/Gamma (2003)/c.mkv" "lib/Beta (2002)/b.mkv"
	rmdir "lib/Alpha (2001)"
	x 0 metarr-scan -t films </dev/null
	has "$output" "1 new, 0 changed, 1 moved, 0 gone"
	same "$PWD/lib/Gamma (2003)/c.mkv" "$(sql "SELECT file_path FROM movies WHERE id = 1")"
}

@test "whose video moved is nobody else, whatever is looked at first" {
	film "lib/Beta (2002)" 12
	film "lib/Gamma (2003)"
	x 0 metarr-scan films </dev/null
	# Another copy of the film, in a folder that comes before the one where it went.
	film "lib/Alpha (2001)" 12
	mv "lib/Beta (2002)" "lib/Delta (2004)"
	# Another film in the folder that the only one left.
	mkdir "lib/Omega (2005)"
	mv "lib/Gamma (2003)/Gamma (2003).mkv" "lib/Omega (2005)/c.mkv"
	video "lib/Gamma (2003)/Other.mkv"
	x 0 metarr-scan -t films </dev/null
	has "$output" "2 new, 0 changed, 2 moved"
	same "$PWD/lib/Delta (2004)/Beta (2002).mkv" "$(sql "SELECT file_path FROM movies WHERE id = 1")"
	same "$PWD/lib/Omega (2005)/c.mkv" "$(sql "SELECT file_path FROM movies WHERE id = 2")"
}

@test "files that are too young wait for the next scan" {
	film "lib/Alpha (2001)" 11
	export METARR_SETTLE=120
	x 0 metarr-scan films </dev/null
	[ "$output" = "" ]
	[ "$stderr" = "metarr-scan: 4 files are younger than 120 seconds: left for the next scan" ]
	# What is named does not care.
	x 0 metarr-scan "lib/Alpha (2001)" </dev/null
	same "11" "$(jq .tmdb_id <<<"$output")"
	# A young change of what is known is not seen yet.
	before=$(dump)
	nfo "lib/Alpha (2001)/movie.nfo" "Other" 11
	x 0 metarr-scan films </dev/null
	[ "$output" = "" ]
	[ "$stderr" = "metarr-scan: 1 file is younger than 120 seconds: left for the next scan" ]
	same "Alpha (2001)" "$(sql "SELECT title FROM movies")"
	touch -d "1 hour ago" "lib/Alpha (2001)/movie.nfo"
	x 0 metarr-scan films </dev/null
	same "Other" "$(jq -r .title <<<"$output")"
}

@test "a broken video or picture costs one error, and its film is there" {
	film "lib/Alpha (2001)" 11
	head -c 3000 /dev/urandom >"lib/Alpha (2001)/Alpha (2001).mkv"
	head -c 500 "$BATS_FILE_TMPDIR/poster.jpg" >"lib/Alpha (2001)/poster.jpg"
	echo "no picture" >"lib/Alpha (2001)/clearlogo.png"
	x 65 metarr-scan films </dev/null
	same '"bad_image"
"bad_image"
"bad_video"' "$(jq -c 'select(.error) | .error.code' <<<"$output" | sort)"
	same "fanart" "$(jq -r 'select(.title) | .artwork' <<<"$output")"
	# They are tried again when they change, or with -p.
	x 0 metarr-scan films </dev/null
	[ "$output" = "" ]
	sql "UPDATE scan_folders SET signature = NULL"
	x 0 metarr-scan films </dev/null
	[ "$output" = "" ]
	x 65 metarr-scan -p films </dev/null
	same '"bad_video"' "$(jq -c .error.code <<<"$output")"
	cp "$BATS_FILE_TMPDIR/poster.jpg" "lib/Alpha (2001)"
	video "lib/Alpha (2001)/Alpha (2001).mkv"
	x 0 metarr-scan films </dev/null
	same '["mpeg4","fanart,poster"]' "$(jq -c '[.video_codec, .artwork]' <<<"$output")"
}

@test "what could not be read or cached for another reason is tried by each scan" {
	film "lib/Alpha (2001)" 11
	: >not-a-folder
	METARR_CACHE=$PWD/not-a-folder x 1 metarr-scan films </dev/null
	has "$output" "cannot make the folder '$PWD/not-a-folder'"
	x 0 metarr-scan films </dev/null
	same "fanart,poster" "$(jq -r .artwork <<<"$output")"
	[ "$(id -u)" -ne 0 ] || skip "root reads everything"
	film "lib/Beta (2002)" 12
	chmod 0 "lib/Beta (2002)"/*
	x 77 metarr-scan films </dev/null
	x 77 metarr-scan films </dev/null
	chmod 644 "lib/Beta (2002)"/*
	x 0 metarr-scan films </dev/null
	same '[12,"mpeg4","fanart,poster"]' "$(jq -c '[.tmdb_id, .video_codec, .artwork]' <<<"$output")"
}

@test "a decoder that dies or hangs costs one error" {
	film "lib/Alpha (2001)" 11
	film "lib/Beta (2002)" 12
	mkdir bin
	ln -s "$METARR_TEST_BUILD"/bin/* bin
	rm bin/metarr-probe bin/metarr-scan
	cp "$METARR_TEST_BUILD/bin/metarr-scan" bin
	cat >bin/metarr-probe <<-SH
	#!/bin/bash
	while read -r line; do
		case \$line in
		*Alpha*) kill -SEGV \$\$ ;;
		*Beta*) exec sleep 1000 ;;
		esac
	done
	SH
	chmod +x bin/metarr-probe
	METARR_CHILD_TIMEOUT=1 x 1 bin/metarr-scan films </dev/null
	same '"crashed"
"timeout"' "$(jq -c 'select(.error) | .error.code' <<<"$output" | sort)"
	same "2" "$(sql "SELECT COUNT(*) FROM movies")"
	# That says nothing of the files: the next scan tries again, and says so again.
	METARR_CHILD_TIMEOUT=1 x 1 bin/metarr-scan films </dev/null
	same '"crashed"
"timeout"' "$(jq -c 'select(.error) | .error.code' <<<"$output" | sort)"
	x 0 metarr-scan films </dev/null
	same '[11,"mpeg4"]
[12,"mpeg4"]' "$(jq -c '[.tmdb_id, .video_codec]' <<<"$output")"
	# Nor does a child that somebody killed.
	video "lib/Alpha (2001)/Alpha (2001).mkv"
	sed -i s/SEGV/KILL/ bin/metarr-probe
	x 75 bin/metarr-scan films </dev/null
	same '"killed"' "$(jq -c 'select(.error) | .error.code' <<<"$output")"
	same 0 "$(sql "SELECT COUNT(*) FROM scan_files WHERE kind = 'video' AND folder = 'Alpha (2001)'")"
	x 0 metarr-scan films </dev/null
	same 1 "$(sql "SELECT COUNT(*) FROM scan_files WHERE kind = 'video' AND folder = 'Alpha (2001)'")"
}

@test "several films, versions, stacks and discs" {
	video "lib/Alpha (2001).mkv"
	nfo "lib/Alpha (2001).nfo" "The Alpha" 11
	video "lib/Both/Beta (2002).mkv"
	video "lib/Both/Gamma (2003).mkv"
	video "lib/Delta (2004)/Delta (2004) - 1080p.mkv"
	video "lib/Delta (2004)/Delta (2004) - 2160p.mkv"
	nfo "lib/Delta (2004)/movie.nfo" "Delta" 14
	video "lib/Eps (2005)/Eps-cd1.mkv"
	video "lib/Eps (2005)/Eps-cd2.mkv"
	mkdir -p "lib/Zeta (2006)/VIDEO_TS"
	touch "lib/Zeta (2006)/VIDEO_TS/VIDEO_TS.IFO"
	run --separate-stderr metarr-scan -j films </dev/null
	same 'Alpha (2001).mkv|The Alpha|1999|long||0.7
Both/Beta (2002).mkv|Beta|2002|long||0.7
Both/Gamma (2003).mkv|Gamma|2003|long||0.7
Delta (2004)/Delta (2004) - 1080p.mkv|Delta|1999|long|1080p|0.7
Delta (2004)/Delta (2004) - 2160p.mkv|Delta|1999|long|2160p|0.7
Eps (2005)/Eps-cd1.mkv|Eps|2005|||1.3
Zeta (2006)/VIDEO_TS/VIDEO_TS.IFO|Zeta|2006|||' "$(sql "SELECT substr(m.file_path, $((${#PWD} + 6))), title, year, naming, version_label,
		ROUND(CAST(v.duration_seconds / 60 AS NUMERIC), 1) FROM movies m LEFT JOIN video_streams v ON v.entity_id = m.id
		ORDER BY 1")"
	same "14|14" "$(sql "SELECT MIN(tmdb_id), MAX(tmdb_id) FROM movies WHERE folder = 'Delta (2004)'")"
	# One of several changes: the others are not even looked at.
	nfo "lib/Both/Gamma (2003).nfo" "Gamma Two" 13
	x 0 metarr-scan films </dev/null
	same "Gamma Two" "$(jq -r .title <<<"$output")"
}

@test "actors' pictures are those of the films that have the actors" {
	local cast='<movie><title>T</title><actor><name>Tom Doe</name></actor></movie>'
	video "lib/Alpha.mkv"
	video "lib/Beta.mkv"
	echo "$cast" >"lib/Alpha.nfo"
	film "lib/Gamma (2003)" 13
	mkdir "lib/.actors" "lib/Gamma (2003)/.actors"
	cp "$BATS_FILE_TMPDIR/poster.jpg" "lib/.actors/Tom_Doe.jpg"
	cp "$BATS_FILE_TMPDIR/logo.png" "lib/Gamma (2003)/.actors/Tom_Doe.png"
	x 0 metarr-scan films </dev/null
	same "Alpha.mkv|actor/Tom_Doe|1|1
Gamma (2003)/Gamma (2003).mkv|actor/Tom_Doe|1|1" "$(actors)"
	# The NFO of another film gets them; then there is one more.
	echo "$cast" | sed 's/<.movie>/<actor><name>Ann Low<\/name><\/actor>&/' >"lib/Beta.nfo"
	x 0 metarr-scan films </dev/null
	cp "$BATS_FILE_TMPDIR/fanart.jpg" "lib/.actors/Ann_Low.jpg"
	x 0 metarr-scan films </dev/null
	same "Alpha.mkv|actor/Tom_Doe|1|1
Beta.mkv|actor/Ann_Low|1|1
Beta.mkv|actor/Tom_Doe|1|1
Gamma (2003)/Gamma (2003).mkv|actor/Tom_Doe|1|1" "$(actors)"
}

@test "a film that a player would pass by is a warning with a name that works" {
	video "lib/Free Sample (2012)/Free Sample (2012).mkv"
	x 0 metarr-scan films </dev/null
	same "metarr-scan: 'Free Sample (2012)/Free Sample (2012).mkv' is a sample to Kodi: 'Free (Sample) (2012).mkv' would do" "$stderr"
	same "Free Sample" "$(jq -r .title <<<"$output")"
	x 0 metarr-scan films </dev/null
	same "" "$stderr"
}

@test "names that are not UTF-8, loops, folders that cannot be read" {
	film "lib/Alpha (2001)" 11
	film "lib/Beta (2002)" 12
	x 0 metarr-scan films </dev/null
	cp "lib/Alpha (2001)/movie.nfo" "lib/Alpha (2001)/$(printf 'b\377d').nfo"
	ln -s .. "lib/Alpha (2001)/up"
	chmod 0 "lib/Beta (2002)"
	x 1 metarr-scan films </dev/null
	has "$stderr" "'Alpha (2001)/up' is a link to a folder around it, and is not followed"
	same "bad_name|$PWD/lib/Alpha (2001)
permission|$PWD/lib/Beta (2002)" "$(jq -r 'select(.error) | .error.code + "|" + .path' <<<"$output" | sort)"
	# Nothing is known of it, so nothing is gone.
	same "0" "$(sql "SELECT COUNT(*) FROM movies WHERE deleted_on IS NOT NULL")"
}

@test "a dry run says what it would look at, and writes nothing" {
	film "lib/Alpha (2001)" 11
	x 0 metarr-scan films </dev/null
	before=$(dump)
	film "lib/Beta (2002)" 12
	mv "lib/Alpha (2001)" "lib/Gamma (2003)"
	x 0 metarr-scan -nt films </dev/null
	same "new      $PWD/lib/Beta (2002)
new      $PWD/lib/Gamma (2003)
gone     $PWD/lib/Alpha (2001)" "$output"
	x 0 metarr-scan -n films </dev/null
	same '["films","new"]' "$(jq -c '[.library, .change]' <<<"${lines[0]}")"
	same "$before" "$(dump)"
}

@test "two scans at once: one of them leaves, or waits" {
	film "lib/Alpha (2001)" 11
	mkdir bin
	ln -s "$METARR_TEST_BUILD"/bin/* bin
	rm bin/metarr-probe bin/metarr-scan
	cp "$METARR_TEST_BUILD/bin/metarr-scan" bin
	mkfifo begun go
	printf '#!/bin/bash\necho >%q/begun\nread -r _ <%q/go\nexec %q/bin/metarr-probe "$@"\n' "$PWD" "$PWD" \
		"$METARR_TEST_BUILD" >bin/metarr-probe
	chmod +x bin/metarr-probe
	bin/metarr-scan films </dev/null >first 2>&1 3>&- &
	read -r _ <begun
	x 75 metarr-scan films </dev/null
	[ "$stderr" = "metarr-scan: another scan of library 'films' is running" ]
	metarr-scan -w films </dev/null >second 2>&1 3>&- &
	echo >go
	wait
	same "11" "$(jq .tmdb_id first)"
	same "" "$(cat second)"
	same "1" "$(sql "SELECT COUNT(*) FROM movies")"
}

@test "an interrupt keeps what was committed" {
	film "lib/Alpha (2001)" 11
	mkdir bin
	ln -s "$METARR_TEST_BUILD"/bin/* bin
	rm bin/metarr-probe bin/metarr-scan
	cp "$METARR_TEST_BUILD/bin/metarr-scan" bin
	mkfifo begun
	printf '#!/bin/bash\necho >%q/begun\nexec sleep 1000\n' "$PWD" >bin/metarr-probe
	chmod +x bin/metarr-probe
	bin/metarr-scan films </dev/null >first 2>&1 3>&- &
	pid=$!
	read -r _ <begun
	kill -TERM "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 75 ]
	same "metarr-scan: interrupted" "$(cat first)"
	x 0 metarr-scan films </dev/null
	same "11" "$(jq .tmdb_id <<<"$output")"
}

@test "only some of the passes, and the rest another time" {
	film "lib/Alpha (2001)" 11
	x 64 metarr-scan --passes 4 films
	x 0 metarr-scan --passes 1 films </dev/null
	same "11" "$(jq .tmdb_id <<<"$output")"
	same "0|2" "$(sql "SELECT COUNT(content_hash), COUNT(*) FROM asset_candidates")"
	x 0 metarr-scan --passes=2 films </dev/null
	same "11" "$(jq .tmdb_id <<<"$output")"
	same "2|2" "$(sql "SELECT COUNT(content_hash), COUNT(*) FROM asset_candidates")"
	same "2|0" "$(sql "SELECT COUNT(*), SUM(phash_done) FROM cache_inventory")"
	x 0 metarr-scan films </dev/null
	same "" "$output"
	same "2|2" "$(sql "SELECT COUNT(*), SUM(phash_done) FROM cache_inventory")"
}

# 50 items are written together: what waits for the decoder of the 51st keeps nobody from going on with them.
@test "the passes go on side by side" {
	local i line n=0
	for i in {10..60}; do
		mkdir "lib/Film $i (2001)"
		echo "$i" >"lib/Film $i (2001)/Film $i (2001).mkv"
	done
	cp "$BATS_FILE_TMPDIR/poster.jpg" "lib/Film 10 (2001)"
	mkdir bin
	ln -s "$METARR_TEST_BUILD"/bin/* bin
	rm bin/metarr-probe bin/metarr-scan
	cp "$METARR_TEST_BUILD/bin/metarr-scan" bin
	mkfifo go out
	cat >bin/metarr-probe <<-STUB
	#!/bin/bash
	while read -r line; do
		[[ \$line != *"Film 60"* ]] || read -r _ <$PWD/go
		echo '{"error":{"code":"unsupported","message":"none"}}'
	done
	STUB
	chmod +x bin/metarr-probe
	METARR_CHILDREN=1 bin/metarr-scan films </dev/null >out 2>errors 3>&- &
	exec 4<out
	while ((n < 50)) && read -r line <&4; do n=$((n + 1)); done
	same "50|1" "$(sql "SELECT COUNT(*), (SELECT COUNT(content_hash) FROM asset_candidates) FROM movies")"
	until [ "$(sql "SELECT COUNT(*) FROM cache_inventory WHERE phash_done = 1")" = 1 ]; do :; done
	echo >go
	read -r line <&4
	same "Film 60" "$(jq -r .title <<<"$line")"
	wait $!
	same "" "$(cat errors)"
	same "51" "$(sql "SELECT COUNT(*) FROM movies")"
}

@test "after a publish a scan finds nothing new" {
	film "lib/Alpha (2001)" 11
	video "lib/Beta (2002)/b.mkv"
	cp "$BATS_FILE_TMPDIR/poster.jpg" "lib/Beta (2002)/folder.jpg"
	video "lib/Delta (2004)/Delta (2004) - 1080p.mkv"
	video "lib/Delta (2004)/Delta (2004) - 2160p.mkv"
	nfo "lib/Delta (2004)/movie.nfo" "Delta" 14
	cp "$BATS_FILE_TMPDIR/poster.jpg" "lib/Delta (2004)"
	x 0 metarr-scan films </dev/null
	x 0 metarr-publish films </dev/null
	sql "UPDATE scan_folders SET signature = NULL"
	before=$(dump; sql "SELECT state, has_unpublished_changes, revision FROM movies ORDER BY id")
	x 0 metarr-scan films </dev/null
	[ "$output" = "" ]
	sql "UPDATE scan_folders SET signature = NULL"
	same "$before" "$(dump; sql "SELECT state, has_unpublished_changes, revision FROM movies ORDER BY id")"
	has "$before" "published|0|1"
}

@test "another file of the same size and time is not what a publish wrote" {
	film "lib/Alpha (2001)" 11
	x 0 metarr-scan films </dev/null
	metarr-edit -q movie:1 plot=New >/dev/null
	x 0 metarr-publish films
	nfo=$(sql "SELECT nfo_path FROM movies")
	same 64 "$(sql "SELECT LENGTH(content_hash) FROM scan_files WHERE name = 'movie.nfo'")"
	sed s/New/Mew/ "$nfo" >other
	touch -r "$nfo" other
	mv other "$nfo"
	x 0 metarr-scan films </dev/null
	same "" "$(sql "SELECT content_hash FROM scan_files WHERE name = 'movie.nfo'")"
	# It is somebody's, and stays.
	metarr-edit -q movie:1 tagline=New >/dev/null
	x 0 metarr-publish films
	has "$(<"$nfo")" "<plot>Mew</plot>"
}

@test "an item that somebody changes meanwhile is read again" {
	film "lib/Alpha (2001)" 11
	x 0 metarr-scan films </dev/null
	nfo "lib/Alpha (2001)/movie.nfo" "Other" 11
	video "lib/Alpha (2001)/Alpha (2001).mkv"
	scan_and films "UPDATE movies SET plot = 'Edited.', revision = revision + 1"
	same '["Other","Edited."]' "$(jq -c '[.title, .plot]' first)"
	same "Other|Edited.|3" "$(sql "SELECT title, plot, revision FROM movies")"
}

@test "a film that moved keeps its row when somebody changes it meanwhile" {
	film "lib/Alpha (2001)"
	x 0 metarr-scan films </dev/null
	mv "lib/Alpha (2001)" "lib/Beta (2002)"
	film "lib/Gamma (2003)"
	scan_and films "UPDATE movies SET plot = 'Edited.', revision = revision + 1"
	same "1|$PWD/lib/Beta (2002)/Alpha (2001).mkv|Edited." "$(sql "SELECT id, file_path, plot FROM movies WHERE id = 1")"
	same 2 "$(sql "SELECT COUNT(*) FROM movies WHERE deleted_on IS NULL")"
}

@test "a library whose folder does not answer, or may not be read" {
	film "lib/Alpha (2001)" 11
	x 0 metarr-scan films </dev/null
	# A mount that is dead: opening it takes long, and strace stays as long.
	METARR_CHILD_TIMEOUT=1 x 75 strace -f -qq -o /dev/null -P "$PWD/lib" -e trace=openat \
		-e inject=openat:delay_enter=10000000 metarr-scan films </dev/null
	has "$stderr" "metarr-scan: the folder of library 'films', '$PWD/lib', does not answer"
	chmod 0 lib
	x 77 metarr-scan films </dev/null
	[ "$stderr" = "metarr-scan: cannot read folder '$PWD/lib': Permission denied" ]
	same 0 "$(sql "SELECT COUNT(*) FROM movies WHERE deleted_on IS NOT NULL")"
}

@test "lines that are no records" {
	run --separate-stderr metarr-scan <<<'no json
{"path":7}
{"path":"'"$(printf 'b\377d')"'"}'
	[ "$status" -eq 65 ]
	same '"bad_record"
"bad_record"
"bad_record"' "$(jq -c .error.code <<<"$output")"
	head -c 1200000 /dev/zero | tr '\0' x >long
	x 65 metarr-scan <long
	same '"too_long"' "$(jq -c .error.code <<<"$output")"
}
