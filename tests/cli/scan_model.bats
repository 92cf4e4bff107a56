# Random sequences of what people do to a library, with a scan after each step, compared with a plain model: no film is
# lost or doubled, and each keeps its row. METARR_TEST_MODEL_RUNS sequences; METARR_TEST_MODEL_SEED repeats them.
# shellcheck shell=bash disable=SC2154  # "run" and x set output and stderr
load helper

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	ffmpeg -nostdin -v error -f lavfi -i testsrc2=s=64x36:r=5:d=1 -c:v mpeg4 clip.mkv
}

test_setup() {
	x 0 metarr-db create
	mkdir lib out
	sql "INSERT INTO libraries (name, type, path, created_at) VALUES ('films', 'movies', '$PWD/lib', '2026-01-01 00:00:00.000')"
}

# The model: of each film, by its number, its video's path below lib, its title, and the id of its row. A film that is
# out of the library has no entry in 'at', and its folder in out/.
declare -A at title row

video() { { cat "$BATS_FILE_TMPDIR/clip.mkv"; head -c $(($1 * 10 + RANDOM % 10)) /dev/zero; echo "$1.$RANDOM$RANDOM"; } >"$2"; }
nfo() { printf '<movie><title>%s</title><uniqueid type="tmdb">%s</uniqueid></movie>\n' "$2" "$((1000 + $1))" >"$3/movie.nfo"; }

add() {
	local n=$((films++)) dir
	dir="Film $n ($((1950 + n)))"
	mkdir "lib/$dir"
	video "$n" "lib/$dir/Film $n.mkv"
	at[$n]="$dir/Film $n.mkv" title[$n]="Film $n"
	# Every second one has an NFO with an id.
	[ $((n % 2)) -eq 1 ] || { title[$n]="Title $n" && nfo "$n" "Title $n" "lib/$dir"; }
}
# A film that is in the library, at random; the first argument is the step's number.
pick() {
	local all=("${!at[@]}")
	chosen=${all[RANDOM % ${#all[@]}]}
	[[ $touched != *" $chosen "* ]] || return 1
	touched+="$chosen "
	dir=${at[$chosen]%/*} file=${at[$chosen]##*/}
}
one_step() {
	local new dir file chosen
	case $((RANDOM % 9)) in
	0) add ;;
	1) # the folder is renamed
		pick || return 0
		new="Renamed $((40000 + RANDOM))"
		# What has no NFO is called as its folder is.
		[ $((chosen % 2)) -eq 0 ] || title[$chosen]=$new
		new+=" ($((1950 + chosen)))"
		mv "lib/$dir" "lib/$new"
		at[$chosen]="$new/$file"
		;;
	2) # the folder goes into another one
		pick || return 0
		mkdir -p "lib/Shelf $((RANDOM % 3))"
		new="Shelf $((RANDOM % 3))/${dir##*/}"
		mkdir -p "lib/${new%/*}"
		[ ! -e "lib/$new" ] || return 0
		mv "lib/$dir" "lib/$new"
		at[$chosen]="$new/$file"
		;;
	3) # the video is renamed
		pick || return 0
		mv "lib/$dir/$file" "lib/$dir/Video $((40000 + RANDOM)).mkv" 2>/dev/null
		at[$chosen]="$dir/$(cd "lib/$dir" && echo *.mkv)"
		;;
	4) # the NFO is edited
		pick || return 0
		[ $((chosen % 2)) -eq 0 ] || return 0
		title[$chosen]="Edited $RANDOM"
		nfo "$chosen" "${title[$chosen]}" "lib/$dir"
		;;
	5) # the film goes
		pick || return 0
		[ ${#at[@]} -gt 6 ] || return 0
		mkdir -p "out/$chosen"
		mv "lib/$dir" "out/$chosen/"
		printf '%s\n' "${at[$chosen]}" >"out/$chosen.at"
		unset "at[$chosen]"
		;;
	6) # one that went comes back to where it was
		for new in out/*.at; do
			[ -e "$new" ] || return 0
			chosen=${new#out/} chosen=${chosen%.at}
			[[ $touched != *" $chosen "* ]] || continue
			touched+="$chosen "
			at[$chosen]=$(cat "$new")
			dir=${at[$chosen]%/*}
			mkdir -p "lib/$(dirname "$dir")"
			mv "out/$chosen/${dir##*/}" "lib/$dir"
			rm "$new"
			return 0
		done
		;;
	7) # a better video under the same name
		pick || return 0
		video "$chosen" "lib/$dir/new"
		mv "lib/$dir/new" "lib/$dir/$file"
		;;
	8) # a better video under another name
		pick || return 0
		rm "lib/$dir/$file"
		at[$chosen]="$dir/Better $((40000 + RANDOM)).mkv"
		video "$chosen" "lib/${at[$chosen]}"
		;;
	esac
}
model() {
	local n
	for n in "${!at[@]}"; do
		printf '%s|%s|%s\n' "$PWD/lib/${at[$n]}" "${title[$n]}" "${row[$n]:-new}"
	done | sort
}
# What the database has, with "new" for the rows that the model does not know yet.
database() {
	sql "SELECT file_path, title, id FROM movies WHERE deleted_on IS NULL ORDER BY file_path" |
		awk -F '|' -v known=" ${row[*]} " '{ print $1 "|" $2 "|" (index(known, " " $3 " ") ? $3 : "new") }' | sort
}
learn() {
	local n
	for n in "${!at[@]}"; do
		row[$n]=$(sql "SELECT id FROM movies WHERE file_path = '$PWD/lib/${at[$n]}'")
	done
}

scan() {
	metarr-scan "$@" films </dev/null >"$BATS_TEST_TMPDIR/out" 2>&1 || { cat "$BATS_TEST_TMPDIR/out" >&2; return 1; }
}

sequence() {
	local step touched k
	at=() title=() row=() films=0
	rm -rf lib/* out/*
	sql "DELETE FROM movies; DELETE FROM scan_folders; DELETE FROM scan_files"
	for ((step = 0; step < 9; step++)); do add; done
	for ((step = 0; step < 8; step++)); do
		scan -q || return
		same "$(model)" "$(database)" || return
		learn
		touched=" "
		for ((k = RANDOM % 3; k >= 0; k--)); do one_step; done
	done
	scan -q && same "$(model)" "$(database)" && scan && [ ! -s "$BATS_TEST_TMPDIR/out" ]
}

@test "no film is lost or doubled" {
	RANDOM=${METARR_TEST_MODEL_SEED:=$RANDOM}
	for ((turn = 0; turn < ${METARR_TEST_MODEL_RUNS:-20}; turn++)); do
		sequence || { echo "METARR_TEST_MODEL_SEED=$METARR_TEST_MODEL_SEED, sequence $turn"; return 1; }
	done
}
