# What is found by words of its title.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper

@test "by words of titles" {
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=64x36:d=1 -c:v mpeg4 v.mkv
	for film in "The Matrix (1999)" "Matrix Reloaded (2003)" "Amélie (2001)"; do
		mkdir -p "Lib/$film"
		{ cat v.mkv; echo "$film"; } >"Lib/$film/$film.mkv"
	done
	printf '<movie><title>The Matrix</title><set><name>Matrix Collection</name></set></movie>' >"Lib/The Matrix (1999)/movie.nfo"
	metarr-library -q add films movies Lib
	x 0 metarr-scan -q films
	x 0 metarr-ls -j --search "MATR"
	same "Matrix Collection|The Matrix|Matrix Reloaded" "$(jq -r .title <<<"$output" | paste -sd '|')"
	x 0 metarr-ls -j --search "re matrix"
	same "Matrix Reloaded" "$(jq -r .title <<<"$output")"
	x 0 metarr-ls -j movies --search amelie films
	same "Amélie" "$(jq -r .title <<<"$output")"
	x 0 metarr-ls -t --search atrix
	same "0 items" "$output"
	x 0 metarr-show -j amel
	same "Amélie" "$(jq -r .title <<<"$output")"
	x 1 metarr-edit amel plot=x
	same "metarr-edit: 'amel' is no library, item, title or path" "$stderr"
	x 1 metarr-show atrix
	same "metarr-show: 'atrix' is no library, item, title or path" "$stderr"
}
