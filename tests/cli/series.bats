# metarr-scan on folders of series, on both engines.
# bats file_tags=db
# shellcheck shell=bash disable=SC2154  # "run" and x set output and stderr
load helper

# One small video and a few pictures for all tests of the file.
setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	ffmpeg -nostdin -v error -f lavfi -i testsrc2=s=320x180:r=10:d=100 -f lavfi -i sine=d=100 -c:v mpeg4 -q:v 31 -c:a ac3 \
		-metadata:s:a language=ger clip.mkv
	ffmpeg -nostdin -v error -f lavfi -i testsrc2=s=200x300:d=1 -frames:v 1 poster.jpg
	ffmpeg -nostdin -v error -f lavfi -i mandelbrot=s=320x180 -frames:v 1 fanart.jpg
}

test_setup() {
	mkdir TV
	x 0 metarr-library add tvshows TV
}

serial=0
# video FILE: the clip with a tail of its own, so that no two are alike
video() {
	mkdir -p "${1%/*}"
	serial=$((serial + 1))
	{ cat "$BATS_FILE_TMPDIR/clip.mkv"; printf '\xec\x40\x20%032d' "$serial"; head -c "$serial" /dev/zero; } >"$1"
}
picture() {
	cp "$BATS_FILE_TMPDIR/poster.jpg" "$1"
}

# As Sonarr leaves a show: ids of TheTVDB, a declaration before each episode, artwork in the show's folder.
alpha() {
	local show="TV/Alpha (2008)"
	video "$show/Season 1/Alpha - S01E01 - Pilot WEBDL-1080p.mkv"
	video "$show/Season 1/Alpha - S01E02-E03 - Two and Three WEBDL-1080p.mkv"
	video "$show/Specials/Alpha - S00E01 - Making of.mkv"
	cat >"$show/tvshow.nfo" <<-'NFO'
	<?xml version="1.0" encoding="utf-8"?>
	<tvshow>
	  <title>Alpha</title>
	  <rating>8.1</rating>
	  <plot>A plot of all.</plot>
	  <uniqueid type="tvdb" default="true">81189</uniqueid>
	  <uniqueid type="imdb">tt0903747</uniqueid>
	  <namedseason number="1">The First</namedseason>
	  <genre>Drama</genre>
	  <status>Ended</status>
	  <premiered>2008-01-20</premiered>
	  <actor>
	    <name>Jane Doe</name>
	    <role>Anna</role>
	  </actor>
	</tvshow>
	NFO
	cat >"$show/Season 1/Alpha - S01E02-E03 - Two and Three WEBDL-1080p.nfo" <<-'NFO'
	<?xml version="1.0" encoding="utf-8"?>
	<episodedetails>
	  <title>Two</title>
	  <season>1</season>
	  <episode>2</episode>
	  <plot>The second.</plot>
	  <uniqueid type="tvdb" default="true">349232</uniqueid>
	</episodedetails>
	<?xml version="1.0" encoding="utf-8"?>
	<episodedetails>
	  <title>Three</title>
	  <season>1</season>
	  <episode>3</episode>
	  <uniqueid type="tvdb" default="true">349235</uniqueid>
	</episodedetails>
	NFO
	picture "$show/poster.jpg"
	picture "$show/season01-poster.jpg"
	picture "$show/season-specials-poster.jpg"
	cp "$BATS_FILE_TMPDIR/fanart.jpg" "$show/Season 1/Alpha - S01E02-E03 - Two and Three WEBDL-1080p-thumb.jpg"
}

# What the database says of everything that a scan writes, without times and counters of rows.
dump() {
	sql "SELECT directory_path, title, year, tvdb_id, imdb_id, state, nfo_path, naming, folder, series_status, premiered,
		CASE WHEN deleted_on IS NULL THEN 0 ELSE 1 END, revision FROM series ORDER BY 1"
	sql "SELECT directory_path, season_number, title, state, nfo_path, folder, CASE WHEN deleted_on IS NULL THEN 0 ELSE 1 END,
		revision FROM seasons ORDER BY 1, 2"
	sql "SELECT file_path, season_number, episode_number, title, plot, aired, runtime, state, nfo_path, naming, folder, nfo_hash,
		CASE WHEN deleted_on IS NULL THEN 0 ELSE 1 END, revision FROM episodes ORDER BY 1, 2, 3"
	sql "SELECT entity_type, entity_id, type, value FROM external_ids ORDER BY 1, 2, 3"
	sql "SELECT entity_type, entity_id, asset_type, local_path, is_selected, content_hash FROM asset_candidates ORDER BY 1, 2, 3, 4"
	sql "SELECT entity_type, entity_id, field, source, locked FROM field_state ORDER BY 1, 2, 3"
	sql "SELECT entity_type, entity_id, codec, width, duration_seconds FROM video_streams ORDER BY 1, 2"
	sql "SELECT entity_type, entity_id, version, hash, origin FROM nfo_versions ORDER BY 1, 2, 3"
	sql "SELECT folder, name, size, kind, entity_type, entity_id, content_hash FROM scan_files ORDER BY 1, 2"
	sql "SELECT folder, signature FROM scan_folders ORDER BY 1"
}

without_last() { sed 's/|[0-9]*$//'; } # the last column of each row

@test "a show becomes a series, seasons and episodes" {
	alpha
	x 0 metarr-scan TV </dev/null
	[ "$stderr" = "" ]
	same '["series","Alpha",null,null,"Alpha (2008)"]
["season","Specials",0,null,"Alpha (2008)/Specials"]
["season","The First",1,null,"Alpha (2008)/Season 1"]
["episode","Pilot",1,1,"Alpha (2008)/Season 1/Alpha - S01E01 - Pilot WEBDL-1080p.mkv"]
["episode","Two",1,2,"Alpha (2008)/Season 1/Alpha - S01E02-E03 - Two and Three WEBDL-1080p.mkv"]
["episode","Three",1,3,"Alpha (2008)/Season 1/Alpha - S01E02-E03 - Two and Three WEBDL-1080p.mkv"]
["episode","Making of",0,1,"Alpha (2008)/Specials/Alpha - S00E01 - Making of.mkv"]' \
		"$(jq -c --arg root "$PWD/TV/" '[.type, .title // (if .season_number == 0 then "Specials" else null end),
			.season_number, .episode_number, (.path | ltrimstr($root))]' <<<"$output")"
	same '["identified","Alpha (2008)"]' "$(jq -c '[.state, .folder]' <<<"$output" | sort -u)"
	same '[81189,"tt0903747","2008-01-20","Ended","fanart"]' \
		"$(jq -c 'select(.type == "series") | [.tvdb_id, .imdb_id, .premiered, .series_status, "fanart"]' <<<"$output")"
	same "349232
349235" "$(sql "SELECT value FROM external_ids WHERE entity_type = 'episode' ORDER BY value")"
	# Where each number and name comes from.
	same "episode_number|name
season_number|name
title|name" "$(sql "SELECT field, source FROM field_state WHERE entity_type = 'episode' AND entity_id = 1
		AND field IN ('title', 'season_number', 'episode_number') ORDER BY 1")"
	same "title|nfo" "$(sql "SELECT field, source FROM field_state WHERE entity_type = 'episode' AND entity_id = 2 AND field = 'title'")"
	# One file and one NFO of two episodes: each has its streams, its thumb and its version of the NFO.
	same "4" "$(sql "SELECT COUNT(*) FROM video_streams WHERE entity_type = 'episode'")"
	same "2|thumb
3|thumb" "$(sql "SELECT entity_id, asset_type FROM asset_candidates WHERE entity_type = 'episode' ORDER BY 1")"
	same "2|0
3|0" "$(sql "SELECT entity_id, version FROM nfo_versions WHERE entity_type = 'episode' ORDER BY 1")"
	# The running time of a file is shared out.
	same "1|2
2|1
3|1" "$(sql "SELECT id, runtime FROM episodes WHERE season_number = 1 ORDER BY 1")"
	same "season|1|poster
season|2|poster
series|1|poster" "$(sql "SELECT entity_type, entity_id, asset_type FROM asset_candidates WHERE entity_type <> 'episode' ORDER BY 1, 2")"
	same "Jane Doe" "$(sql "SELECT p.name FROM item_people i JOIN people p ON p.id = i.person_id WHERE i.entity_type = 'series'")"
}

@test "a second scan changes nothing, and a third that looks again neither" {
	alpha
	video "TV/Daily/Daily 2024-01-31.mkv"
	video "TV/Daily/Daily 2024-02-01.mkv"
	echo '<episodedetails><title>Feb</title><season>29</season><episode>17</episode></episodedetails>' >"TV/Daily/Daily 2024-02-01.nfo"
	x 0 metarr-scan TV </dev/null
	first=$(dump)
	has "$first" "|2024|131|"
	has "$first" "|29|17|Feb|"
	x 0 metarr-scan TV </dev/null
	same "" "$output$stderr"
	same "$first" "$(dump)"
	sql "UPDATE scan_folders SET signature = NULL"
	x 0 metarr-scan TV </dev/null
	same "" "$output$stderr"
	same "$first" "$(dump)"
	x 0 metarr-scan -p TV </dev/null
	same "" "$output$stderr"
	same "$first" "$(dump)"
}

@test "one new episode is all that is read" {
	alpha
	x 0 metarr-scan TV </dev/null
	video "TV/Alpha (2008)/Season 2/Alpha - S02E01.mkv"
	picture "TV/Alpha (2008)/season02-poster.jpg"
	x 0 strace -f -qq -e trace=openat -o trace metarr-scan TV </dev/null
	same '["season",2,null]
["episode",2,1]' "$(jq -c '[.type, .season_number, .episode_number]' <<<"$output")"
	same "Alpha - S02E01.mkv
season02-poster.jpg" "$(grep -o '[^/"]*\.\(mkv\|jpg\)",' trace | tr -d '",' | grep -v '^[0-9a-f]\{64\}' | sort -u)"
}

@test "numbers are the file's, the rest is the NFO's" {
	video "TV/Alpha/Alpha 1x08.mkv"
	echo '<episodedetails><title>Eight</title><season>5</season><episode>55</episode></episodedetails>' >"TV/Alpha/Alpha 1x08.nfo"
	x 0 metarr-scan TV </dev/null
	same "1|8|Eight" "$(sql "SELECT season_number, episode_number, title FROM episodes")"
	# An edit of the file is taken over and locked; its numbers still are not.
	echo '<episodedetails><title>Acht</title><season>6</season><episode>55</episode></episodedetails>' >"TV/Alpha/Alpha 1x08.nfo"
	x 0 metarr-scan TV </dev/null
	same "1|8|Acht" "$(sql "SELECT season_number, episode_number, title FROM episodes")"
	same "title|file|1" "$(sql "SELECT field, source, locked FROM field_state WHERE entity_type = 'episode' AND locked = 1")"
}

@test "an episode that was renamed, replaced or moved keeps its row" {
	alpha
	x 0 metarr-scan TV </dev/null
	cd "TV/Alpha (2008)"
	# Renamed.
	mv "Season 1/Alpha - S01E01 - Pilot WEBDL-1080p.mkv" "Season 1/Alpha - S01E01.mkv"
	x 0 metarr-scan TV </dev/null
	same '["episode",1,"Alpha - S01E01.mkv"]' "$(jq -c '[.type, .id, (.path | split("/") | last)]' <<<"$output")"
	# An upgrade: another video, the same numbers.
	rm "Season 1/Alpha - S01E01.mkv"
	video "Season 1/Alpha - S01E01 - Pilot Bluray-2160p.mkv"
	x 0 metarr-scan TV </dev/null
	same '["episode",1,"Alpha - S01E01 - Pilot Bluray-2160p.mkv"]' "$(jq -c '[.type, .id, (.path | split("/") | last)]' <<<"$output")"
	# Renumbered: the inode says who it is. What a provider said is of the other one.
	sql "UPDATE episodes SET aired = '2001-02-03', plot = 'Words.', enriched_at = '2020-01-01 00:00:00.000',
		state = 'enriched' WHERE id = 1;
		INSERT INTO field_state (entity_type, entity_id, field, source) VALUES
		('episode', 1, 'aired', 'tvdb'), ('episode', 1, 'plot', 'nfo')"
	mv "Season 1/Alpha - S01E01 - Pilot Bluray-2160p.mkv" "Season 1/Alpha - S01E07 - Pilot.mkv"
	x 0 metarr-scan TV </dev/null
	same '["episode",1,7,null,"Words.",null,"identified"]' "$(jq -c \
		'[.type, .id, .episode_number, .aired, .plot, .enriched_at, .state]' <<<"$output")"
	# The folder of the season.
	mv "Season 1" "Season 01"
	x 0 metarr-scan TV </dev/null
	same '["season",2]
["episode",2]
["episode",3]
["episode",1]' "$(jq -c '[.type, .id]' <<<"$output")"
	same "4" "$(sql "SELECT COUNT(*) FROM episodes")"
	same "0" "$(sql "SELECT COUNT(*) FROM episodes WHERE deleted_on IS NOT NULL")"
}

# daily DAY NUMBER: an episode that is named by its date, with an NFO that has its numbers
daily() {
	video "TV/Daily/Daily 2024-01-0$1.mkv"
	printf '<episodedetails><season>9</season><episode>%d</episode></episodedetails>' "$2" >"TV/Daily/Daily 2024-01-0$1.nfo"
}
# The NFOs that a scan opens, by their days.
nfos_read() {
	strace -f -qq -e trace=openat,open -o trace metarr-scan -q TV </dev/null >/dev/null || return
	grep -o 'Daily 2024-01-..[.]nfo' trace | grep -o '..[.]nfo' | sort -u | paste -sd' '
}

@test "numbers that an NFO has are read again when it or its video is another" {
	local day
	for day in 1 2 3; do daily $day $((day + 10)); done
	x 0 metarr-scan TV </dev/null
	daily 4 14
	same "04.nfo" "$(nfos_read)"
	daily 2 22
	same "02.nfo" "$(nfos_read)"
	video "TV/Daily/Daily 2024-01-03.mkv"
	same "03.nfo" "$(nfos_read)"
	# A picture makes an episode be looked at: where its numbers are from it must know.
	picture "TV/Daily/Daily 2024-01-01-thumb.jpg"
	x 0 metarr-scan TV </dev/null
	same "9|11|nfo
9|13|nfo
9|14|nfo
9|22|nfo" "$(sql "SELECT season_number, episode_number, source FROM episodes e
		JOIN field_state s ON s.entity_type = 'episode' AND s.entity_id = e.id AND field = 'episode_number'
		WHERE e.deleted_on IS NULL ORDER BY 2")"
	same "4" "$(sql "SELECT COUNT(*) FROM episodes")"
}

# How many of each kind are in which state.
states() {
	sql "SELECT 'season', state, COUNT(*) FROM seasons GROUP BY state UNION ALL
		SELECT 'episode', state, COUNT(*) FROM episodes GROUP BY state ORDER BY 1, 2"
}

@test "episodes are identified with their series" {
	video "TV/Beta/Beta S01E01.mkv"
	video "TV/Beta/Beta S01E02.mkv"
	printf '<episodedetails><uniqueid type="tvdb">77</uniqueid></episodedetails>' >"TV/Beta/Beta S01E02.nfo"
	x 0 metarr-scan TV </dev/null
	same "episode|discovered|1
episode|identified|1
season|discovered|1" "$(states)"
	# By an NFO, and no more.
	printf '<tvshow><title>Beta</title><uniqueid type="tvdb">7</uniqueid></tvshow>' >TV/Beta/tvshow.nfo
	x 0 metarr-scan TV </dev/null
	same "series season episode" "$(jq -r .type <<<"$output" | paste -sd' ')"
	same "episode|identified|2
season|identified|1" "$(states)"
	printf '<tvshow><title>Beta</title></tvshow>' >TV/Beta/tvshow.nfo
	x 0 metarr-scan TV </dev/null
	same "episode|discovered|1
episode|identified|1
season|discovered|1" "$(states)"
	# By a person.
	x 0 metarr-edit series:1 tvdb=7
	same "episode|identified|2
season|identified|1" "$(states)"
	x 0 metarr-scan -t TV </dev/null
	has "$output" "0 new, 0 changed"
}

# two SEASON EPISODE TITLE EPISODE TITLE: the NFO of a video with two episodes
two() {
	printf '<episodedetails><season>%d</season><episode>%d</episode><title>%s</title></episodedetails>\n' "$1" "$2" "$3" "$1" "$4" "$5"
}

@test "two episodes of one video keep their rows under other numbers, with an NFO that says so" {
	video "TV/Beta/Beta S01E01E02.mkv"
	two 1 1 One 2 Two >"TV/Beta/Beta S01E01E02.nfo"
	x 0 metarr-scan TV </dev/null
	mv "TV/Beta/Beta S01E01E02.mkv" "TV/Beta/Beta S02E05E06.mkv"
	rm "TV/Beta/Beta S01E01E02.nfo"
	two 2 5 Five 6 Six >"TV/Beta/Beta S02E05E06.nfo"
	x 0 metarr-scan TV </dev/null
	same "" "$stderr"
	same "1|2|5|Five
2|2|6|Six" "$(sql "SELECT id, season_number, episode_number, title FROM episodes ORDER BY id")"
}

@test "a show that was renamed keeps its rows" {
	alpha
	video "TV/Beta/Beta S01E01.mkv"
	x 0 metarr-scan TV </dev/null
	before=$(sql "SELECT id, title, season_number, episode_number FROM episodes ORDER BY id")
	mv "TV/Alpha (2008)" "TV/Alpha"
	x 0 metarr-scan -t TV </dev/null
	has "$output" "0 new, 0 changed, 7 moved, 0 gone"
	same "$before" "$(sql "SELECT id, title, season_number, episode_number FROM episodes ORDER BY id")"
	same "$PWD/TV/Alpha" "$(sql "SELECT directory_path FROM series WHERE id = 1")"
	same "0" "$(sql "SELECT COUNT(*) FROM asset_candidates WHERE local_path LIKE '%(2008)/%'")"
	# Copied elsewhere, so that no inode tells: its ids do, or the sizes of its videos.
	for show in Alpha Beta; do
		cp -r "TV/$show" "TV/$show again"
		rm -r "TV/${show:?}"
	done
	x 0 metarr-scan -f TV </dev/null
	same "$before" "$(sql "SELECT id, title, season_number, episode_number FROM episodes ORDER BY id")"
	same "0" "$(sql "SELECT COUNT(*) FROM episodes WHERE deleted_on IS NOT NULL")"
	same "$PWD/TV/Alpha again
$PWD/TV/Beta again" "$(sql "SELECT directory_path FROM series ORDER BY id")"
}

@test "a show that moved is nobody else, whatever is looked at first" {
	alpha
	x 0 metarr-scan TV </dev/null
	mv "TV/Alpha (2008)" "TV/Omega"
	alpha
	mv "TV/Alpha (2008)" "TV/Alpha, once more"
	x 0 metarr-scan TV </dev/null
	same "1|$PWD/TV/Omega
2|$PWD/TV/Alpha, once more" "$(sql "SELECT id, directory_path FROM series ORDER BY id")"
	same "1|4
2|4" "$(sql "SELECT series_id, COUNT(*) FROM episodes WHERE deleted_on IS NULL GROUP BY series_id ORDER BY 1")"
	same "1" "$(sql "SELECT DISTINCT series_id FROM episodes WHERE id <= 4")"
}

@test "a show that moved keeps its rows when somebody changes them meanwhile" {
	video "TV/Beta/Beta S01E01.mkv"
	video "TV/Beta/Beta S01E02.mkv"
	x 0 metarr-scan TV </dev/null
	mv TV/Beta TV/Alpha
	video "TV/Gamma/Gamma S01E01.mkv"
	scan_and TV "UPDATE episodes SET plot = 'Edited.', revision = revision + 1"
	same "1|$PWD/TV/Alpha" "$(sql "SELECT id, directory_path FROM series WHERE id = 1")"
	same "$PWD/TV/Alpha/Beta S01E01.mkv|Edited.
$PWD/TV/Alpha/Beta S01E02.mkv|Edited." "$(sql "SELECT file_path, plot FROM episodes WHERE series_id = 1 ORDER BY id")"
	same 2 "$(sql "SELECT COUNT(*) FROM series WHERE deleted_on IS NULL")"
}

@test "what is gone is soft-deleted, and comes back as it was" {
	alpha
	x 0 metarr-scan TV </dev/null
	first=$(dump)
	mv "TV/Alpha (2008)/Specials" "TV/Alpha (2008)/Season 1/Alpha - S01E02-E03 - Two and Three WEBDL-1080p.mkv" .
	x 0 metarr-scan -t TV </dev/null
	has "$output" "0 moved, 4 gone"
	same "episode:1" "$(metarr-ls episodes | jq -r '"\(.type):\(.id)"')"
	same "0" "$(sql "SELECT COUNT(*) FROM series WHERE deleted_on IS NOT NULL")"
	mv Specials "TV/Alpha (2008)"
	mv Alpha*.mkv "TV/Alpha (2008)/Season 1"
	x 0 metarr-scan TV </dev/null
	same "$(without_last <<<"$first")" "$(dump | without_last)"
	# All of a show, while others stay.
	video "TV/Beta/Beta S01E01.mkv"
	x 0 metarr-scan TV </dev/null
	mv "TV/Alpha (2008)" .
	x 0 metarr-scan -t TV </dev/null
	has "$output" "7 gone"
	same "series:2" "$(metarr-ls series | jq -r '"\(.type):\(.id)"')"
	mv "Alpha (2008)" TV
	x 0 metarr-scan TV </dev/null
	same "0" "$(sql "SELECT COUNT(*) FROM episodes WHERE deleted_on IS NOT NULL")"
	same "5" "$(sql "SELECT COUNT(*) FROM episodes")"
}

@test "a name that Kodi does not take is a warning with one that it does" {
	video "TV/Alpha/Season 2/03 - Third.mkv"
	video "TV/Alpha/Season 2/Alpha S02E04-E06.mkv"
	video "TV/Alpha/unsorted.mkv"
	video "TV/Alpha/Alpha 2024-01-31.mkv"
	video "TV/Beta S01E01.mkv"
	x 0 metarr-scan -t TV </dev/null
	same "metarr-scan: 'Beta S01E01.mkv' lies in no folder of its show: 'Beta/Beta S01E01.mkv' would do
metarr-scan: 'Alpha/Season 2/03 - Third.mkv' is no episode to Kodi: 'Alpha - S02E03 - Third.mkv' would do
metarr-scan: 'Alpha/Season 2/Alpha S02E04-E06.mkv' is S02E04E06 to Kodi: 'Alpha S02E04E05E06.mkv' would do
metarr-scan: 'Alpha/unsorted.mkv' has no number of an episode: 'unsorted S00E01.mkv' would do" "$stderr"
	same "$PWD/TV/Alpha/unsorted.mkv" "$(sql "SELECT file_path FROM unknown_files")"
	# Once is enough.
	video "TV/Alpha/Season 2/Alpha S02E01.mkv"
	x 0 metarr-scan -t TV </dev/null
	same "" "$stderr"
}

@test "operands: a series with all below it, a season's folder, an episode" {
	alpha
	video "TV/Beta/Beta S01E01.mkv"
	x 0 metarr-scan TV </dev/null
	x 0 metarr-scan series:1 </dev/null
	same "7" "${#lines[@]}"
	x 0 metarr-scan "TV/Alpha (2008)/Season 1" </dev/null
	same '[1,1]
[1,2]
[1,3]' "$(jq -c '[.season_number, .episode_number]' <<<"$output")"
	x 0 metarr-scan episode:4 </dev/null
	same "Making of" "$(jq -r .title <<<"$output")"
	x 0 metarr-scan tvdb:81189 </dev/null
	same "7" "${#lines[@]}"
	x 0 metarr-ls -t episodes series:1
	same "4 items, 4 with unpublished changes (*)" "${lines[-1]}"
	x 0 metarr-ls "TV/Alpha (2008)/Specials/Alpha - S00E01 - Making of.mkv"
	same "4" "$(jq .id <<<"$output")"
}

@test "a season that is elsewhere, and a link that is a loop" {
	alpha
	mkdir away
	mv "TV/Alpha (2008)/Season 1" away
	ln -s ../../away/"Season 1" "TV/Alpha (2008)/Season 1"
	ln -s .. "TV/Alpha (2008)/up"
	x 0 metarr-scan TV </dev/null
	same "metarr-scan: 'Alpha (2008)/up' is a link to a folder of the library, and is not followed" "$stderr"
	same "4" "$(sql "SELECT COUNT(*) FROM episodes")"
}

@test "season.nfo, artwork in the season's folder, subtitles, extras, ignore files" {
	local show="TV/Alpha"
	video "$show/Season 01/Alpha S01E01.mkv"
	video "$show/Season 01/Alpha S01E01-trailer.mkv"
	video "$show/Season 02/Alpha S02E01.mkv"
	video "$show/Season 03/Alpha S03E01.mkv"
	video "$show/extras/bloopers.mkv"
	touch "$show/Season 03/.ignore"
	echo '<season><seasonnumber>1</seasonnumber><title>Book One</title><plot>Water.</plot></season>' >"$show/Season 01/season.nfo"
	picture "$show/Season 01/poster.jpg"
	picture "$show/Season 02/folder.jpg"
	mkdir "$show/Season 01/Subs" "$show/.actors"
	picture "$show/.actors/Jane_Doe.jpg"
	picture "$show/season-all-poster.jpg"
	echo 1 >"$show/Season 01/Subs/Alpha S01E01.en.srt"
	echo 1 >"$show/Season 01/Alpha S01E01.de.forced.srt"
	echo x >"$show/Season 01/notes.txt"
	x 0 metarr-scan TV </dev/null
	same "" "$stderr"
	same "1|Book One|Water.|$PWD/$show/Season 01/season.nfo
2|||" "$(sql "SELECT season_number, title, plot, nfo_path FROM seasons ORDER BY 1")"
	same "1|poster|$PWD/$show/Season 01/poster.jpg
2|poster|$PWD/$show/Season 02/folder.jpg" "$(sql "SELECT entity_id, asset_type, local_path FROM asset_candidates WHERE entity_type = 'season' ORDER BY 1")"
	same "actor/Jane_Doe|$PWD/$show/.actors/Jane_Doe.jpg|1
season-all-poster|$PWD/$show/season-all-poster.jpg|1" "$(sql "SELECT asset_type, local_path, is_selected FROM asset_candidates WHERE entity_type = 'series' ORDER BY 1")"
	# Metarr keeps them as it keeps the others; no player shows an actor as the show's artwork.
	rm "$show/season-all-poster.jpg"
	x 0 metarr-publish series:1
	cmp "$BATS_FILE_TMPDIR/poster.jpg" "$show/season-all-poster.jpg"
	same '"season-all-poster"' "$(metarr-ls -j series | jq .artwork)"
	same "eng|0
ger|1" "$(sql "SELECT language, is_forced FROM subtitle_streams WHERE is_external = 1 ORDER BY 1")"
	same "$PWD/$show/Season 01/notes.txt" "$(sql "SELECT file_path FROM unknown_files")"
	same "2" "$(sql "SELECT COUNT(*) FROM episodes")"
}

# stop_at N WHAT TABLE NAME: the N-th of WHAT ("INSERT", "UPDATE") of a file of that name fails
stop_at() {
	if [ "$METARR_TEST_ENGINE" = postgres ]; then
		sql "CREATE SEQUENCE calls; CREATE FUNCTION stop() RETURNS TRIGGER LANGUAGE plpgsql AS \$\$
			BEGIN IF NEW.file_path LIKE '%$4%' AND nextval('calls') >= $1 THEN RAISE EXCEPTION 'enough'; END IF; RETURN NEW; END \$\$;
			CREATE TRIGGER stop BEFORE $2 ON $3 FOR EACH ROW EXECUTE FUNCTION stop()"
	else
		sql "CREATE TABLE calls (n INTEGER)"
		sql "CREATE TRIGGER stop BEFORE $2 ON $3 WHEN (SELECT COUNT(*) FROM $3 WHERE
			file_path LIKE '%$4%') >= $1 BEGIN SELECT RAISE(ABORT, 'enough'); END"
	fi >/dev/null
}
go_on() {
	if [ "$METARR_TEST_ENGINE" = postgres ]; then
		sql "DROP TRIGGER stop ON episodes; DROP FUNCTION stop; DROP SEQUENCE calls"
	else
		sql "DROP TRIGGER stop; DROP TABLE calls"
	fi >/dev/null
}

@test "a long series is written in parts, and what stopped between them goes on" {
	local i all
	mkdir -p "TV/Long (2001)/Season 1"
	for i in {001..150}; do echo "http://host/$i" >"TV/Long (2001)/Season 1/Long S01E$i.strm"; done
	stop_at 100 INSERT episodes Long
	x 1 metarr-scan tvshows </dev/null
	same "1|1|62" "$(sql "SELECT (SELECT COUNT(*) FROM series), (SELECT COUNT(*) FROM seasons), COUNT(*) FROM episodes")"
	same "0" "$(sql "SELECT COUNT(*) FROM scan_folders WHERE folder <> ''")"
	all=$(sql "SELECT id, episode_number FROM episodes ORDER BY 2")
	go_on
	x 0 metarr-scan tvshows </dev/null
	same "88" "$(wc -l <<<"$output")"
	same "150|150|1|0" "$(sql "SELECT COUNT(*), MAX(episode_number), MIN(episode_number), COUNT(deleted_on) FROM episodes")"
	same "$all" "$(sql "SELECT id, episode_number FROM episodes ORDER BY 2 LIMIT 62")"
	all=$(sql "SELECT id, episode_number FROM episodes ORDER BY 2")
	x 0 metarr-scan tvshows </dev/null
	same "" "$output"

	# It moved, and is half here and half there.
	mv "TV/Long (2001)" "TV/Longer (2001)"
	stop_at 100 UPDATE episodes Longer
	x 1 metarr-scan tvshows </dev/null
	same "62" "$(sql "SELECT COUNT(*) FROM episodes WHERE folder = 'Longer (2001)'")"
	go_on
	x 0 metarr-scan tvshows </dev/null
	same "1|1" "$(sql "SELECT (SELECT COUNT(*) FROM series), COUNT(*) FROM seasons WHERE deleted_on IS NULL")"
	same "$all" "$(sql "SELECT id, episode_number FROM episodes WHERE folder = 'Longer (2001)' AND deleted_on IS NULL ORDER BY 2")"
	x 0 metarr-scan tvshows </dev/null
	same "" "$output"
}

@test "a long series that somebody changes meanwhile is read again" {
	local i season="TV/Long (2001)/Season 1"
	mkdir -p "$season"
	for i in {001..150}; do echo "http://host/$i" >"$season/Long S01E$i.strm"; done
	x 0 metarr-scan tvshows </dev/null
	# In each of its parts; the second one's row is another when it is to be written.
	for i in 010 100 140; do
		echo "http://elsewhere/$i" >"$season/Long S01E$i.strm"
		echo "<episodedetails><title>Other</title></episodedetails>" >"$season/Long S01E$i.nfo"
	done
	scan_and tvshows "UPDATE episodes SET plot = 'Edited.', revision = revision + 1 WHERE episode_number = 100"
	same "10|
100|Edited.
140|" "$(sql "SELECT episode_number, plot FROM episodes WHERE title = 'Other' ORDER BY 1")"
	same "10 100 140" "$(jq -r 'select(.title == "Other").episode_number' first | sort -n | xargs)"
	same "150" "$(sql "SELECT COUNT(*) FROM episodes WHERE deleted_on IS NULL")"
	x 0 metarr-scan tvshows </dev/null
	same "" "$output"
}
