# A library that the database has elsewhere than this machine sees it: "map" of metarr.conf(5).
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # helper.bash sets output, stderr, lines
load helper

setup_file() {
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=64x36:d=1 -c:v mpeg4 "$BATS_FILE_TMPDIR/video.mkv"
}

test_setup() {
	mkdir -p "nas/Films/Solaris (1972)"
	cp "$BATS_FILE_TMPDIR/video.mkv" "nas/Films/Solaris (1972)/Solaris (1972).mkv"
	echo "map = /data $PWD/nas" >"$METARR_CONF"
}

@test "what is added, scanned and published has the database's paths, and the files lie here" {
	x 0 metarr-library -t add nas/Films
	same "added library 'Films': movies, short names, /data/Films" "${lines[0]}"
	x 0 metarr-scan Films
	same "/data/Films/Solaris (1972)/Solaris (1972).mkv" "$(jq -r .path <<<"$output")"
	x 0 metarr-publish -n Films
	has "$output" "+++ b/Solaris (1972)/movie.nfo"
	x 0 metarr-publish Films
	same "/data/Films/Solaris (1972)/movie.nfo" "$(jq -r .nfo_path <<<"$output")"
	[ -e "nas/Films/Solaris (1972)/movie.nfo" ]
	[ ! -e /data/Films ]
	x 0 metarr
	hasnt "$output" "not there"
	x 0 metarr-scan Films
	same "" "$output"
}

@test "operands and records name a path in either spelling" {
	metarr-library add nas/Films >added
	metarr-scan Films >scanned
	for what in nas/Films "$PWD/nas/Films" /data/Films "nas/Films/Solaris (1972)" "/data/Films/Solaris (1972)" \
		"nas/Films/Solaris (1972)/Solaris (1972).mkv"; do
		x 0 metarr-ls "$what"
		same "Solaris" "$(jq -r .title <<<"$output")"
	done
	x 0 metarr-scan "nas/Films/Solaris (1972)"
	same "Solaris" "$(jq -r .title <<<"$output")"
	# shellcheck disable=SC2016 # the inner shell expands
	x 0 bash -c 'jq -nc "{path: \$ARGS.positional[0]}" --args "$PWD/nas/Films/Solaris (1972)/Solaris (1972).mkv" | metarr-scan'
	same "Solaris" "$(jq -r .title <<<"$output")"
	x 1 metarr-ls nas/Films/none
	same "metarr-ls: there is no '/data/Films/none'" "$stderr"
	x 1 metarr-ls nas
	same "metarr-ls: 'nas' is in no library" "$stderr"
}

@test "libraries do not overlap in the database's paths" {
	metarr-library add nas/Films >added
	x 1 metarr-library add again "$PWD/nas/Films"
	same "metarr-library: '/data/Films' is library 'Films' already" "$stderr"
	mv nas/Films nas/Filme
	x 0 metarr-library -t set Films path nas/Filme
	same "set 'path' of library 'Films' to /data/Filme" "$output"
}
