# scripts/run, in a copy of the tree with the programs that are there.
load helper

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

@test "usage" {
	x 64 tree/scripts/run --puplish
	has "$stderr" "usage: run [FOLDER] [--publish]"
	x 64 tree/scripts/run a b
	x 1 tree/scripts/run nowhere
	same "run: 'nowhere' is no folder" "$stderr"
	x 0 tree/scripts/run --help
	has "$output" "usage: run [FOLDER] [--publish]"
}
