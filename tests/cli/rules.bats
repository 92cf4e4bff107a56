# Rules of pictures, as people set them.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper

test_setup() {
	mkdir -p Films/A
	metarr-library -q add Films
}

@test "rules are shown and set" {
	x 0 metarr-library -t rules films
	same "banner: max_count=1
characterart: max_count=1
clearart: max_count=1
clearlogo: max_count=1
discart: max_count=1
fanart: max_count=3
keyart: max_count=1
landscape: max_count=1
poster: max_count=1
thumb: max_count=1" "$output"
	x 0 metarr-library -t rules Films poster min_width=1000 text=none fanart max_count=5
	same "fanart: max_count=5
poster: max_count=1 min_width=1000 text=none
what would change: metarr select -n 'library:Films'" "$output"
	x 0 metarr-library rules Films poster
	same "Films poster 1000 none 0.3 true false" "$(jq -r '"\(.library) \(.rule) \(.min_width) \(.text) \(.weight_resolution) \(.language_rank) \(.replace_local)"' <<<"$output")"
	x 0 metarr-library -t rules Films poster default fanart
	same "fanart: max_count=5
poster: max_count=1
what would change: metarr select -n 'library:Films'" "$output"
}

@test "a dry run sets nothing" {
	x 0 metarr-library -nt rules Films poster replace_local=yes
	same "poster: max_count=1 replace_local=yes" "$output"
	x 0 metarr-library -t rules Films poster
	same "poster: max_count=1" "$output"
}

@test "what is wrong is said, and nothing is set" {
	x 65 metarr-library rules Films poster max_count=2 weight_votes=0.9
	has "$stderr" "the weights of poster are 0.3, 0.9, 0.2 and 0.1 for resolution, votes, language and provider: together 1.5, and not 1"
	x 65 metarr-library rules Films plakat max_count=2
	has "$stderr" "'plakat' is no kind of artwork that has a rule; there are banner, characterart,"
	x 65 metarr-library rules Films poster width=2
	has "$stderr" "'width=2' is no setting of a rule; there are min_count, max_count,"
	x 64 metarr-library rules Films width=2
	has "$stderr" "'width=2' is of no kind: poster width=2"
	x 64 metarr-library rules
	x 1 metarr-library rules nothing
	same "metarr-library: there is no library 'nothing'" "$stderr"
	x 0 metarr-library -t rules Films poster
	same "poster: max_count=1" "$output"
}
