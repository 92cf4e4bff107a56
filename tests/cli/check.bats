# metarr-check, on things that are wrong.
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
# Three films that are published with long names, which any Kodi reads.
three_films() {
	film "Mirror (1975)"
	film "Solaris (1972)"
	film "Stalker (1979)"
	cp "$BATS_FILE_TMPDIR/poster.jpg" "Films/Mirror (1975)/Mirror (1975)-poster.jpg"
	metarr-library -q add films movies Films >/dev/null
	metarr-library -q set films names long
	scan
	publish
}
scan() { metarr-scan -q films >/dev/null; }
publish() { metarr-publish -q films >/dev/null; }
# What was found: a word, what it is about
found() { metarr-check -j | jq -r '[.finding, .level, .library // "", .count // ""] | join(" ")'; }
object() { find "$METARR_CACHE/assets" -name '*.jpg'; }
as_a_user() { [ "$(id -u)" -ne 0 ] || skip "root may do everything"; }
# The sum of a page on which nothing is wrong.
good() { echo "libraries: 1, objects in the cache: 1, database version: $(latest)"; }
latest() { metarr-db status -j | jq .latest; }

@test "nothing is wrong, and nothing is written" {
	three_films
	[ "$METARR_TEST_ENGINE" = postgres ] || files=("$METARR_DB")
	before=$(find "${files[@]}" Films "$METARR_CACHE" -printf '%p %C@\n')
	x 0 metarr-check
	same "nothing is wrong; $(good)" "$output"
	same "" "$stderr"
	x 0 metarr-check --full
	same "nothing is wrong; $(good)" "$output"
	x 0 metarr-check -j
	same "" "$output"
	x 0 metarr-check -q
	same "" "$output"
	same "$before" "$(find "${files[@]}" Films "$METARR_CACHE" -printf '%p %C@\n')"
}

@test "files that are gone, and empty videos" {
	three_films
	rm "Films/Mirror (1975)/Mirror (1975)-poster.jpg"
	: >"Films/Solaris (1972)/Solaris (1972).nfo"
	: >"Films/Solaris (1972)/Solaris (1972).mkv"
	rm -r "Films/Stalker (1979)"
	x 1 metarr-check
	has "$output" "library 'films': 2 published files are gone or empty, such as 'Mirror (1975)/Mirror (1975)-poster.jpg'"
	has "$output" "library 'films': 1 video is an empty file, such as 'Solaris (1972)/Solaris (1972).mkv'"
	same "files_gone wrong films 2
folders_gone wrong films 1
videos_empty wrong films 1" "$(found | sort)"
	x 1 metarr-recover -q films
	same "folders_gone wrong films 1
videos_empty wrong films 1" "$(found | sort)"
}

@test "how a library lies" {
	three_films
	x 0 metarr-check -v
	kind=$(stat -fc %T Films)
	has "${lines[0]}" "library 'films': '$PWD/Films' on "
	has "${lines[0]}" ": case matters in names"
	same "[\"films\",\"$PWD/Films\",true,null,null]" \
		"$(metarr-check -jv | jq -c '[.library, .path, .case_sensitive, .modes, .exchange]')"
	before=$(find Films | sort)
	x 0 metarr-check -jvw
	same "[true,true]" "$(jq -c '[.modes, .owners]' <<<"$output")"
	case $kind in
	ext2/ext3 | xfs | btrfs | tmpfs) same "true" "$(jq -c .exchange <<<"$output")" ;;
	esac
	same "$before" "$(find Films | sort)"
}

@test "no database, no library" {
	if [ "$METARR_TEST_ENGINE" = sqlite ]; then
		x 78 metarr-check
		has "${lines[0]}" "there is no database '$METARR_DB'"
		x 78 metarr-check -j
		same "database_unusable wrong" "$(jq -r '"\(.finding) \(.level)"' <<<"$output")"
		[ ! -e "$METARR_DB" ]
	fi
	metarr-db -q create
	x 0 metarr-check
	has "$output" "note: there is no library yet
    metarr add FOLDER
nothing is wrong, 1 note; libraries: 0"
	metarr-db -qy migrate "$(($(latest) - 1))" >/dev/null
	x 78 metarr-check
	has "${lines[0]}" "metarr-db migrate"
}

@test "usage" {
	x 64 metarr-check films
	x 64 metarr-check --bogus
	x 0 metarr-check -h
	has "$output" "usage: metarr-check"
}

@test "faults of the database, each with a line" {
	three_films
	sql "UPDATE cache_inventory SET reference_count = 7"
	sql "DROP INDEX idx_edits_batch"
	x 1 metarr-check
	has "$output" "the database: index idx_edits_batch is missing"
	has "$output" "counts 7 references, and there is 1"
	same "2 things are wrong" "${lines[-1]}"
	same "database_fault wrong" "$(found | sed 's/ *$//' | sort -u)"
}

# bats test_tags=sqlite
@test "a damaged database" {
	three_films
	size=$(stat -c %s "$METARR_DB")
	dd if=/dev/zero of="$METARR_DB" bs=4096 seek=4 count=$((size / 4096 - 8)) conv=notrunc status=none
	run --separate-stderr metarr-check
	[ "$status" -ne 0 ] && [ "$status" -lt 128 ]
	has "$output" "the database"
	has "$output" "    metarr db "
	same "" "$stderr"
}

# bats test_tags=sqlite
@test "a database that this user cannot write" {
	as_a_user
	three_films
	chmod 444 "$METARR_DB"
	x 1 metarr-check
	has "$output" "the database '$METARR_DB' cannot be written by this user"
}

@test "objects of the cache: missing, of another size, of other bytes" {
	three_films
	object=$(object)
	mv "$object" aside
	x 1 metarr-check
	same "1 of the cache's objects is missing, such as '${object#"$METARR_CACHE/"}'
    metarr recover --cache
1 thing is wrong" "$output"
	x 0 metarr-recover -q --cache
	x 0 metarr-check
	truncate -s -1 "$object"
	same "cache_damaged wrong  1" "$(found)"
	cp aside "$object"
	printf x | dd of="$object" bs=1 seek=700 conv=notrunc status=none
	x 0 metarr-check
	x 1 metarr-check -f
	has "$output" "1 of the cache's objects is damaged"
	rm "$object"
	x 1 metarr-check -f
	has "$output" "1 of the cache's objects is missing"
}

@test "the cache's folder: gone, not to be written" {
	three_films
	mv "$METARR_CACHE" aside
	x 1 metarr-check
	has "$output" "the cache's folder '$METARR_CACHE' is gone: No such file or directory"
	same "cache_absent wrong" "$(found | sed 's/ *$//')"
	mv aside "$METARR_CACHE"
	x 0 metarr-check
	as_a_user
	chmod 555 "$METARR_CACHE"
	x 1 metarr-check
	has "$output" "the cache's folder '$METARR_CACHE' cannot be written: Permission denied"
}

@test "a library's folder: empty, gone, on another filesystem; nobody looks at one that is switched off" {
	three_films
	mv Films aside
	mkdir Films
	x 1 metarr-check
	same "the folder of library 'films', '$PWD/Films', is empty: is its disk mounted?" "${lines[0]}"
	has "${lines[1]}" "metarr library set 'films' path FOLDER"
	same "library_absent wrong films" "$(found | sed 's/ *$//')"
	rmdir Films
	same "library_absent wrong films" "$(found | sed 's/ *$//')"
	mv aside Films
	x 0 metarr-check
	sql "UPDATE libraries SET fs_type = 'nfs4'"
	x 1 metarr-check
	has "$output" "library 'films' lay on nfs4"
	metarr-library set films enabled 0
	x 0 metarr-check
	has "$output" "libraries: 0"
}

@test "folders that are gone, or that this user cannot write in" {
	three_films
	mv "Films/Mirror (1975)" aside
	x 1 metarr-check
	same "library 'films': 1 folder of the last scan not there any more, such as 'Mirror (1975)'
    metarr scan 'films'
1 thing is wrong" "$output"
	mv aside "Films/Mirror (1975)"
	as_a_user
	chmod 555 Films/*
	x 1 metarr-check
	has "$output" "library 'films': 3 folders that this user cannot write in, such as 'Mirror (1975)'"
	chmod 755 Films/*
	chmod 555 Films
	x 1 metarr-check
	has "$output" "library 'films': cannot write in '$PWD/Films': Permission denied"
	chmod 000 Films
	same "library_unreadable wrong films" "$(found | sed 's/ *$//')"
}

@test "a group that is not there" {
	three_films
	metarr-library set films group nobodys-group
	x 1 metarr-check
	has "$output" "nobodys-group"
	has "$output" "metarr library set 'films' group NAME"
}

@test "a library that was never scanned, and names that Kodi may not read" {
	film "Mirror (1975)"
	metarr-library -q add films movies Films >/dev/null
	x 0 metarr-check
	has "$output" "note: library 'films': was never scanned
    metarr scan 'library:films'
nothing is wrong, 1 note"
	scan
	x 0 metarr-check
	hasnt "$output" note
	publish
	x 0 metarr-check
	has "${lines[0]}" "note: library 'films': 1 film has a movie.nfo, which Kodi reads only with"
	has "${lines[1]}" "metarr library set 'films' names long"
	metarr-library set films players jellyfin
	x 0 metarr-check
	hasnt "$output" movie.nfo
	metarr-library set films players kodi
	metarr-library set films names long
	metarr-publish -q --rename films >/dev/null
	x 0 metarr-check
	hasnt "$output" movie.nfo
}

@test "a publish that was killed" {
	three_films
	metarr-edit -q movie:1 plot=New >/dev/null
	run strace -f -qq -o /dev/null -e trace=rename,renameat,renameat2 \
		-e inject=rename,renameat,renameat2:signal=KILL:when=1 metarr-publish films
	[ "$status" -eq 137 ]
	sessions_over
	x 1 metarr-check
	same "library 'films': 1 publish was interrupted
    metarr publish 'library:films'
1 thing is wrong" "$output"
	publish
	x 0 metarr-check
}

@test "items in error, and what one of them says" {
	three_films
	sql "UPDATE movies SET state = 'error_select', error_message = 'nothing to choose from' WHERE id > 1"
	x 1 metarr-check
	same "library 'films': 2 items have an error, such as movie:2: nothing to choose from
    metarr ls --state error 'library:films'
1 thing is wrong" "$output"
	same "item_errors wrong films 2" "$(found)"
}

@test "what changed on both sides" {
	three_films
	metarr-edit -q movie:1 plot=Old >/dev/null
	publish
	metarr-edit -q movie:1 plot=Ours >/dev/null
	sed -i 's/Old/Theirs/' "Films/Mirror (1975)/Mirror (1975).nfo"
	scan
	x 1 metarr-check
	has "$output" "library 'films': 1 item's files and the database both changed, and differ
    metarr ls --conflict 'library:films', then for each: metarr edit --keep disk|metarr movie:N"
	metarr-edit -q --keep metarr movie:1 >/dev/null
	x 0 metarr-check
}

# As Jellyfin saves: everything anew, in its own way.
jellyfin_saves() {
	local nfo
	for nfo in Films/*/*.nfo; do
		cat >"$nfo" <<-NFO
			<?xml version="1.0" encoding="utf-8" standalone="yes"?>
			<movie>
			  <plot>$1</plot>
			  <outline>$1</outline>
			  <lockdata>false</lockdata>
			  <dateadded>2024-01-02 03:04:05</dateadded>
			  <title>${nfo##*/}</title>
			  <originaltitle>$1</originaltitle>
			  <rating>7.1</rating>
			  <year>1970</year>
			  <mpaa>FSK-12</mpaa>
			  <runtime>90</runtime>
			  <genre>$1</genre>
			  <studio>Mosfilm</studio>
			</movie>
		NFO
	done
}

@test "a program that writes over Metarr's files again and again" {
	three_films
	metarr-edit -q films mpaa=R >/dev/null
	publish
	jellyfin_saves One
	scan
	x 1 metarr-check
	same "library 'films': Jellyfin wrote over NFO files of Metarr, 3 times in 30 days
    in Jellyfin: Dashboard > Libraries > Manage library > Metadata savers: no Nfo" "$(head -2 <<<"$output")"
	publish
	jellyfin_saves Two
	scan
	same "rewritten wrong films 6" "$(found)"
	sql "UPDATE nfo_versions SET seen_at = '2020-01-01 00:00:00.000' "
	x 0 metarr-check
}

@test "a person who changes a little in such a file is none" {
	three_films
	jellyfin_saves One
	scan
	publish
	sql "UPDATE nfo_versions SET seen_at = '2020-01-01 00:00:00.000'"
	for n in 1 2 3; do
		sed -i "s|<mpaa>.*</mpaa>|<mpaa>FSK-$n</mpaa>|" Films/*/*.nfo
		scan
		publish
	done
	same "" "$(found)"
}

# As Radarr writes it, with a plot of its own.
radarr_saves() {
	printf '<movie>\n  <title>Mirror</title>\n  <year>1975</year>\n  <plot>%s</plot>\n  <tmdbid>1396</tmdbid>\n%s\n</movie>\n' \
		"$1" '  <uniqueid type="tmdb" default="true">1396</uniqueid>
  <watched>false</watched>' >"Films/Mirror (1975)/Mirror (1975).nfo"
}

@test "a program that writes its one field again and again" {
	film "Mirror (1975)"
	radarr_saves Theirs
	metarr-library -q add films movies Films >/dev/null
	scan
	metarr-edit -q movie:1 plot=Ours >/dev/null
	for _ in 1 2 3; do
		same "" "$(found)"
		publish
		grep -q Ours Films/*/*.nfo
		radarr_saves Theirs
		scan
	done
	x 1 metarr-check
	has "$output" "library 'films': Radarr wrote over NFO files of Metarr, 3 times in 30 days
    in Radarr: Settings > Metadata > Kodi (XBMC) / Emby: no Enable"
}

@test "what is gone from the disk and may be forgotten soon" {
	three_films
	rm -r Films/S*
	metarr-scan -qf films >/dev/null
	x 0 metarr-check
	same "nothing is wrong; $(good)" "$output"
	soon=$(date -u -d '+5 days' +%F)
	sql "UPDATE movies SET deleted_on = '$soon 00:00:00.000' WHERE deleted_on IS NOT NULL"
	x 0 metarr-check
	same "note: library 'films': 2 items that are gone from the disk may be forgotten from $soon on
    metarr ls --deleted 'library:films'; a file that comes back keeps its item
nothing is wrong, 1 note; $(good)" "$output"
	sql "INSERT INTO field_state (entity_type, entity_id, field, source, locked) VALUES ('movie', 2, 'tagline', 'edit', 1)"
	same "expiring note films 1" "$(found)"
}

@test "the folder of sets" {
	three_films
	export METARR_SETS_FOLDER=$PWD/Sets
	x 1 metarr-check
	same "the folder of sets '$PWD/Sets': No such file or directory
    mount its disk, or: mkdir '$PWD/Sets'
1 thing is wrong" "$output"
	mkdir Sets
	x 0 metarr-check
	as_a_user
	chmod 555 Sets
	x 1 metarr-check
	has "$output" "cannot write in '$PWD/Sets': Permission denied"
}
