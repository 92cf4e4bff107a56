# What an item must have to be published.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper

setup_file() {
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=64x36:d=1 -c:v mpeg4 "$BATS_FILE_TMPDIR/video.mkv"
}

a_film() {
	mkdir -p Films/A
	cp "$BATS_FILE_TMPDIR/video.mkv" Films/A/A.mkv
	printf '<movie><title>A</title></movie>' >Films/A/movie.nfo
	metarr-library add Films >added
	metarr-scan -a >scanned
}

@test "rules are set, listed and taken out" {
	mkdir Films
	metarr-library add Films >added
	x 0 metarr-library -t require
	same "" "$output"
	x 0 metarr-library -te require movie poster=1 title plot
	same "movie: title plot poster=1 (error)" "$output"
	x 0 metarr-library -t require episode aired
	x 0 metarr-library -t require
	same "movie: title plot poster=1 (error)
episode: aired (warning)" "$output"
	x 0 metarr-library require
	same '{"rule":"movie","severity":"error","requires":["title","plot","poster=1"]}' "${lines[0]}"
	same 'movie|error|["title","plot"]|1|0' "$(sql "SELECT media_type, severity, required_fields, required_posters,
		required_fanart FROM completeness_config WHERE media_type = 'movie'")"
	x 0 metarr-library -nt require movie nothing
	x 0 metarr-library -t require movie nothing
	same "movie: nothing (warning)" "$output"
	same 0 "$(sql "SELECT COUNT(*) FROM completeness_config WHERE media_type = 'movie'")"
}

# bats test_tags=sqlite
@test "a dry run without a database" {
	for command in list require "require movie title"; do
		# shellcheck disable=SC2086  # words
		x 78 metarr-library -n $command
		has "$stderr" "metarr-library: there is no database "
	done
}

@test "what no rule can be" {
	mkdir Films
	metarr-library add Films >added
	for words in "movie" "film title" "library title"; do
		# shellcheck disable=SC2086  # words
		x 64 metarr-library require $words
		has "$stderr" "usage: metarr-library"
	done
	x 65 metarr-library require movie poster
	same "metarr-library: 'poster' is no field, and a kind of artwork has a number: poster=1" "$stderr"
	x 65 metarr-library require movie poster=many
	same "metarr-library: 'poster=many' takes a number up to 64" "$stderr"
	x 65 metarr-library require movie cover=1
	has "$stderr" "'cover=1' names no kind of artwork: there are poster, "
}

@test "a warning is said, and the item is published" {
	a_film
	metarr-library require movie title plot poster=1 >rule
	x 0 metarr-publish -t -a
	has "$stderr" "'$PWD/Films/A/A.mkv' lacks plot, poster (0 of 1)"
	same published "$(sql "SELECT state FROM movies")"
	x 0 metarr-publish -a
	same "" "$stderr"
}

@test "an error keeps the item as it is" {
	a_film
	metarr-library -e require movie plot fanart=2 >rule
	sql "UPDATE field_state SET source = 'edit' WHERE field = 'title'"
	sql "UPDATE movies SET title = 'B'"
	x 1 metarr-publish -a
	same "incomplete false" "$(jq -r '"\(.error.code) \(.error.retry)"' <<<"$output")"
	has "$output" "lacks plot, fanart (0 of 2)"
	same '<movie><title>A</title></movie>' "$(cat Films/A/movie.nfo)"
	same 0 "$(sql "SELECT COUNT(*) FROM publish_log")"
	x 1 metarr-publish -n -a
	has "$stderr" "lacks plot, fanart (0 of 2)"
	metarr-library require movie nothing >rule
	x 0 metarr-publish -a
	has "$(cat Films/A/movie.nfo)" "<movie><title>B</title>"
}

@test "an item that is published is judged when it changes, under whatever name, and never when it goes back" {
	a_film
	mv Films/A/movie.nfo Films/A/A.nfo
	metarr-scan -a >scanned
	metarr-publish -a >published
	metarr-library -e require movie plot >rule
	x 0 metarr-publish -t -a
	same "0 published, 1 unchanged, 0 failed" "$output"
	metarr-edit movie:1 title=B >edited
	x 1 metarr-publish -t -a
	has "$stderr" "A.mkv' lacks plot"
	metarr-library require movie nothing >rule
	metarr-publish -a >published
	metarr-library -e require movie plot >rule
	x 0 metarr-undo -t -u movie:1 0
	has "$output" "1 file written"
	same '<movie><title>A</title></movie>' "$(cat Films/A/A.nfo)"
}
