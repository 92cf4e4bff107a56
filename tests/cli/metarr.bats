# The front door: running the others, how things stand, help.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper

library() {
	mkdir -p Films/Alien
	: >Films/Alien/Alien.mkv
	metarr library -q add Films >record
}

@test "nothing yet" {
	x 0 metarr
	has "$output" "no library yet: metarr add PATH takes a folder of films or series in"
	[ "$METARR_TEST_ENGINE" = postgres ] || same "database none yet" "${lines[0]}"
	[ "$METARR_TEST_ENGINE" = postgres ] || [ ! -e "$METARR_DB" ]
	x 0 metarr -j
	[ -z "$output" ]
}

@test "how things stand" {
	library
	x 0 metarr
	has "$output" "
library 'Films': $PWD/Films
  0 items; never scanned: metarr scan 'library:Films'"
	sql "INSERT INTO movies (library_id, title, file_path, folder, state, has_unpublished_changes, deleted_on, created_at) \
VALUES (1, 'A', '/a', 'A', 'published', 0, NULL, ''), (1, 'B', '/b', 'B', 'identified', 1, NULL, ''), \
(1, 'C', '/c', 'C', 'error_probe', 1, NULL, ''), (1, 'D', '/d', 'D', 'published', 0, 'x', '')"
	sql "INSERT INTO publish_log (entity_type, entity_id, library_id, nfo_hash, published_at, open) \
VALUES ('movie', 2, 1, '', '', 1)"
	sql "INSERT INTO field_state (entity_type, entity_id, field, source, locked, updated_at, disk_value) \
VALUES ('movie', 1, 'plot', 'edit', 1, '', '\"x\"')"
	sql "UPDATE libraries SET last_scanned_at = '2024-05-06 07:08:09.123'"
	x 0 metarr
	same "library 'Films': $PWD/Films
  3 items: 1 identified, 1 published, 1 with an error; scanned 2024-05-06 07:08
  2 with unpublished changes: metarr publish -n 'library:Films'
  1 in conflict: metarr ls --conflict 'library:Films'
  1 interrupted while published: metarr publish 'library:Films'
  1 with an error: metarr ls --state error 'library:Films'
  1 gone from the disk: metarr ls --deleted 'library:Films'

metarr check says what is wrong, and what helps" "$(tail -n +3 <<<"$output")"
	x 0 metarr -j
	same '[3,1,1,2,1,1,1,1]' \
		"$(jq -c '[.items,.identified,.published,.unpublished,.errors,.conflicts,.interrupted,.deleted]' <<<"$output")"
}

@test "a folder that is not there is said" {
	library
	rm -r Films
	x 0 metarr
	has "$output" "  not there: cannot read folder '$PWD/Films'"
}

@test "a command is the program of that name beside it, never one in PATH" {
	mkdir bin
	printf '#!/bin/sh\necho wrong\n' >bin/metarr-ls
	chmod +x bin/metarr-ls
	library
	PATH=$PWD/bin:$PATH x 0 metarr ls -t
	same "0 items" "$output"
	x 64 metarr ls --bogus
	has "$stderr" "usage: metarr-ls"
	x 1 metarr ls movie:1
	same "metarr-ls: there is no movie:1" "$stderr"
}

@test "add is library and scan" {
	mkdir -p Films/Alien
	: >Films/Alien/Alien.mkv
	x 65 metarr add -t Films # an empty file is no video
	same "added library 'Films': movies, short names, $PWD/Films" "${lines[0]}"
	same 1 "$(sql "SELECT COUNT(*) FROM movies")"
	same 1 "$(sql "SELECT COUNT(*) FROM libraries WHERE last_scanned_at IS NOT NULL")"
	x 1 metarr add Films
	same "metarr-library: '$PWD/Films' is library 'Films' already" "$stderr"
	x 64 metarr add
	mkdir -p More
	x 0 metarr add -n More
	same 1 "$(sql "SELECT COUNT(*) FROM libraries")"
}

@test "help lists the commands, those for every day first" {
	x 0 metarr help
	[[ ${lines[1]} == "  add "* ]]
	for program in "$METARR_TEST_BUILD"/bin/metarr-*; do
		grep -q "^  ${program##*/metarr-} " <<<"$output" || { echo "no ${program##*/} in help" >&2; return 1; }
	done
	x 0 metarr help scan
	has "$output" "usage: metarr-scan"
	x 0 metarr help add
	has "$output" "usage: metarr-library"
	x 64 metarr help bogus
	x 64 metarr help scan ls
	x 0 metarr -h
	has "$output" "usage: metarr "
	x 0 metarr -V
	[[ $output == "metarr "* ]]
}

@test "a command that is none" {
	x 64 metarr sacn
	same "metarr: there is no command 'sacn': did you mean 'scan'?" "$stderr"
	x 64 metarr bogus
	same "metarr: there is no command 'bogus': metarr help lists them" "$stderr"
	x 64 metarr ../x
	x 64 metarr ""
	x 64 metarr --bogus
}

# bats test_tags=sqlite
@test "a database that is none, or of another version" {
	echo text >"$METARR_DB"
	x 78 metarr
	[ -n "$stderr" ]
	rm "$METARR_DB"
	metarr db create >made
	metarr db migrate -y 1 >down
	x 78 metarr
	has "$stderr" "metarr-db migrate"
}
