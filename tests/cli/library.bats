# Libraries: what is guessed, what is refused, what is said.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper

# film FOLDER FILE…: a film's folder with these files
film() {
	mkdir -p "$1"
	for file in "${@:2}"; do : >"$1/$file"; done
}

@test "add makes the database, guesses, and says what is next" {
	film Films/A A.mkv movie.nfo poster.jpg
	x 0 metarr-library -t add Films
	same "added library 'Films': movies, short names, $PWD/Films
next: metarr scan 'library:Films'" "$output"
	[ -z "$stderr" ]
	same "Films|movies|$PWD/Films|1" "$(sql "SELECT name, type, path, enabled FROM libraries")"
	same "names|short" "$(sql "SELECT name, value FROM library_settings")"
}

@test "names are long where most folders have them" {
	film Films/A A.mkv A.nfo A-poster.jpg
	film Films/B B.mkv B-fanart.jpg
	film Films/C C.mkv poster.jpg
	x 0 metarr-library add Films
	has "$output" '"settings":{"names":"long"}'
}

@test "name and kind may be said, in both orders" {
	mkdir a b c
	x 0 metarr-library add first movies a
	has "$output" '"library":"first","library_id":1,"library_type":"movies"'
	x 0 metarr-library add movies second b
	has "$output" '"library":"second"'
	x 64 metarr-library add one two c
	has "$stderr" "usage: metarr-library"
}

@test "a name that is taken gets a number" {
	mkdir -p x/Films y/Films
	x 0 metarr-library add x/Films
	x 0 metarr-library add y/Films
	has "$output" '"library":"Films 2"'
	mkdir other small small/films
	x 0 metarr-library add small/films
	has "$output" '"library":"films 3"'
	x 0 metarr-library -t unset films language
	same "set 'language' of library 'Films' back to its default" "$output"
	x 1 metarr-library add Films other
	same "metarr-library: there is a library 'Films' already" "$stderr"
}

@test "series: guessed by their names, or said" {
	film Shows/X X.S01E01.mkv
	film Shows/Y tvshow.nfo
	film "Shows/Z/Season 1" 1.mkv
	x 0 metarr-library add -t Shows
	same "added library 'Shows': tvshows, short names, $PWD/Shows
next: metarr scan 'library:Shows'" "$output"
	mkdir Empty
	x 0 metarr-library add tvshows Empty
	same tvshows "$(jq -r .library_type <<<"$output")"
	x 0 metarr-library list -t
	has "$output" "tvshows"
}

@test "a path must be a folder that can be read" {
	x 1 metarr-library add nothing
	same "metarr-library: 'nothing' does not exist" "$stderr"
	: >file
	x 65 metarr-library add file
	same "metarr-library: 'file' is not a directory" "$stderr"
	ln -s loop loop
	x 75 metarr-library add loop
	same "metarr-library: cannot look at 'loop': Too many levels of symbolic links" "$stderr"
	[ "$(id -u)" -ne 0 ] || skip "root reads everything"
	mkdir closed
	chmod 0 closed
	x 77 metarr-library add closed
	same "metarr-library: cannot read 'closed': Permission denied" "$stderr"
}

@test "libraries do not overlap, whatever leads there" {
	mkdir -p Films/A
	ln -s Films link
	x 0 metarr-library add Films
	x 1 metarr-library add again link
	same "metarr-library: '$PWD/Films' is library 'Films' already" "$stderr"
	x 1 metarr-library add Films/A
	same "metarr-library: '$PWD/Films/A' is inside library 'Films' ('$PWD/Films')" "$stderr"
	x 1 metarr-library add all .
	same "metarr-library: library 'Films' ('$PWD/Films') is inside '$PWD'" "$stderr"
	x 1 metarr-library -n add Films/A
	has "$stderr" "is inside library 'Films'"
}

@test "a dry run changes nothing" {
	mkdir Films
	x 0 metarr-library -nt add Films
	same "would add library 'Films': movies, short names, $PWD/Films" "$output"
	[ "$METARR_TEST_ENGINE" = postgres ] || [ ! -e "$METARR_DB" ]
	metarr-library add Films
	x 0 metarr-library -nt set Films names long
	same "would set 'names' of library 'Films' to long" "$output"
	x 0 metarr-library -nt remove Films
	same "would remove library 'Films' with 0 items; '$PWD/Films' stays as it is" "$output"
	same "Films|short" "$(sql "SELECT l.name, s.value FROM libraries l, library_settings s")"
}

@test "list, for people and for programs" {
	mkdir Films "Größe"
	x 0 metarr-library add "Größe"
	x 0 metarr-library add Films
	x 0 metarr-library -t list
	same "NAME   KIND    NAMES  ITEMS  SCANNED  PATH
Films  movies  short      0  never    $PWD/Films
Größe  movies  short      0  never    $PWD/Größe" "$output"
	x 0 metarr-library list
	[ "${#lines[@]}" -eq 2 ]
	same "Größe" "$(jq -r .library <<<"${lines[1]}")"
}

@test "settings are checked, set and taken back" {
	mkdir Films
	metarr-library add Films
	x 0 metarr-library set Films names long
	x 0 metarr-library set Films language de,en
	same '{"language":"de,en","names":"long"}' "$(jq -c .settings <<<"$output")"
	x 0 metarr-library unset Films language
	same '{"names":"long"}' "$(jq -c .settings <<<"$output")"
	x 65 metarr-library set Films names wide
	same "metarr-library: setting 'names' takes short or long, not 'wide'" "$stderr"
	x 65 metarr-library set Films colour red
	has "$stderr" "a library has no setting 'colour'"
	x 1 metarr-library set Serien names long
	same "metarr-library: there is no library 'Serien'" "$stderr"
	x 0 metarr-library set Films name Filme
	x 0 metarr-library list
	has "$output" '"library":"Filme"'
}

@test "a library that was moved" {
	mkdir Films
	metarr-library add Films
	mv Films Filme
	x 1 metarr-library set Films path nothing
	same "metarr-library: 'nothing' does not exist" "$stderr"
	x 0 metarr-library set Films path Filme
	same "$PWD/Filme" "$(sql "SELECT path FROM libraries")"
}

@test "remove leaves the folder alone" {
	film Films/A A.mkv
	metarr-library add Films
	x 0 metarr-library -t remove Films
	same "removed library 'Films' with 0 items; '$PWD/Films' stays as it is" "$output"
	[ -e Films/A/A.mkv ]
	same 0 "$(sql "SELECT COUNT(*) FROM libraries")"
	x 1 metarr-library remove Films
}

@test "wrong usage" {
	for words in "" "add" "list x" "set a b" "remove" "bogus"; do
		# shellcheck disable=SC2086
		x 64 metarr-library $words
		has "$stderr" "usage: metarr-library"
	done
	x 64 metarr-library --bogus list
	x 0 metarr-library -h
	has "$output" "usage: metarr-library"
}

# bats test_tags=sqlite
@test "without a database only add works" {
	x 78 metarr-library list
	same "metarr-library: there is no database '$METARR_DB'; metarr-db create makes one" "$stderr"
	[ ! -e "$METARR_DB" ]
}
