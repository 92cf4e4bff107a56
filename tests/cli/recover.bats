# metarr-recover, on libraries that were published.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # helper.bash sets output, stderr, lines
load helper

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=64x36:d=1 -c:v mpeg4 video.mkv
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=60x90:d=1 -frames:v 1 poster.jpg
	ffmpeg -loglevel error -nostdin -f lavfi -i mandelbrot=s=64x36 -frames:v 1 fanart.jpg
	ffmpeg -loglevel error -nostdin -f lavfi -i rgbtestsrc=s=60x90 -frames:v 1 other.jpg
}

# film NAME: its folder with the video and two pictures
film() {
	mkdir -p "Films/$1"
	cp "$BATS_FILE_TMPDIR/video.mkv" "Films/$1/$1.mkv"
	cp "$BATS_FILE_TMPDIR/poster.jpg" "$BATS_FILE_TMPDIR/fanart.jpg" "Films/$1"
}
published() {
	metarr-library add films movies "$PWD/Films" >/dev/null
	metarr-scan -q films >/dev/null
	metarr-publish -q films >/dev/null
}
three_films() {
	film "Solaris (1972)"
	film "Stalker (1979)"
	film "Mirror (1975)"
	printf '<movie>\r\n<title>Mirror</title><mine>x</mine>\r\n</movie>' >"Films/Mirror (1975)/movie.nfo"
	published
}
# The library, each file with its bytes and mode.
state() { (cd "${1:-Films}" && find . -type d -printf '%p %m\n' -o -type f -printf '%p %m ' -exec sha256sum {} \; | sort); }
edit() { # FIELD VALUE: as a person would have
	sql "UPDATE movies SET $1 = '$2', revision = revision + 1, has_unpublished_changes = 1"
	sql "DELETE FROM field_state WHERE field = '$1'"
	sql "INSERT INTO field_state (entity_type, entity_id, field, source, locked) SELECT 'movie', id, '$1', 'edit', 1 FROM movies"
}
# The cached file of a picture.
object() {
	local hash
	hash=$(sha256sum <"$1")
	echo "$METARR_CACHE/assets/${hash:0:2}/${hash:0:64}.jpg"
}
flip() { # FILE: one bit, and neither size nor time
	cp -p "$1" reference
	printf '%b' "\\x$(printf %02x $((0x$(xxd -s 700 -l 1 -p "$1") ^ 4)))" | dd of="$1" bs=1 seek=700 conv=notrunc status=none
	touch -r reference "$1"
}

@test "everything was deleted beside the videos, and everything comes back" {
	three_films
	before=$(state)
	x 0 metarr-recover -c films
	same "9 good, 0 missing or damaged, 0 changed by somebody, 0 failed" "$output"
	find Films -name '*.nfo' -delete
	find Films -name '*.jpg' -delete
	deleted=$(state)
	x 1 metarr-recover -c films
	has "$output" "Mirror (1975)/movie.nfo: missing"
	has "$output" "Stalker (1979)/fanart.jpg: missing"
	has "$output" "0 good, 9 missing or damaged, 0 changed by somebody, 0 failed"
	same "$deleted" "$(state)"
	x 0 metarr-recover -t films
	has "$output" "Solaris (1972)/poster.jpg: missing, put back"
	same "9 put back, 0 good, 0 changed by somebody, 0 failed" "${lines[-1]}"
	same "" "$stderr"
	same "$before" "$(state)"
	x 0 metarr-recover -c films
	x 0 metarr-publish -n films
	same "" "$output"
	x 0 metarr-db check
}

@test "also when a scan has looked in between" {
	three_films
	before=$(state)
	find Films -name '*.nfo' -delete
	find Films -name '*.jpg' -delete
	metarr-scan -q films >/dev/null
	x 0 metarr-recover -q films
	same "$before" "$(state)"
	metarr-scan -q films >/dev/null
	metarr-publish -q films >/dev/null
	same "$before" "$(state)"
	same 3 "$(sql "SELECT COUNT(*) FROM movies WHERE state = 'published' AND has_unpublished_changes = 0")"
}

@test "a series with two episodes in one file" {
	show="TV/Alpha (2008)"
	mkdir -p "$show/Season 1"
	cp "$BATS_FILE_TMPDIR/video.mkv" "$show/Season 1/Alpha S01E01.mkv"
	cp "$BATS_FILE_TMPDIR/video.mkv" "$show/Season 1/Alpha S01E02E03.mkv"
	cp "$BATS_FILE_TMPDIR/poster.jpg" "$show"
	cp "$BATS_FILE_TMPDIR/other.jpg" "$show/season01-poster.jpg"
	metarr-library add tv tvshows "$PWD/TV" >/dev/null
	metarr-library set tv players kodi,jellyfin
	metarr-scan -q tv >/dev/null
	x 0 metarr-publish -q tv
	before=$(state TV)
	has "$before" "./Alpha (2008)/Season 1/season.nfo"
	x 0 metarr-recover -c tv
	find TV -name '*.nfo' -delete
	find TV -name '*.jpg' -delete
	x 0 metarr-recover -q tv
	same "$before" "$(state TV)"
	x 0 metarr-recover -c tv
	x 0 metarr-publish -n tv
	same "" "$output"
}

@test "what was published comes back, and not what was edited since" {
	three_films
	before=$(state)
	edit plot "Said later"
	rm "Films/Solaris (1972)/movie.nfo"
	x 0 metarr-recover -q films
	same "$before" "$(state)"
	same 3 "$(sql "SELECT COUNT(*) FROM movies WHERE has_unpublished_changes = 1 AND plot = 'Said later'")"
	x 0 metarr-publish -q films
	has "$(cat "Films/Solaris (1972)/movie.nfo")" "Said later"
}

@test "nothing was published: nothing comes" {
	film "Solaris (1972)"
	metarr-library add films movies "$PWD/Films" >/dev/null
	metarr-scan -q films >/dev/null
	rm "Films/Solaris (1972)/poster.jpg"
	before=$(state)
	x 0 metarr-recover -t films
	same "0 put back, 0 good, 0 changed by somebody, 0 failed" "$output"
	same "$before" "$(state)"
}

@test "damage, and what somebody changed" {
	local name
	for name in A B C D E F G H; do film "$name (1972)"; done
	published
	before=$(state)
	: >"Films/A (1972)/poster.jpg"
	truncate -s 1000 "Films/B (1972)/poster.jpg"
	truncate -s 1000 "Films/C (1972)/poster.jpg"
	truncate -s 3000 "Films/C (1972)/poster.jpg"
	flip "Films/D (1972)/poster.jpg"
	echo "Not found" >"Films/E (1972)/poster.jpg"
	truncate -s 40 "Films/F (1972)/movie.nfo"
	echo "what a scene group says" >"Films/E (1972)/movie.nfo"
	cp "$BATS_FILE_TMPDIR/other.jpg" "Films/G (1972)/poster.jpg"
	sed -i 's,</title>,&<plot>Mine</plot>,' "Films/H (1972)/movie.nfo"
	rm "Films/H (1972)/poster.jpg"
	ln -s /media/away/poster.jpg "Films/H (1972)/poster.jpg"
	x 1 metarr-recover -c films
	same "A (1972)/poster.jpg: empty
B (1972)/poster.jpg: cut
C (1972)/poster.jpg: cut
D (1972)/poster.jpg: rotten
E (1972)/poster.jpg: unreadable
E (1972)/movie.nfo: unreadable
F (1972)/movie.nfo: cut
G (1972)/poster.jpg: changed
H (1972)/poster.jpg: changed
H (1972)/movie.nfo: changed
14 good, 7 missing or damaged, 3 changed by somebody, 0 failed" "$output"
	x 1 metarr-recover -cj films
	same '["poster","rotten",false]' "$(jq -c 'select(.title == "D") | .damage[] | [.asset_type, .damage, .restored]' <<<"$output")"
	same '[null,"cut"]' "$(jq -c 'select(.title == "F") | .damage[] | [.asset_type, .damage]' <<<"$output")"

	x 0 metarr-recover -t films
	same "7 put back, 14 good, 3 changed by somebody, 0 failed" "${lines[-1]}"
	has "$(cat "Films/H (1972)/movie.nfo")" "<plot>Mine</plot>"
	cmp "$BATS_FILE_TMPDIR/other.jpg" "Films/G (1972)/poster.jpg"
	[ -L "Films/H (1972)/poster.jpg" ]
	x 0 metarr-recover -c films
	x 0 metarr-recover -t --changed films
	same "3 put back, 21 good, 0 changed by somebody, 0 failed" "$(tail -n 1 <<<"$output" | sed 's/3 changed/0 changed/')"
	same "$before" "$(state)"
	# What was replaced can be taken back.
	same 3 "$(sql "SELECT COUNT(*) FROM displaced_files d JOIN publish_log l ON l.id = d.publish_id
		WHERE l.published_by = 'recover' AND d.existed = 1 AND (d.link_text IS NOT NULL OR d.path LIKE '%/G %' OR d.path LIKE '%/H %')")"
}

@test "a file that Metarr had replaced comes back with the mode that it had" {
	film "Solaris (1972)"
	echo '<movie><title>Solaris</title></movie>' >"Films/Solaris (1972)/movie.nfo"
	chmod 640 "Films/Solaris (1972)/movie.nfo"
	published
	edit plot "Words"
	metarr-publish -q films >/dev/null
	before=$(state)
	has "$before" "movie.nfo 640"
	rm "Films/Solaris (1972)/movie.nfo"
	x 0 metarr-recover -q films
	same "$before" "$(state)"
	rm "Films/Solaris (1972)/movie.nfo"
	x 0 metarr-recover -q films
	same "$before" "$(state)"
}

@test "what somebody changed and a publish has taken over is what was published" {
	three_films
	cp "$BATS_FILE_TMPDIR/other.jpg" "Films/Solaris (1972)/poster.jpg"
	sed -i 's,</title>,&<plot>Mine</plot>,' "Films/Solaris (1972)/movie.nfo"
	sed -i 's,<year>1979,<year>1980,' "Films/Stalker (1979)/movie.nfo"
	x 0 metarr-recover -c films
	has "$output" "6 good, 0 missing or damaged, 3 changed by somebody, 0 failed"
	metarr-scan -q films >/dev/null
	metarr-publish -q films >/dev/null
	before=$(state)
	has "$(cat "Films/Solaris (1972)/movie.nfo")" "<plot>Mine</plot>"
	x 0 metarr-recover -c films
	same "9 good, 0 missing or damaged, 0 changed by somebody, 0 failed" "$output"
	rm Films/*/*.nfo Films/*/poster.jpg
	x 0 metarr-recover -q films
	same "$before" "$(state)"
	x 0 metarr-recover -q --changed films
	same "$before" "$(state)"
}

@test "actors' pictures, in a folder of their own" {
	film "Solaris (1972)"
	echo '<movie><title>Solaris</title><actor><name>Tom Doe</name></actor></movie>' >"Films/Solaris (1972)/movie.nfo"
	mkdir "Films/Solaris (1972)/.actors"
	cp "$BATS_FILE_TMPDIR/other.jpg" "Films/Solaris (1972)/.actors/Tom_Doe.jpg"
	published
	before=$(state)
	rm -r "Films/Solaris (1972)/.actors"
	x 1 metarr-recover -c films
	has "$output" "Solaris (1972)/.actors/Tom_Doe.jpg: missing"
	x 0 metarr-recover -q films
	same "$before" "$(state)"
}

@test "-n is a diff of the same, and touches nothing" {
	three_films
	rm "Films/Solaris (1972)/movie.nfo"
	truncate -s 20 "Films/Mirror (1975)/movie.nfo"
	cp -a Films Copy
	before=$(state)
	x 0 metarr-recover -n films
	same "# files: 7 identical, 1 changed, 1 added, 0 removed" "${lines[0]}"
	same "$before" "$(state)"
	patch -s --binary -p1 -d Copy <<<"$output"
	x 0 metarr-recover -q films
	diff -r Films Copy
	x 0 metarr-recover -n films
	same "" "$output"
}

@test "records through the pipe" {
	three_films
	rm "Films/Stalker (1979)/poster.jpg"
	x 0 bash -c 'metarr-ls -j | sed "s,}\$,\,\"mine\":12345678901234567890}," | metarr-recover'
	same 3 "${#lines[@]}"
	has "$output" '"mine":12345678901234567890'
	same '["poster","missing",true,false]' "$(jq -c '.damage[] | [.asset_type, .damage, .restored, .lost]' <<<"$output")"
	same "published" "$(jq -r .state <<<"$output" | sort -u)"
	printf '%s\n' '{"progress":1}' '{"type":"movie","id":99}' '{"type":"movie","id":1,"error":{"code":"io","message":"x","retry":true}}' >in
	x 1 metarr-recover <in
	same '{"progress":1}' "${lines[0]}"
	same "not_found" "$(jq -r .error.code <<<"${lines[1]}")"
	same "io" "$(jq -r .error.code <<<"${lines[2]}")"
	x 0 metarr-recover </dev/null
	same "metarr-recover: no records came in; -a means all" "$stderr"
}

@test "a library that is not there is left alone" {
	three_films
	mv Films Away
	x 75 metarr-recover films
	same "library_absent" "$(jq -r .error.code <<<"$output" | sort -u)"
	[ ! -e Films ]
	mkdir Films
	x 75 metarr-recover -t --folders films
	same "" "$(ls Films)"
	x 75 metarr-recover -c films
	has "$stderr" "is empty"
}

@test "a folder that is gone is made only when it is asked for" {
	three_films
	chmod 750 "Films/Solaris (1972)"
	before=$(state)
	rm -r "Films/Solaris (1972)"
	x 1 metarr-recover films
	same "not_found" "$(jq -r 'select(.error) | .error.code' <<<"$output")"
	[ ! -e "Films/Solaris (1972)" ]
	x 0 metarr-recover -n --folders films
	has "$output" "# make folder Solaris (1972)"
	[ ! -e "Films/Solaris (1972)" ]
	x 0 metarr-recover -q --folders films
	chmod 750 "Films/Solaris (1972)"
	same "$(grep -v mkv <<<"$before")" "$(state | grep -v mkv)"
	same 1 "$(sql "SELECT COUNT(*) FROM displaced_files WHERE is_dir = 1 AND existed = 0")"
	x 0 metarr-recover -c --folders films
	x 0 metarr-db check
}

@test "an item that a scan found gone comes back only by its name" {
	three_films
	id=$(sql "SELECT id FROM movies WHERE title = 'Solaris'")
	rm -r "Films/Solaris (1972)"
	metarr-scan -q films >/dev/null
	same 1 "$(sql "SELECT COUNT(*) FROM movies WHERE deleted_on IS NOT NULL")"
	x 0 metarr-recover -t --folders films
	same "0 put back, 6 good, 0 changed by somebody, 0 failed" "$output"
	x 0 metarr-recover -t "movie:$id"
	[ ! -e "Films/Solaris (1972)" ]
	x 0 metarr-recover -t --folders "movie:$id"
	has "$output" "3 put back"
	[ -e "Films/Solaris (1972)/movie.nfo" ]
	same 1 "$(sql "SELECT COUNT(*) FROM movies WHERE deleted_on IS NOT NULL")"
	cp "$BATS_FILE_TMPDIR/video.mkv" "Films/Solaris (1972)/Solaris (1972).mkv"
	metarr-scan -q films >/dev/null
	same "$id" "$(sql "SELECT id FROM movies WHERE title = 'Solaris' AND deleted_on IS NULL")"
}

@test "many videos are gone: no folder is made without -f" {
	local i
	for i in 1 2 3 4 5 6 7 8 9; do film "Film $i (1972)"; done
	published
	before=$(state | grep -v mkv)
	rm -r Films/Film\ [1-6]*
	x 75 metarr-recover --folders films
	same "library_absent" "$(jq -r .error.code <<<"$output" | sort -u)"
	has "$output" "6 of the 9 videos of library 'films' are not there"
	x 0 metarr-recover -q --folders -f films
	same "$before" "$(state | grep -v mkv)"
}

@test "a damaged object of the cache is found again, or reported" {
	three_films
	local poster fanart
	poster=$(object "$BATS_FILE_TMPDIR/poster.jpg")
	fanart=$(object "$BATS_FILE_TMPDIR/fanart.jpg")
	# The other films have the same poster.
	rm "Films/Solaris (1972)/poster.jpg"
	flip "$poster"
	x 1 metarr-recover -c --cache films
	has "$output" "Solaris (1972)/poster.jpg: missing"
	has "$output" "cache: assets/${poster#*/assets/}: damaged, found again: $PWD/Films/"
	has "$output" "cache: 1 good, 1 not"
	[ ! -e "$METARR_CACHE/quarantine" ]
	x 0 metarr-recover -t films
	has "$output" "1 put back"
	cmp "$BATS_FILE_TMPDIR/poster.jpg" "Films/Solaris (1972)/poster.jpg"
	cmp "$BATS_FILE_TMPDIR/poster.jpg" "$poster"
	same "${poster##*/}" "$(ls "$METARR_CACHE/quarantine")"
	x 0 metarr-recover -c --cache
	same "cache: 2 good, 0 not
NFO texts: 3 good, 0 not" "$output"

	# No file has these bytes any more.
	rm "$fanart" Films/*/fanart.jpg
	x 1 metarr-recover --cache films
	same "not_found" "$(jq -r '.error.code' <<<"$output" | sort -u)"
	same 3 "$(jq -c 'select(.type) | .damage[] | select(.lost)' <<<"$output" | grep -c fanart)"
	same '["missing",null,false]' "$(jq -c 'select(.cache_path) | [.damage, .source, .restored]' <<<"$output")"
	cp "$BATS_FILE_TMPDIR/fanart.jpg" "Films/Mirror (1975)"
	x 0 metarr-recover -t --cache
	has "$output" "missing, found again: $PWD/Films/Mirror (1975)/fanart.jpg"
	x 0 metarr-recover -q films
	cmp "$BATS_FILE_TMPDIR/fanart.jpg" "Films/Stalker (1979)/fanart.jpg"
}

@test "a damaged text of an NFO is found again, or reported" {
	three_films
	local hash
	hash=$(sql "SELECT published_nfo_hash FROM movies WHERE id = 1")
	cp "Films/Mirror (1975)/movie.nfo" good.nfo
	sql "UPDATE nfo_texts SET body = (SELECT n.body FROM nfo_texts n WHERE n.hash <> nfo_texts.hash LIMIT 1) WHERE hash = '$hash'"
	x 1 metarr-check -t --full
	has "$output" "1 of the NFO texts in the database is damaged"
	x 1 metarr-recover -c --cache
	has "$output" "NFO text $hash: damaged, found again: $PWD/Films/Mirror (1975)/movie.nfo"
	x 0 metarr-recover --cache
	same '[null,"damaged",true]' "$(jq -c 'select(.content_hash) | [.cache_path, .damage, .restored]' <<<"$output")"
	x 0 metarr-recover -c --cache
	x 0 metarr-check -qt --full

	# No file has these bytes any more.
	sql "DELETE FROM nfo_texts WHERE hash = '$hash'"
	sql "INSERT INTO nfo_texts (hash, body, size) SELECT '$hash', body, size FROM nfo_texts WHERE hash <> '$hash' LIMIT 1"
	rm "Films/Mirror (1975)/movie.nfo"
	x 1 metarr-recover -t films
	has "$output" "Mirror (1975)/movie.nfo: missing, and its bytes are nowhere any more"
	x 1 metarr-recover -t --cache
	has "$stderr" "NFO text '$hash' is damaged, and no file with its bytes is left"
	# One that was published of it elsewhere has.
	mkdir Films/Other
	cp good.nfo Films/Other
	sql "INSERT INTO nfo_versions (entity_type, entity_id, version, hash, path, origin) VALUES ('movie', 2, 9, '$hash', '$PWD/Films/Other/good.nfo', 'file')"
	x 0 metarr-recover -t films
	cmp "Films/Mirror (1975)/movie.nfo" good.nfo
}

@test "nobody looks for bytes in a library that is not there" {
	three_films
	local poster
	poster=$(object "$BATS_FILE_TMPDIR/poster.jpg")
	flip "$poster"
	sql "UPDATE libraries SET fs_type = 'cramfs'"
	x 1 metarr-check -t --full
	has "$output" "1 of the cache's objects is damaged"
	x 1 metarr-recover -t --cache
	has "$output" "damaged, found nowhere else"
	sql "UPDATE libraries SET fs_type = NULL"
	x 0 metarr-recover -t --cache
	has "$output" ", found again: $PWD/Films/"
}

@test "what can be put back is, when other bytes are lost" {
	three_films
	rm -r "$METARR_CACHE/assets" Films/*/*.jpg "Films/Solaris (1972)/movie.nfo"
	x 1 metarr-recover -t films
	has "$output" "Solaris (1972)/movie.nfo: missing, put back"
	has "$output" "Solaris (1972)/poster.jpg: missing, and its bytes are nowhere any more"
	has "$stderr" "the bytes that were published as"
	[ -s "Films/Solaris (1972)/movie.nfo" ]
}

@test "killed in the middle, the next one goes on" {
	three_films
	before=$(state)
	find Films -name '*.nfo' -delete
	find Films -name '*.jpg' -delete
	run strace -f -qq -o /dev/null -e trace=renameat2 -e inject=renameat2:signal=KILL:when=2 metarr-recover films
	[ "$status" -eq 137 ]
	sessions_over
	same 1 "$(sql "SELECT COUNT(*) FROM publish_log WHERE open = 1")"
	x 1 metarr-recover -c films
	has "$output" "interrupted while it was published"
	x 0 metarr-recover -t films
	has "$stderr" "an interrupted publish was dealt with"
	same "$before" "$(state)"
	same 0 "$(sql "SELECT COUNT(*) FROM publish_journal")"
	x 0 metarr-db check
}

@test "usage" {
	x 64 metarr-recover -a films
	x 78 metarr-recover films
	three_films
	x 1 metarr-recover nowhere
	has "$stderr" "nowhere"
	x 0 metarr-recover -h
	has "$output" "usage: metarr-recover"
}
