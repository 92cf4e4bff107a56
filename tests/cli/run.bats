# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
# scripts/run, in a copy of the tree with the programs that are there.
load helper
load provider

test_setup() {
	local top=$BATS_TEST_DIRNAME/../..
	mkdir tree
	cp -a "$top"/{Makefile,cmd,lib,schema,scripts} tree
	ln -s "$METARR_TEST_BUILD" tree/build
	[ ! -e films ]
}

# The sum of a library's files: names, sizes, times and bytes.
state() { find "$1" -type f -printf '%P %s %T@\n' -exec sha256sum {} + | sort; }

@test "the demonstration is made, published, and made again" {
	x 0 tree/scripts/run
	has "$output" "9 new, 0 changed, 0 moved, 0 gone"
	has "$output" "+++ b/Sintel (2010)/movie.nfo"
	has "$output" "9 items: 9 published"
	has "$output" "Flash Gordon S01E03 Captured by Shark Men"
	has "$output" "With a key of TMDB"
	hasnt "$output" "metarr enrich"
	same "" "$stderr"
	export METARR_CONF=$PWD/tree/demo/metarr.conf
	unset METARR_DB METARR_CACHE
	# nothing is left to publish, and a second publish writes nothing
	x 0 metarr-publish -n films
	same "" "$output"
	state tree/demo/films >before
	x 0 metarr-publish -t films
	same "0 published, 9 unchanged, 0 failed" "${lines[-1]}"
	state tree/demo/films | diff before -
	x 0 metarr-publish -n series
	same "" "$output"
	x 0 metarr-db check
	touch tree/demo/old
	x 0 tree/scripts/run
	[ ! -e tree/demo/old ]
}

@test "a folder that is no demonstration is left alone" {
	mkdir tree/demo
	x 1 tree/scripts/run
	same "run: '$PWD/tree/demo' is there and no demonstration of this script" "$stderr"
}

# bats test_tags=db
@test "a folder of somebody is published only with --publish" {
	tree/scripts/demo-library films
	state films >before
	x 0 tree/scripts/run films
	has "$output" "9 new, 0 changed, 0 moved, 0 gone"
	has "$output" "+++ b/Sintel (2010)/movie.nfo"
	has "$output" "$PWD/films --publish"
	state films | diff before -
	[ ! -e tree/demo ]
	x 0 tree/scripts/run films --publish
	has "$output" "9 items: 9 published"
	same "metarr-library: '$PWD/films' is library 'films' already" "$stderr"
	[ -e "films/Sintel (2010)/movie.nfo" ]
	x 0 metarr-publish -n films
	same "" "$output"
}

@test "with a key, providers are asked and pictures fetched" {
	providers_start
	unset METARR_TVDB_KEY METARR_FANARTTV_KEY
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=200x300:d=1 -frames:v 1 poster.jpg
	serve pictures /original/sintel.jpg poster.jpg
	jq -n '{id: 45745, title: "Sintel", original_title: "Sintel", release_date: "2010-09-30", overview: "A girl and a dragon.",
		images: {posters: [{file_path: "/sintel.jpg", width: 200, height: 300, vote_average: 5, vote_count: 1}]}}' >sintel.json
	jq '{page: 1, results: [.]}' sintel.json >found.json
	serve tmdb '/3/search/movie?*' found.json
	serve tmdb '/3/movie/45745?*' sintel.json
	providers_ready
	mkdir -p "films/Sintel (2010)"
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=64x36:d=1 -c:v mpeg4 "films/Sintel (2010)/Sintel (2010).mkv"
	run --separate-stderr tree/scripts/run films --publish
	providers_stop
	same 0 "$status"
	has "$output" "$ metarr enrich -t $PWD/films"
	has "$output" "$ metarr select -t $PWD/films"
	hasnt "$output" "With a key of TMDB"
	has "$(cat "films/Sintel (2010)/movie.nfo")" "A girl and a dragon."
	cmp "films/Sintel (2010)/poster.jpg" poster.jpg
}

@test "an interrupt is the end" {
	mkdir films
	rm tree/build
	mkdir -p tree/build/bin
	ln -s "$METARR_TEST_BUILD"/[!b]* tree/build
	ln -s "$METARR_TEST_BUILD"/bin/* tree/build/bin
	rm tree/build/bin/metarr
	# shellcheck disable=SC2016 # "$" is the program's
	printf '#!/bin/sh\n[ "$1" != scan ] || { kill -INT "$PPID"; exit 1; }\nexec %q "$@"\n' "$METARR_TEST_BUILD/bin/metarr" >tree/build/bin/metarr
	chmod +x tree/build/bin/metarr
	x 130 tree/scripts/run films --publish
	same "$ metarr scan -t $PWD/films" "${lines[-1]}"
}

@test "usage" {
	x 64 tree/scripts/run --puplish
	has "$stderr" "usage: run [FOLDER] [--publish]"
	x 64 tree/scripts/run a b
	x 1 tree/scripts/run nowhere
	same "run: 'nowhere' is no folder" "$stderr"
	x 0 tree/scripts/run --help
	has "$output" "usage: run [FOLDER] [--publish]"
}
