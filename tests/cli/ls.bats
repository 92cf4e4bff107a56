# Listing items: what is chosen, in which order, for people and for programs.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper

# movie ID TITLE YEAR STATE UNPUBLISHED [COLUMNS VALUES]: a film in library 1, in a folder of its title
movie() {
	sql "INSERT INTO movies (id, library_id, title, sort_key, year, state, has_unpublished_changes, file_path, folder, \
created_at${6:+, $6}) VALUES ($1, 1, '$2', '${2,,}', $3, '$4', $5, '$PWD/Films/$2/$2.mkv', '$2', 'then'${7:+, $7})"
}

test_setup() {
	mkdir -p Films/Alien Films/Brazil
	metarr-library -q add Films >library
	movie 1 Brazil 1985 published 0
	movie 2 Alien 1979 identified 1 "tmdb_id, imdb_id, plot" "348, 'tt0078748', 'In space.'"
	movie 3 Cube NULL error_probe 1 error_message "'no video'"
	movie 4 Dune 1984 published 0 deleted_on "'2030'"
	sql "INSERT INTO external_ids (entity_type, entity_id, type, value) VALUES ('movie', 2, 'tmdb', '348'), \
('movie', 2, 'imdb', 'tt0078748')"
	sql "INSERT INTO video_streams (entity_type, entity_id, codec, width, height) VALUES ('movie', 2, 'h264', 1920, 800)"
	sql "INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, is_selected, created_at) VALUES \
('movie', 2, 'poster', 'local', 1, ''), ('movie', 2, 'fanart', 'local', 1, '')"
}

ids() { jq -r '"\(.type):\(.id)"' <<<"$output" | paste -sd' '; }

@test "a table for people" {
	x 0 metarr-ls -t
	same "ID       TITLE   YEAR  STATE          VIDEO          ARTWORK        LIBRARY
movie:2  Alien   1979  identified *   1920x800 h264  fanart poster  Films
movie:1  Brazil  1985  published                                    Films
movie:3  Cube          error_probe *                                Films

3 items, 2 with unpublished changes (*), 1 with an error" "$output"
	[ -z "$stderr" ]
	x 0 metarr-ls -tq tmdb:348
	[ "${#lines[@]}" -eq 2 ]
}

@test "records bear the columns of the database" {
	x 0 metarr-ls movie:2
	same '{"type":"movie","id":2,"library":"Films","state":"identified","title":"Alien","year":1979,"tmdb_id":348,"imdb_id":"tt0078748","plot":"In space.","has_unpublished_changes":true,"interrupted":false,"artwork":"fanart,poster"}' \
		"$(jq -c '{type,id,library,state,title,year,tmdb_id,imdb_id,plot,has_unpublished_changes,interrupted,artwork}' <<<"$output")"
	same "$PWD/Films/Alien/Alien.mkv" "$(jq -r .path <<<"$output")"
	same "$PWD/Films/Alien/Alien.mkv" "$(jq -r .file_path <<<"$output")"
}

@test "operands" {
	for what in movie:2 tmdb:348 imdb:tt0078748 tt0078748 Films/Alien "$PWD/Films/Alien/Alien.mkv" Films/Alien/; do
		x 0 metarr-ls "$what"
		same movie:2 "$(ids)"
	done
	for what in Films films library:FILMS library:Films -a ./Films; do
		x 0 metarr-ls "$what"
		same "movie:2 movie:1 movie:3" "$(ids)"
	done
	x 0 metarr-ls movie:3 movie:1
	same "movie:3 movie:1" "$(ids)"
}

@test "operands that mean nothing" {
	x 1 metarr-ls movie:9
	same "metarr-ls: there is no movie:9" "$stderr"
	x 1 metarr-ls tmdb:1
	same "metarr-ls: no item has the id 'tmdb:1'" "$stderr"
	x 1 metarr-ls library:None
	same "metarr-ls: there is no library 'None'" "$stderr"
	x 1 metarr-ls nothing
	same "metarr-ls: 'nothing' is no library, item, title or path" "$stderr"
	x 1 metarr-ls Films/Gone
	same "metarr-ls: there is no '$PWD/Films/Gone'" "$stderr"
	x 1 metarr-ls -t nothing
	same "" "$output"
	x 1 metarr-ls nothing movie:3 movie:9
	same movie:3 "$(ids)"
	same "metarr-ls: 'nothing' is no library, item, title or path
metarr-ls: there is no movie:9
metarr-ls: 2 of 3 failed" "$stderr"
	x 1 metarr-ls /etc/passwd
	same "metarr-ls: '/etc/passwd' is in no library" "$stderr"
	x 64 metarr-ls movie:x
	same "metarr-ls: 'movie:x' names no item: a number from 1 is wanted" "$stderr"
}

@test "filters" {
	x 0 metarr-ls --state published
	same movie:1 "$(ids)"
	x 0 metarr-ls --state error
	same movie:3 "$(ids)"
	x 0 metarr-ls --unpublished
	same "movie:2 movie:3" "$(ids)"
	x 0 metarr-ls -u -s identified Films
	same movie:2 "$(ids)"
	x 0 metarr-ls --deleted
	same movie:4 "$(ids)"
	x 0 metarr-ls -t --state selected
	same "0 items" "$output"
}

@test "kinds" {
	x 0 metarr-ls movies
	same "movie:2 movie:1 movie:3" "$(ids)"
	x 0 metarr-ls movies tmdb:348
	same movie:2 "$(ids)"
	for kind in series tvshows seasons episodes; do
		x 0 metarr-ls "$kind"
		[ -z "$output" ]
	done
	sql "INSERT INTO series (id, library_id, title, sort_key, directory_path, created_at) VALUES (1, 1, 'Show', 'show', '/s', '')"
	sql "INSERT INTO episodes (id, series_id, season_number, episode_number, title, file_path, created_at) VALUES (7, 1, 1, 2, 'Two', '/s/2.mkv', '')"
	x 0 metarr-ls
	same "movie:2 movie:1 movie:3 series:1" "$(ids)"
	x 0 metarr-ls episode:7
	same 1 "$(jq .season_number <<<"$output")"
	x 0 metarr-ls series
	same /s "$(jq -r .directory_path <<<"$output")"
	x 0 metarr-ls movies series
	same "movie:2 movie:1 movie:3 series:1" "$(ids)"
	# An operand of every program: what is of the kind, in the libraries of films here.
	x 0 metarr-show -j movies
	same "movie:2 movie:1 movie:3" "$(ids)"
	x 0 metarr-show -j seasons
	same "" "$output"
}

@test "a series with all below it, a season with its episodes" {
	sql "INSERT INTO series (id, library_id, title, sort_key, directory_path, created_at) VALUES (1, 1, 'Show', 'show', '/s', '')"
	sql "INSERT INTO seasons (id, series_id, season_number, sort_key, created_at) VALUES (4, 1, 1, 'show 1', ''), (5, 1, 0, 'show 0', '')"
	sql "INSERT INTO episodes (id, series_id, season_number, episode_number, title, sort_key, file_path, created_at)
		VALUES (7, 1, 1, 2, 'Two', 'show 1 2', '/s/2.mkv', ''), (8, 1, 0, 1, 'Special', 'show 0 1', '/s/0.mkv', '')"
	x 0 metarr-ls series:1
	same "series:1 season:5 season:4 episode:8 episode:7" "$(ids)"
	x 0 metarr-ls season:4
	same "season:4 episode:7" "$(ids)"
	x 0 metarr-ls episodes season:5
	same "episode:8" "$(ids)"
	x 0 metarr-ls seasons season:5
	same "season:5" "$(ids)"
}

@test "a state that there is not" {
	x 64 metarr-ls -s publishd
	same "metarr-ls: there is no state 'publishd': 'published', maybe?" "${stderr_lines[0]}"
	has "${stderr_lines[1]}" "usage: "
	x 64 metarr-ls --state nonsense
	has "${stderr_lines[0]}" "there is no state 'nonsense': discovered, "
	x 0 metarr-ls -s error_select
}

@test "more than a page, into a pipe that ends early" {
	{
		printf 'INSERT INTO movies (id, library_id, title, sort_key, file_path, folder, created_at) VALUES '
		for i in {100..999}; do printf "(%d, 1, 'F', 'f', '/f/%s', 'F', ''), " "$i" "$i"; done
		echo "(99, 1, 'F', 'f', '/f/last', 'F', '')"
	} >many.sql
	sql "$(cat many.sql)"
	x 0 metarr-ls
	same 904 "$(ids | wc -w)"
	same 904 "$(ids | tr ' ' '\n' | sort -u | wc -l)"
	run bash -c 'metarr-ls 2>err | head -n 1 >first; echo "${PIPESTATUS[0]}"'
	same 1 "$output"
	[ ! -s err ]
}

@test "wrong usage, no database" {
	x 64 metarr-ls --bogus
	has "$stderr" "usage: metarr-ls"
	x 64 metarr-ls --state
	x 0 metarr-ls -h
	has "$output" "usage: metarr-ls"
	export METARR_DB=$PWD/none.db
	x 78 metarr-ls
	same "metarr-ls: there is no database '$PWD/none.db'; metarr-db create makes one" "$stderr"
	[ ! -e none.db ]
}
