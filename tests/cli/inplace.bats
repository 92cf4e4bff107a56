# What is in a library stays as it is: scanned and published, no NFO differs by a byte, and what the diff says is what a
# publish writes.
# bats file_tags=sqlite
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper

setup_file() {
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=64x36:d=1 -c:v mpeg4 "$BATS_FILE_TMPDIR/video.mkv"
}

# role ROLE N FILE: the recorded NFO as that of a film, a series or an episode
role() {
	case $1 in
	short) mkdir -p "Films/Short $2" && ln "$VIDEO" "Films/Short $2/Short $2.mkv" && cp "$3" "Films/Short $2/movie.nfo" ;;
	long) mkdir -p "Films/Long $2" && ln "$VIDEO" "Films/Long $2/Long $2.mkv" && cp "$3" "Films/Long $2/Long $2.nfo" ;;
	show) mkdir -p "Shows/Show $2" && ln "$VIDEO" "Shows/Show $2/Show $2 S01E01.mkv" && cp "$3" "Shows/Show $2/tvshow.nfo" ;;
	episode)
		mkdir -p "Shows/Any $2"
		ln "$VIDEO" "Shows/Any $2/Any $2 $(numbers "$3").mkv"
		cp "$3" "Shows/Any $2/Any $2 $(numbers "$3").nfo"
		echo "<tvshow><title>Any $2</title></tvshow>" >"Shows/Any $2/tvshow.nfo"
		;;
	esac
}
# The season and the episodes that an NFO speaks of, as a video's name has them.
numbers() {
	local season episodes
	season=$(sed -n 's,.*<season>0*\([0-9][0-9]*\)</season>.*,\1,p' "$1" | head -n 1)
	episodes=$(sed -n 's,.*<episode>0*\([0-9][0-9]*\)</episode>.*,E\1,p' "$1" | tr -d '\n')
	echo "S${season:-1}${episodes:-E1}"
}
# Those that were there before.
nfos() { xargs -d '\n' -a recorded sha256sum; }

@test "every recorded NFO, in every role that a file can have, is published as it stands" {
	[ -n "${METARR_FIXTURES:-}" ] || skip "METARR_FIXTURES is not set"
	cp "$BATS_FILE_TMPDIR/video.mkv" video.mkv
	VIDEO=video.mkv
	n=100
	while IFS= read -r file; do
		n=$((n + 1))
		case $file in
		*/movie/* | */url/* | */scene/* | */broken/*) role short $n "$file" && role long $n "$file" ;;&
		*/tvshow/* | */broken/*) role show $n "$file" ;;&
		*/episode/* | */broken/*) role episode $n "$file" ;;&
		esac
	done < <(find "$METARR_FIXTURES/nfo" -type f | sort)
	find Films Shows -name '*.nfo' | sort >recorded
	[ "$(wc -l <recorded)" -gt 100 ]
	nfos >before
	metarr-library -q add movies Films >added
	metarr-library -q add tvshows Shows >added
	run metarr-scan -q -a
	x 0 metarr-publish -n -a
	hasnt "$output" "--- a/"
	x 0 metarr-publish -q -a
	nfos | diff before -
}

# style N: an NFO of one of the kinds that people have
style() {
	local title="Film $1"
	case $(($1 % 10)) in
	0) ;; # none: it is new
	1) printf '<?xml version="1.0" encoding="UTF-8"?>\n<movie>\n  <title>%s</title>\n  <plot>Old</plot>\n</movie>\n' "$title" ;;
	2) printf '<?xml version="1.0"?>\r\n<movie>\r\n\t<title>%s</title>\r\n\t<plot>Old</plot>\r\n</movie>\r\n' "$title" ;;
	3) printf '<movie><title>%s</title><plot>Old</plot></movie>' "$title" ;; # one line without an end
	4) printf '<?xml version="1.0" encoding="ISO-8859-1"?>\n<movie>\n <title>%s \xe4</title>\n <plot>Old</plot>\n</movie>\n' "$title" ;;
	5) printf '<movie>\n<title>%s</title>\n<!-- mine -->\n<plot>One\nTwo\nThree</plot>\n</movie>\nhttps://www.themoviedb.org/movie/%s' "$title" "$1" ;;
	6) printf '\xef\xbb\xbf<movie>\n  <title>%s &amp; more</title>\n  <plot></plot>\n  <mine a="1"/>\n</movie>\n\n' "$title" ;;
	7) printf 'https://www.themoviedb.org/movie/%s\n' "$1" ;;
	8) printf '<movie>\n  <title>%s</title>\n  <plot>Old & broken\n</movie>\n' "$title" ;;
	9) printf '<movie>\n  <plot>Old</plot>\n  <title>%s</title>\n  <actor>\n    <name>A</name>\n  </actor>\n</movie>\n' "$title" ;;
	esac
}

@test "what the diff says, applied to a copy, is what a publish writes: 510 films" {
	cp "$BATS_FILE_TMPDIR/video.mkv" video.mkv
	for n in {100..609}; do
		dir="Films/Film $n - it's \"$((n % 7))\""
		mkdir -p "$dir"
		ln video.mkv "$dir/Film $n.mkv"
		style "$n" >"$dir/movie.nfo"
		[ -s "$dir/movie.nfo" ] || rm "$dir/movie.nfo"
	done
	metarr-library -q add movies Films >added
	metarr-scan -q -a >scanned
	# Every film gets a plot of several lines, every third one more.
	sql "UPDATE movies SET plot = 'New & better ' || id || char(10) || 'second ä', tagline = CASE WHEN id % 3 = 0
		THEN 'Said ' || id END, has_unpublished_changes = 1, revision = revision + 1"
	sql "DELETE FROM field_state WHERE field IN ('plot', 'tagline')"
	sql "INSERT INTO field_state (entity_type, entity_id, field, source, locked)
		SELECT 'movie', id, 'plot', 'edit', 1 FROM movies"
	sql "INSERT INTO field_state (entity_type, entity_id, field, source, locked)
		SELECT 'movie', id, 'tagline', 'edit', 1 FROM movies WHERE tagline IS NOT NULL"
	x 0 metarr-publish -n -a
	same "# files: 0 identical, 459 changed, 51 added, 0 removed" "${lines[0]}"
	printf '%s\n' "$output" >films.patch
	mkdir copy
	cp -r Films/. copy
	patch -s --binary -p1 -d copy <films.patch
	x 0 metarr-publish -qt -a
	diff -r Films copy
	[ "$(grep -rl 'New &amp; better' Films --include='*.nfo' | wc -l)" = 510 ]
}
