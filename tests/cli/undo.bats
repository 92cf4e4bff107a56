# metarr-undo, on libraries that were published.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # helper.bash sets output, stderr, lines
load helper

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=64x36:d=1 -c:v mpeg4 video.mkv
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=60x90:d=1 -frames:v 1 poster.jpg
}

# film NAME: its folder with a video that no other has
film() {
	mkdir -p "Films/$1"
	{ cat "$BATS_FILE_TMPDIR/video.mkv"; echo "$1"; } >"Films/$1/$1.mkv"
}
# Two films: one with an NFO of its own, of a mode and time of its own, and a poster; one with nothing.
two_films() {
	film "Mirror (1975)"
	film "Solaris (1972)"
	printf '<movie>\r\n<title>Mirror</title><mine>x</mine>\r\n<plot>Old</plot></movie>' >"Films/Mirror (1975)/movie.nfo"
	cp "$BATS_FILE_TMPDIR/poster.jpg" "Films/Mirror (1975)/poster.jpg"
	chmod 640 "Films/Mirror (1975)/movie.nfo"
	touch -d '2010-01-02 03:04:05.678' "Films/Mirror (1975)/movie.nfo"
	state >before
	metarr-library -q add films movies Films
	metarr-scan -q films >/dev/null
}
publish() { metarr-publish -q films >/dev/null; }
edit() { metarr-edit -qt "$@"; }
# Each file with its bytes, mode and time; folders with their modes.
state() {
	(cd Films && find . -type d -printf '%p %m\n' -o -type l -printf '%p -> %l\n' -o -type f -printf '%p %m %T@ ' \
		-exec sha256sum {} \; | sort)
}
nfo() { grep -o "<$1>[^<]*" "Films/Mirror (1975)/movie.nfo" | sed 's/.*>//'; }
field() { metarr-show -j movie:1 | jq -r ".fields.$1 | [.value, .source, .locked] | @csv"; }

@test "what is not published is discarded: values, sources, locks" {
	two_films
	edit movie:1 tagline=Kept
	publish
	state >published
	edit movie:1 plot=New tags+=Kids --lock title
	edit movie:1 plot=Newer tagline=Other
	x 0 metarr-undo -nt movie:1
	has "$output" "plot: Newer -> Old, unlocked"
	same '"Newer","edit",true' "$(field plot)"
	x 0 metarr-undo -t movie:1
	same "movie:1 Mirror: title, unlocked
movie:1 Mirror: plot: Newer -> Old, unlocked
movie:1 Mirror: tagline: Other -> Kept
movie:1 Mirror: tags: Kids -> (nothing), locked in: nothing
1 item taken back, 0 fields stay, 0 failed; this is batch 4" "$output"
	same "" "$stderr"
	same '"Old","nfo",false' "$(field plot)"
	same '"Kept","edit",true' "$(field tagline)"
	same 'null' "$(metarr-show -j movie:1 | jq '.fields.tags.value')"
	same 'published false' "$(metarr-show -j movie:1 | jq -r '"\(.state) \(.has_unpublished_changes)"')"
	x 0 metarr-publish -t films
	has "$output" "0 published"
	same "$(cat published)" "$(state)"
}

# fanart COLOUR: somebody puts it there
fanart() {
	ffmpeg -loglevel error -nostdin -f lavfi -i "color=$1:s=160x90" -frames:v 1 -y "Films/Solaris (1972)/fanart.jpg"
	metarr-scan -q films >/dev/null
}
# selected: the fanarts of which item 2 has rows, oldest first, that are to be seen
selected() { sql "SELECT is_selected FROM asset_candidates WHERE asset_type = 'fanart' ORDER BY id" | tr '\n' ' '; }

@test "of the pictures that stood at one path one at most is shown" {
	two_films
	fanart red
	cp "Films/Solaris (1972)/fanart.jpg" red.jpg
	publish
	fanart green
	edit movie:2 plot=New
	publish
	same "0 1 " "$(selected)"
	# The version had the first one there: the second has no place any more.
	x 0 metarr-undo -tu movie:2 0
	cmp "Films/Solaris (1972)/fanart.jpg" red.jpg
	same "1 0 " "$(selected)"
	# What somebody puts there next is theirs, whichever row was shown.
	fanart blue
	cp "Films/Solaris (1972)/fanart.jpg" blue.jpg
	same "0 0 1 " "$(selected)"
	publish
	cmp "Films/Solaris (1972)/fanart.jpg" blue.jpg
	x 0 metarr-undo -t movie:2
	same "0 0 1 " "$(selected)"
}

@test "a discarded choice brings back the picture that stands there, and not those that did" {
	two_films
	publish
	fanart red
	fanart green
	publish
	same "0 1 " "$(selected)"
	sql "UPDATE asset_candidates SET is_selected = 0, selected_by = NULL WHERE asset_type = 'fanart'"
	sql "INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, is_downloaded, is_selected,
		selected_by, selected_at, cache_path, content_hash, created_at) SELECT 'movie', 2, 'fanart', 'tmdb', 1, 1,
		'ann', '2999-01-01 00:00:00.000', cache_path, content_hash, '' FROM asset_candidates WHERE asset_type = 'poster'"
	sql "UPDATE movies SET has_unpublished_changes = 1 WHERE id = 2"
	x 0 metarr-undo -t movie:2
	same "0 1 0 " "$(selected)"
}

@test "nothing to discard, and nothing to go back to" {
	two_films
	x 1 metarr-undo -t movie:1
	same "metarr-undo: movie:1 Mirror: it was never published: there is nothing to go back to" "${stderr_lines[0]}"
	publish
	x 0 metarr-undo -t films
	same "nothing to take back" "$output"
	same "" "$stderr"
	x 1 metarr-undo -t movie:1 9
	has "$stderr" "it has no version 9 of its NFO"
}

@test "what somebody wrote into the file is no unpublished change of Metarr's" {
	two_films
	publish
	sed -i 's/Old/By hand/' "Films/Mirror (1975)/movie.nfo"
	metarr-scan -q films >/dev/null
	x 0 metarr-undo -t movie:1
	same "movie:1 Mirror: plot is locked: it stays as it is
0 items taken back, 1 field stays, 0 failed" "$output"
	same '"By hand","file",true' "$(field plot)"
}

@test "back to a version: locked fields stay, without the locks they do not" {
	two_films
	cp "Films/Mirror (1975)/movie.nfo" zero.nfo
	publish
	edit movie:1 plot=One
	publish
	cp "Films/Mirror (1975)/movie.nfo" one.nfo
	edit movie:1 plot=Two tagline=Words
	publish
	x 0 metarr-undo -t movie:1 1
	has "$output" "movie:1 Mirror: plot is locked: it stays as it is"
	same Two "$(nfo plot)"
	x 0 metarr-undo -nt -u movie:1 1
	has "$output" "# movie:1 Mirror: plot: Two -> One"
	has "$output" "+<plot>One</plot>"
	same Two "$(nfo plot)"
	cp -r Films Copy
	metarr-undo -nt -u movie:1 1 | patch -s --binary -p1 -d Copy
	cmp "Copy/Mirror (1975)/movie.nfo" one.nfo
	x 0 metarr-undo -t -u movie:1 1
	has "$output" "1 file written, 0 removed"
	cmp "Films/Mirror (1975)/movie.nfo" one.nfo
	same '"One","edit",true' "$(field plot)"
	same '3' "$(sql "SELECT COUNT(*) FROM publish_log WHERE entity_id = 1 AND entity_type = 'movie' AND success = 1")"
	x 0 metarr-publish -t films
	has "$output" "0 published"
	# All the way, and forward again.
	x 0 metarr-undo -t -u movie:1 0
	cmp "Films/Mirror (1975)/movie.nfo" zero.nfo
}

@test "a version that did not come from an edit holds against the next scan" {
	two_films
	publish
	sed -i 's/Old/By hand/' "Films/Mirror (1975)/movie.nfo"
	metarr-scan -q films >/dev/null
	edit --unlock plot movie:1
	x 0 metarr-undo -t movie:1 0
	same Old "$(nfo plot)"
	x 0 metarr-scan -t films
	has "$output" "0 new, 0 changed"
	same '"Old","nfo",false' "$(field plot)"
}

@test "back to a version: what is locked into a list or out of it stays, and is said" {
	two_films
	sed -i 's|<mine>|<genre>War</genre><genre>Drama</genre>&|' "Films/Mirror (1975)/movie.nfo"
	metarr-scan -q films >/dev/null
	edit movie:1 --unlock genres
	publish
	edit movie:1 tags+=Kids genres-=War
	publish
	edit movie:1 genres+=Poem
	publish
	x 0 metarr-undo -nt movie:1 1
	has "$output" "# movie:1 Mirror: a part of tags is locked: it stays as it is"
	has "$output" "# movie:1 Mirror: a part of genres is locked: it stays as it is"
	hasnt "$output" "Mirror: tags"
	cp "Films/Mirror (1975)/movie.nfo" now.nfo
	x 0 metarr-undo -t movie:1 1
	has "$output" "movie:1 Mirror: a part of tags is locked: it stays as it is"
	hasnt "$output" "Mirror: tags"
	cmp "Films/Mirror (1975)/movie.nfo" now.nfo
	same "Kids" "$(nfo tag)"
	same "Drama Poem" "$(nfo genre | xargs)"
	x 0 metarr-undo -tu movie:1 1
	hasnt "$output" "stays as it is"
	same "" "$(nfo tag)"
	same "War Drama" "$(nfo genre | xargs)"
}

@test "back to an address alone, and to an empty file" {
	film "Mirror (1975)"
	film "Solaris (1972)"
	printf 'https://www.imdb.com/title/tt0072443/\n' >"Films/Mirror (1975)/movie.nfo"
	: >"Films/Solaris (1972)/movie.nfo"
	sha256sum Films/*/movie.nfo >before
	metarr-library -q add films movies Films
	metarr-scan -q films >/dev/null
	edit films plot=Mine
	publish
	for film in movie:1 movie:2; do
		x 0 metarr-undo -nt -u $film 0
		x 0 metarr-undo -t -u $film 0
		has "$output" "plot: Mine -> (nothing), unlocked"
	done
	sha256sum -c before
}

@test "a kind of artwork that was locked, unlocked and locked is as it was" {
	two_films
	publish
	edit movie:1 --lock poster plot=One
	x 0 metarr-undo -qt -u movie:1 0
	x 0 metarr-undo -t -u movie:1 0
	hasnt "$output" "poster"
	same '[]' "$(metarr-show -j movie:1 | jq -c .locked_kinds)"
}

@test "back to a version: its pictures" {
	two_films
	publish
	cp "Films/Mirror (1975)/poster.jpg" old.jpg
	ffmpeg -loglevel error -nostdin -f lavfi -i color=red:s=60x90 -frames:v 1 new.jpg
	cp new.jpg "Films/Mirror (1975)/poster.jpg"
	metarr-scan -q films >/dev/null
	edit movie:1 plot=New
	publish
	cmp "Films/Mirror (1975)/poster.jpg" new.jpg
	edit --lock poster movie:1
	x 0 metarr-undo -nt movie:1 0
	has "$output" "# movie:1 Mirror: poster is locked: it stays as it is"
	hasnt "$output" "poster.jpg"
	x 0 metarr-undo -nt -u movie:1 0
	has "$output" "# movie:1 Mirror: poster: 2 -> 1, unlocked"
	has "$output" "poster.jpg"
	cmp "Films/Mirror (1975)/poster.jpg" new.jpg
	x 0 metarr-undo -t -u movie:1 0
	has "$output" "movie:1 Mirror: poster: 2 -> 1, unlocked"
	has "$output" "2 files written, 0 removed"
	cmp "Films/Mirror (1975)/poster.jpg" old.jpg
	same local "$(sql "SELECT selected_by FROM asset_candidates WHERE is_selected = 1")"
	x 0 metarr-scan -t films
	has "$output" "0 new, 0 changed"
	x 0 metarr-publish -t films
	has "$output" "0 published"
	edit --lock poster movie:1
	publish
	x 0 metarr-show -t --history movie:1
	has "$output" "NFO version 3, published, "
	has "$output" ", other artwork"
}

@test "a decision of a conflict is taken back" {
	two_films
	publish
	edit movie:1 plot=Mine
	sed -i 's/Old/Theirs/' "Films/Mirror (1975)/movie.nfo"
	metarr-scan -q films >/dev/null
	same 1 "$(metarr-ls -j --conflict | jq .id)"
	x 0 metarr-edit -t --keep metarr movie:1
	has "$output" "plot, not in conflict any more"
	x 0 metarr-undo -t --batch 2
	has "$output" "movie:1 Mirror: plot, in conflict"
	same 1 "$(metarr-ls -j --conflict | jq .id)"
	publish
	same Theirs "$(nfo plot)"
}

@test "a batch goes back, but for what was changed since; and forward again" {
	two_films
	edit films tagline=Same tags=Kids
	edit movie:2 tagline=Mine
	x 0 metarr-undo -nt --batch 1
	same 2 "$(sql "SELECT COUNT(*) FROM edit_batches")"
	x 0 metarr-undo -t --batch 1
	has "$output" "movie:1 Mirror: tagline: Same -> (nothing), unlocked"
	has "$output" "movie:2 Solaris: tagline has been changed since: it stays as it is"
	has "$output" "2 items taken back, 1 field stays, 0 failed; this is batch 3"
	same Mine "$(metarr-show -j movie:2 | jq -r .tagline)"
	same 1 "$(sql "SELECT COUNT(*) FROM edit_batches WHERE undone_at IS NOT NULL")"
	x 0 metarr-undo -t --batch 1
	has "$output" "1 field stays"
	hasnt "$output" "Kids"
	x 0 metarr-undo -j --batch 3
	same '["Kids"]' "$(metarr-show -j movie:1 | jq -c .fields.tags.value)"
	same 'true' "$(metarr-show -j movie:1 | jq -c .fields.tags.locked)"
	x 1 metarr-undo -t --batch 99
	same "metarr-undo: there is no edit with batch number 99" "${stderr_lines[0]}"
}

@test "locks of artwork go back with their batch" {
	two_films
	edit --lock poster movie:1
	x 0 metarr-undo -t --batch 1
	has "$output" "movie:1 Mirror: poster, unlocked"
	same 0 "$(sql "SELECT COUNT(*) FROM field_state WHERE field = 'poster'")"
	x 0 metarr-undo -t --batch 2
	same 1 "$(sql "SELECT COUNT(*) FROM field_state WHERE field = 'poster' AND locked = 1")"
}

@test "the original: bytes, names, modes, times; then as if never published" {
	two_films
	edit films plot=New
	publish
	edit films plot=Newer
	publish
	state >published
	x 0 metarr-undo -nt --original films
	has "$output" "--- a/Mirror (1975)/movie.nfo"
	has "$output" "+++ /dev/null"
	same "$(cat published)" "$(state)"
	x 0 metarr-undo -t --original films
	same "Mirror (1975)/movie.nfo: put back
Solaris (1972)/movie.nfo: removed
2 items as they were found, 0 files stay, 0 failed" "$output"
	same "" "$stderr"
	same "$(cat before)" "$(state)"
	same 0 "$(sql "SELECT COUNT(*) FROM published_files")"
	same 0 "$(sql "SELECT COUNT(*) FROM displaced_files")"
	same 2 "$(sql "SELECT COUNT(*) FROM movies WHERE state = 'discovered' AND last_published_at IS NULL")"
	x 0 metarr-scan -t films
	has "$output" "0 new, 0 changed"
	x 0 metarr-undo -t --original films
	same "nothing to take back" "$output"
	x 0 metarr-db check
	x 0 metarr-publish -t films
	has "$output" "2 published"
	same Newer "$(nfo plot)"
	x 0 metarr-undo -t --original movie:1 movie:2
	same "$(cat before)" "$(state)"
}

@test "what was found, deleted and recovered was not added by Metarr" {
	two_films
	publish
	rm "Films/Mirror (1975)/poster.jpg" "Films/Mirror (1975)/movie.nfo"
	metarr-recover -q films
	x 0 metarr-undo -t --original films
	cmp "Films/Mirror (1975)/poster.jpg" "$BATS_FILE_TMPDIR/poster.jpg"
	has "$(cat "Films/Mirror (1975)/movie.nfo")" "<mine>x</mine>"
	[ ! -e "Films/Solaris (1972)/movie.nfo" ]
	edit movie:1 plot=New
	publish
	metarr-undo -q --original films
	same Old "$(nfo plot)"
	cmp "Films/Mirror (1975)/poster.jpg" "$BATS_FILE_TMPDIR/poster.jpg"
}

@test "what was found, damaged and recovered is as it was found" {
	two_films
	publish
	truncate -s 100 "Films/Mirror (1975)/poster.jpg"
	: >"Films/Mirror (1975)/movie.nfo"
	metarr-recover -q films
	x 0 metarr-undo -t --original films
	hasnt "$output" "Mirror"
	cmp "Films/Mirror (1975)/poster.jpg" "$BATS_FILE_TMPDIR/poster.jpg"
	has "$(cat "Films/Mirror (1975)/movie.nfo")" "<mine>x</mine>"
	# And after Metarr has replaced what it had recovered.
	ffmpeg -loglevel error -nostdin -f lavfi -i color=red:s=60x90 -frames:v 1 "Films/Mirror (1975)/poster.png"
	publish
	truncate -s 100 "Films/Mirror (1975)/poster.jpg"
	: >"Films/Mirror (1975)/movie.nfo"
	metarr-recover -q films
	edit movie:1 plot=New
	publish
	metarr-undo -q --original films
	same Old "$(nfo plot)"
	cmp "Films/Mirror (1975)/poster.jpg" "$BATS_FILE_TMPDIR/poster.jpg"
}

@test "an NFO that comes after Metarr's own is no found one" {
	two_films
	publish
	echo '<movie><title>Solaris</title><plot>Theirs</plot></movie>' >"Films/Solaris (1972)/movie.nfo"
	metarr-scan -q films >/dev/null
	same "published file" "$(metarr-show -j movie:2 | jq -r '[.nfo_versions[].origin] | join(" ")')"
	metarr-undo -q --original --changed films
	same "$(cat before)" "$(state)"
}

@test "the original of links, rivals and new names" {
	two_films
	printf '<movie><title>Mirror</title><plot>Linked</plot></movie>' >shared.nfo
	ln -sf ../../shared.nfo "Films/Mirror (1975)/movie.nfo"
	ln -s nowhere "Films/Solaris (1972)/movie.nfo"
	metarr-library -q set films names long
	metarr-scan -q films >/dev/null
	state >before
	edit films plot=New
	metarr-publish -q films >/dev/null
	metarr-publish -q --rename films >/dev/null
	[ ! -L "Films/Mirror (1975)/movie.nfo" ]
	[ -f "Films/Mirror (1975)/Mirror (1975)-poster.jpg" ]
	x 0 metarr-undo -t --original films
	same "$(cat before)" "$(state)"
	x 0 metarr-scan -q films
	x 0 metarr-undo -t --original films
	same "nothing to take back" "$output"
}

@test "what somebody changed is theirs, unless it is said" {
	two_films
	edit films plot=New
	publish
	echo '<movie><title>Mirror</title><plot>Mine</plot></movie>' >"Films/Mirror (1975)/movie.nfo"
	rm "Films/Solaris (1972)/movie.nfo"
	x 0 metarr-undo -j --original films
	same '["changed"] ["same"]' "$(jq -c '[.files[].fate]' <<<"$output" | tr '\n' ' ' | sed 's/ $//')"
	has "$(cat "Films/Mirror (1975)/movie.nfo")" Mine
	x 0 metarr-undo -t --original --changed films
	has "$output" "Mirror (1975)/movie.nfo: put back"
	same "$(cat before)" "$(state)"
}

@test "episodes of one file: its NFO goes back with the last of them; folders that were made go" {
	mkdir -p "Shows/Alpha/Season 01"
	cp "$BATS_FILE_TMPDIR/video.mkv" "Shows/Alpha/Season 01/Alpha S01E01E02.mkv"
	metarr-library -q add shows tvshows Shows
	metarr-scan -q shows >/dev/null
	metarr-publish -q shows >/dev/null
	[ -f "Shows/Alpha/Season 01/Alpha S01E01E02.nfo" ]
	x 0 metarr-undo -t --original episode:1
	has "$output" "belongs to other items, too: it stays"
	x 0 metarr-undo -t --original shows
	same "Alpha S01E01E02.mkv" "$(find Shows -type f -printf '%f\n')"
	x 0 metarr-scan -t shows
	has "$output" "0 new, 0 changed"
}

@test "a library that is not there is left alone" {
	two_films
	publish
	mv Films Away
	mkdir Films
	x 75 metarr-undo -t --original films
	same "" "$(ls Films)"
	rmdir Films
	x 75 metarr-undo -t --original films
	mv Away Films
	x 0 metarr-undo -t --original films
	same "$(cat before)" "$(state)"
}

@test "records, and usage" {
	two_films
	edit films plot=New
	publish
	edit films plot=Newer
	x 0 bash -c 'metarr-ls -j films | metarr-undo | jq -c "[.id, .plot, .has_unpublished_changes, .kept]"'
	same '[1,"New",false,[]]
[2,"New",false,[]]' "$output"
	x 64 metarr-undo --batch x
	x 64 metarr-undo --batch 1 movie:1
	x 64 metarr-undo films 1
	x 1 metarr-undo bogus:1
}
