# Artwork of sets, in the folder of sets.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper

setup_file() {
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=64x36:d=1 -c:v mpeg4 "$BATS_FILE_TMPDIR/video.mkv"
	for n in 1 2; do
		ffmpeg -loglevel error -nostdin -f lavfi -i "testsrc2=s=60x9$n:d=1" -frames:v 1 "$BATS_FILE_TMPDIR/$n.jpg"
	done
}

test_setup() {
	mkdir Sets
	echo "sets_folder = $PWD/Sets" >"$METARR_CONF"
}

# film LIBRARY NAME SET
film() {
	mkdir -p "$1/$2"
	cp "$BATS_FILE_TMPDIR/video.mkv" "$1/$2/$2.mkv"
	printf '<movie><title>%s</title><set><name>%s</name></set></movie>' "$2" "$3" >"$1/$2/movie.nfo"
}
two_libraries() {
	film Films Alien "Alien: All"
	film More Aliens "Alien: All"
	metarr-library add Films >added
	metarr-library add More >added
	mkdir "Sets/Alien_ All"
	cp "$BATS_FILE_TMPDIR/1.jpg" "Sets/Alien_ All/poster.jpg"
	cp "$BATS_FILE_TMPDIR/2.jpg" "Sets/Alien_ All/fanart1.jpg"
}
candidates() { sql "SELECT entity_type, asset_type, is_selected, is_downloaded FROM asset_candidates ORDER BY asset_type, id"; }

@test "what stands there is the set's, once, and stays as it is" {
	two_libraries
	x 0 metarr-scan -q -a
	same "set|fanart|1|1
set|poster|1|1" "$(candidates)"
	before=$(find Sets Films More -type f -printf '%p %T@\n' | sort)
	x 0 metarr-publish -n -a
	same "" "$output"
	x 0 metarr-publish -q -a
	same "$before" "$(find Sets Films More -type f -printf '%p %T@\n' | sort)"
	x 0 metarr-scan -q -a
	same 2 "$(sql "SELECT COUNT(*) FROM asset_candidates")"
	x 0 metarr-db check
}

@test "the folder comes back, and goes with nobody's pictures but ours" {
	two_libraries
	metarr-scan -q -a >scanned
	find Sets -type f -exec sha256sum {} + | sort >before
	rm -r Sets/*
	x 0 metarr-publish -nt -a
	has "$output" "# make folder $PWD/Sets/Alien_ All"
	has "$output" "# add $PWD/Sets/Alien_ All/poster.jpg +"
	x 0 metarr-publish -q -a
	find Sets -type f -exec sha256sum {} + | sort | diff before -
	same 4 "$(sql "SELECT COUNT(*) FROM published_files")"
	x 0 metarr-scan -q -a
	x 0 metarr-publish -n -a
	same "" "$output"
	same 0 "$(sql "SELECT COUNT(*) FROM asset_candidates WHERE selected_by = 'file'")"
}

@test "a picture that somebody replaces is the choice" {
	two_libraries
	metarr-scan -q -a >scanned
	rm -r Sets/*
	metarr-publish -q -a >published
	cp "$BATS_FILE_TMPDIR/2.jpg" "Sets/Alien_ All/poster.jpg"
	x 0 metarr-scan -q -a
	same file "$(sql "SELECT selected_by FROM asset_candidates WHERE asset_type = 'poster' AND is_selected = 1")"
	x 0 metarr-publish -q -a
	cmp "$BATS_FILE_TMPDIR/2.jpg" "Sets/Alien_ All/poster.jpg"
}

@test "a folder of sets that is not there says nothing about pictures" {
	two_libraries
	metarr-scan -q -a >scanned
	mv Sets Elsewhere
	x 0 metarr-scan -q -a
	same 2 "$(candidates | wc -l)"
	x 0 metarr-publish -a
	has "$stderr" "the folder of sets '$PWD/Sets' is not there: the pictures of 'Alien: All' are left out"
	[ ! -e Sets ]
}

@test "a machine that sees the folder elsewhere" {
	two_libraries
	metarr-scan -q -a >scanned
	mv Sets Mounted
	printf 'sets_folder = %s\nmap = %s %s\n' "$PWD/Mounted" "$PWD/Sets" "$PWD/Mounted" >"$METARR_CONF"
	rm "Mounted/Alien_ All/poster.jpg"
	x 0 metarr-publish -q -a
	[ -e "Mounted/Alien_ All/poster.jpg" ]
	same "$PWD/Sets/Alien_ All/poster.jpg" "$(sql "SELECT DISTINCT path FROM published_files")"
}

@test "a set that is renamed takes its pictures along, whichever film is published last" {
	film Films Third "Alien: All"
	two_libraries
	metarr-scan -q -a >scanned
	rm -r Sets/*
	metarr-publish -q -a >published
	x 0 metarr-edit -q "Alien: All" title=Aliens
	x 0 metarr-publish -q -a
	same "Sets
Sets/Aliens
Sets/Aliens/fanart.jpg
Sets/Aliens/poster.jpg" "$(find Sets | sort)"
	x 0 metarr-publish -n -a
	same "" "$output"
	x 0 metarr-undo -q --batch 1
	x 0 metarr-publish -q -a
	same "Alien_ All" "$(ls Sets)"
	x 0 metarr-db check
}
