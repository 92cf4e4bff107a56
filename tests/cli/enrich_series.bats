# What providers say of series, seasons and episodes: whose numbers, whose words, whose language. On both engines where
# it is stored otherwise than a film.
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper
load provider
load shows

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	ffmpeg -nostdin -v error -f lavfi -i color=s=64x36:r=5:d=1 -c:v mpeg4 clip.mkv
	shows_make
}

test_setup() {
	export METARR_TVDB_RATE=1000 METARR_TVMAZE_RATE=1000 METARR_FANARTTV_RATE=1000
	providers_start
	shows_serve
	providers_ready
}
test_teardown() { providers_stop; }

HARBOUR="TV/Harbour Lights (2010)"
serial=0
# episode NAME [NFO]: an episode on disk; no two videos are alike
episode() {
	mkdir -p "$HARBOUR/Season 1"
	serial=$((serial + 1))
	{ cat "$BATS_FILE_TMPDIR/clip.mkv"; printf '\xec\x88%08d' "$serial"; } >"$HARBOUR/Season 1/Harbour Lights - $1.mkv"
	[ -z "${2:-}" ] || printf '%s\n' "$2" >"$HARBOUR/Season 1/Harbour Lights - $1.nfo"
}
# added ID: the series with the id that its tvshow.nfo has, in a library that was scanned
added() {
	printf '<tvshow>\n  <title>Harbour Lights</title>\n  <uniqueid type="%s" default="true">%s</uniqueid>\n</tvshow>\n' \
		"${1%=*}" "${1#*=}" >"$HARBOUR/tvshow.nfo"
	x 0 metarr-library -q add tvshows TV
	x 0 metarr-scan -q TV
}
# said [SEASON EPISODE]: the text of an episode, else of the series, and who said each
said() {
	local type=episode id
	[ $# -gt 0 ] || type=series
	if [ "$type" = series ]; then id=1; else id=$(sql "SELECT id FROM episodes WHERE season_number = $1 AND episode_number = $2"); fi
	metarr-show -j "$type:$id" | jq -r '.fields | to_entries[] | select(.key | IN("title", "plot", "aired", "mpaa", "tagline",
		"runtime", "directors", "actors", "display_season", "display_episode", "uniqueids", "genres", "ratings"))
		| "\(.key)|\(.value.source)|\(.value.value | if type == "array" then map(if type == "object"
			then "\(.type // .source // .name):\(.value // .role // "")" else . end) | join(",") else . end)"'
}
titles() { sql "SELECT season_number, episode_number, title, state FROM episodes ORDER BY season_number, episode_number"; }

# bats test_tags=db
@test "TVDB counts, and TMDB has what aired on the same day" {
	episode S00E01
	episode S01E01
	episode S01E02
	episode S01E03
	added tvdb=900
	x 0 metarr-enrich -t TV
	same "7 enriched, 0 unchanged, 0 not identified, 0 failed" "${lines[-1]}"
	same "" "$stderr"
	same "title|nfo|Harbour Lights
plot|tmdb|A harbour, at night.
tagline|tmdb|Do not sleep.
mpaa|tmdb|TV-14
runtime|tmdb|44
genres|tmdb|Drama,Mystery
actors|tmdb|Bea Stone:Inspector Hale,Carl Ivy:The Pilot
ratings|tmdb|tmdb:8.25
uniqueids|nfo|imdb:tt9000001,tmdb:500,tvdb:900" "$(said)"
	same "title|tvdb|The Fire
plot|tvdb|A beacon burns.
aired|tvdb|2010-03-01
runtime|tvdb|46
actors|tmdb|Eve Moor:The Keeper
directors|tmdb|Dora May
ratings|tmdb|tmdb:7.5
uniqueids|tvdb|tmdb:50011,tvdb:90011" "$(said 1 1)"
	# The third is another one at TMDB: nothing of that.
	same "title|tvdb|Low Water
plot|tvdb|Mud.
aired|tvdb|2010-03-15
runtime|tvdb|46
uniqueids|tvdb|tvdb:90013" "$(said 1 3)"
	same "title|tvdb|Making Of
plot|tvdb|How it was made.
aired|tvdb|2010-03-05
runtime|tvdb|46
display_season|tvdb|1
display_episode|tvdb|2
ratings|tmdb|tmdb:7.5
uniqueids|tvdb|tmdb:50001,tvdb:90001" "$(said 0 1)"
	same "season|poster|tmdb|/s1.jpg
season|poster|tvdb|/sp.jpg
series|actor/Bea_Stone|tmdb|/bea.jpg
series|banner|tvdb|/w.jpg
series|fanart|tmdb|/b.jpg
series|poster|tmdb|/p-de.jpg
series|poster|tmdb|/p-en.jpg
series|poster|tvdb|/p.jpg" "$(sql "SELECT entity_type, asset_type, provider, provider_url FROM asset_candidates
		WHERE entity_type <> 'episode' ORDER BY 1, 2, 3, 4" | sed 's#http.*/#/#')"
	# All of the series is a few questions, and one for each episode whose people TMDB does not have.
	same "1" "$(requests tvdb | grep -c '^POST /v4/login')"
	same "1" "$(requests tvdb | grep -c '/episodes/official')"
	same "/v4/episodes/90001/extended?meta=translations
/v4/episodes/90012/extended?meta=translations
/v4/episodes/90013/extended?meta=translations" "$(requests tvdb | awk '$2 ~ "/v4/episodes/" { print $2 }' | sort)"
	same "1" "$(requests tmdb | grep -c 'tv/500/season/1')"
	# And for the player.
	x 0 metarr-publish -q TV
	x 0 metarr-nfo read "$HARBOUR/Season 1/Harbour Lights - S01E01.nfo"
	same '["The Fire","A beacon burns.","2010-03-01",1,1,["Dora May"],["Ann Quill"],["Eve Moor"]]' "$(jq -c '[.title, .plot, .aired,
		.season_number, .episode_number, [.directors[].name], [.writers[].name], [.actors[].name]]' <<<"$output")"
	x 0 metarr-nfo read "$HARBOUR/tvshow.nfo"
	same '["Harbour Lights","A harbour, at night.","TV-14","Continuing",["BBC One"],[["tvdb","900",true],["tmdb","500",false],["imdb","tt9000001",false]]]' \
		"$(jq -c '[.title, .plot, .mpaa, .series_status, .studios, [.uniqueids[] | [.type, .value, .default]]]' <<<"$output")"
}

@test "again: it is asked whether it changed, and nothing is written" {
	local before
	episode S01E01
	episode S01E02
	added tvdb=900
	x 0 metarr-enrich -q TV
	before=$(sql "SELECT 'series', id, revision, state, updated_at FROM series UNION ALL
		SELECT 'season', id, revision, state, updated_at FROM seasons UNION ALL
		SELECT 'episode', id, revision, state, updated_at FROM episodes ORDER BY 1, 2
		"; sql "SELECT * FROM field_state ORDER BY 1, 2, 3"; sql "SELECT * FROM asset_candidates ORDER BY id")
	: >"$PROVIDERS/access.log"
	x 0 metarr-enrich -t TV
	same "0 enriched, 0 unchanged, 0 not identified, 0 failed" "$output"
	same "" "$(requests tmdb; requests tvdb)"
	x 0 metarr-enrich -t series:1
	same "0 enriched, 4 unchanged, 0 not identified, 0 failed" "$output"
	same "304" "$(requests tmdb | awk '{ print $3 }' | sort -u)"
	same "" "$(requests tvdb | grep -v ' 304$' || true)"
	same "$before" "$(sql "SELECT 'series', id, revision, state, updated_at FROM series UNION ALL
		SELECT 'season', id, revision, state, updated_at FROM seasons UNION ALL
		SELECT 'episode', id, revision, state, updated_at FROM episodes ORDER BY 1, 2
		"; sql "SELECT * FROM field_state ORDER BY 1, 2, 3"; sql "SELECT * FROM asset_candidates ORDER BY id")"
}

@test "German, and English where that is missing" {
	export METARR_LANGUAGE=de,en METARR_COUNTRY=DE
	episode S01E01
	episode S01E02
	added tmdb=500
	x 0 metarr-library -q set TV numbering tmdb
	x 0 metarr-enrich -q --replace=title TV
	same "title|tmdb|Hafenlichter
plot|tmdb|Ein Hafen, nachts.
tagline|tmdb|Do not sleep.
mpaa|tmdb|FSK 16" "$(said | grep -E '^(title|plot|tagline|mpaa)')"
	same "Staffel 1|Das erste Jahr." "$(sql "SELECT title, plot FROM seasons")"
	same "title|tmdb|Das Feuer
plot|tmdb|Ein Turm brennt." "$(said 1 1 | head -2)"
	# "Folge 2" is no title, and there are no German words.
	same "title|tmdb|The Tide
plot|tmdb|The water comes." "$(said 1 2 | head -2)"
	same "1" "$(requests tmdb | grep -c 'season/1?language=en ')"
	# A library in French, which TMDB does not have: English again.
	jq '.name = .original_name | .overview = ""' "$SHOWS/tmdb.json" >french.json
	serve tmdb '/3/tv/500?*' french.json
	providers_ready
	x 0 metarr-library -q set TV language fr
	x 0 metarr-enrich -q --replace=title series:1
	same "title|tmdb|Harbour Lights
plot|tmdb|A harbour, at night." "$(said | head -2)"
}

@test "German of TVDB, from its lists where TMDB has the people" {
	episode S01E01
	added tvdb=900
	METARR_LANGUAGE=de,en METARR_COUNTRY=DE x 0 metarr-enrich -q TV
	same "title|tvdb|Der Brand
plot|tvdb|Ein Leuchtfeuer brennt." "$(said 1 1 | head -2)"
	same "directors|tmdb|Dora May" "$(said 1 1 | grep directors)"
	same "1|0" "$(requests tvdb | grep -c 'episodes/official/deu ')|$(requests tvdb | grep -c '/v4/episodes/' || true)"
}

# bats test_tags=db
@test "whose numbers: what was said of another episode goes" {
	episode S01E01
	episode S01E02
	episode S01E03
	added tvdb=900
	x 0 metarr-enrich -q TV
	same "1|1|The Fire|enriched
1|2|The Tide|enriched
1|3|Low Water|enriched" "$(titles)"
	x 0 metarr-library -q set TV numbering dvd
	x 0 metarr-enrich series:1
	same "metarr-enrich: episode:3 Harbour Lights S01E03 Low Water: tvdb has no S01E03" "$stderr"
	# Neither the director nor the pictures of the fire.
	same "title|tvdb|The Tide
plot|tvdb|The water comes, says TVDB.
aired|tvdb|2010-03-08
runtime|tvdb|46
uniqueids|tvdb|tvdb:90012" "$(said 1 1)"
	same "2|thumb|tvdb" "$(sql "SELECT entity_id, asset_type, provider FROM asset_candidates WHERE entity_type = 'episode'")"
	x 0 metarr-library -q set TV numbering absolute
	x 0 metarr-enrich -q series:1
	same "1|1|The Fire|enriched
1|2|The Tide|enriched
1|3|Low Water|enriched" "$(titles)"
	x 0 metarr-library -q set TV numbering tmdb
	x 0 metarr-enrich -q series:1
	same "1|1|Das Feuer|enriched
1|2|The Tide|enriched
1|3|Nebel|enriched" "$(titles)"
}

# bats test_tags=db
@test "a series in its own language, by its own numbers" {
	episode S01E01
	episode S01E02
	added tvdb=900
	x 0 metarr-enrich -q TV
	x 0 metarr-library -t series "Harbour Lights" numbering=dvd language=de country=DE
	same "series:1: numbering dvd, language de, country DE
to ask anew: metarr enrich series:1" "$output"
	x 0 metarr-enrich -q TV
	same "1|1|The Tide|enriched
1|2|Der Brand|enriched" "$(titles)"
	same "FSK 16" "$(sql "SELECT mpaa FROM series")"
	# The same again is nothing new; nothing behind the sign is as the library says.
	x 0 metarr-library -t series series:1 language=de
	same "series:1: numbering dvd, language de, country DE" "$output"
	x 0 metarr-library -j series series:1 numbering= language=
	same '{"type":"series","id":1,"numbering":null,"language":null,"country":"DE"}' "$output"
	x 0 metarr-library -n -t series series:1 country=
	x 0 metarr-library -t series series:1
	same "series:1: numbering as its library, language as its library, country DE" "$output"
	x 65 metarr-library series series:1 numbering=production
	same "metarr-library: setting 'numbering' takes tvdb, tmdb, dvd or absolute, not 'production'" "$stderr"
	x 65 metarr-library series series:1 name=x
	same "metarr-library: 'name=x' is none of numbering=, language= and country=, with a value" "$stderr"
	x 1 metarr-library series episode:1
	same "metarr-library: 'episode:1' is not one series" "$stderr"
}

# bats test_tags=db
@test "a file with another number is another episode" {
	episode S01E01
	added tvdb=900
	x 0 metarr-enrich -q TV
	x 0 metarr-edit -q tagline= series:1
	x 0 metarr-edit -q --lock runtime episode:1
	mv "$HARBOUR/Season 1/Harbour Lights - S01E01.mkv" "$HARBOUR/Season 1/Harbour Lights - S01E02.mkv"
	x 0 metarr-scan -q TV
	same "runtime|tvdb|46" "$(said 1 2)"
	x 0 metarr-enrich -t TV
	same "1 enriched, 0 unchanged, 0 not identified, 0 failed" "${lines[-1]}"
	same "title|tvdb|The Tide
plot|tvdb|The water comes, says TVDB.
aired|tvdb|2010-03-08
runtime|tvdb|46
ratings|tmdb|tmdb:7
uniqueids|tvdb|tmdb:50012,tvdb:90012" "$(said 1 2)"
}

@test "an episode that TVDB does not have, and one that is another there" {
	episode S01E02 '<episodedetails><title>Mine</title><season>1</season><episode>2</episode><aired>2015-01-01</aired></episodedetails>'
	episode S01E03-E04
	added tvdb=900
	x 0 metarr-enrich TV
	same "metarr-enrich: episode:1 Harbour Lights S01E02 Mine: tvdb has another episode as S01E02: it aired on 2010-03-08, and the file's on 2015-01-01
metarr-enrich: episode:3 Harbour Lights S01E04: tvdb has no S01E04" "$stderr"
	same "1|2|Mine|needs_identification
1|3|Low Water|enriched
1|4||needs_identification" "$(titles)"
	same "title|nfo|Mine
aired|nfo|2015-01-01" "$(said 1 2)"
	# One NFO for both of the file, each with what is known of it.
	x 0 metarr-publish -q TV
	same "3|Low Water
4|" "$(metarr-nfo read "$HARBOUR/Season 1/Harbour Lights - S01E03-E04.nfo" | jq -r '"\(.episode_number)|\(.title // "")"')"
}

@test "without keys TVmaze, and each that is missing is named once" {
	unset METARR_TMDB_KEY METARR_TVDB_KEY METARR_FANARTTV_KEY
	episode S01E01
	episode S01E02
	episode S01E03
	added tvdb=900
	x 0 metarr-enrich -t TV
	same "5 enriched, 0 unchanged, 0 not identified, 0 failed" "${lines[-1]}"
	same "metarr-enrich: tmdb is not asked: it has no key
metarr-enrich: tvdb is not asked: it has no key
metarr-enrich: fanart.tv is not asked: it has no key" "$stderr"
	same "title|nfo|Harbour Lights
plot|tvmaze|A harbour & its lights.
runtime|tvmaze|45
genres|tvmaze|Drama,Crime
actors|tvmaze|Bea Stone:Hale
ratings|tvmaze|tvmaze:8.1
uniqueids|nfo|imdb:tt9000001,tvdb:900,tvmaze:70" "$(said)"
	same "title|tvmaze|The Fire
plot|tvmaze|Fire, says TVmaze.
aired|tvmaze|2010-03-01
runtime|tvmaze|60
ratings|tvmaze|tvmaze:7.9
uniqueids|tvmaze|tvmaze:7011" "$(said 1 1)"
	same "" "$(requests tmdb; requests tvdb; requests fanart.tv)"
	# Who is not wanted is not missed.
	x 0 metarr-library -q set TV providers tvmaze
	x 0 metarr-enrich -q series:1
	same "" "$stderr"
}

# bats test_tags=db
@test "a key that is refused: said once, and the others give what they have" {
	local uri
	echo '{"status_code":7,"status_message":"Invalid API key","success":false}' >refused.json
	for uri in '/3/tv/500?*' '/3/tv/500/season/1?*' '/3/find/900?*'; do serve tmdb "$uri" refused.json 401; done
	providers_ready
	episode S01E01
	episode S01E02
	added tvdb=900
	x 0 metarr-enrich -t TV
	same "metarr-enrich: TMDB does not take the key (401)" "$stderr"
	same "4 enriched, 0 unchanged, 0 not identified, 0 failed" "${lines[-1]}"
	same "plot|tvdb|The harbour of TVDB." "$(said | sed -n 2p)"
	same "1|1|The Fire|enriched
1|2|The Tide|enriched" "$(titles)"
	same "TMDB does not take the key (401)|1" "$(sql "SELECT message, attempts FROM provider_items WHERE entity_type = 'series' AND provider = 'tmdb'")"
	same 1 "$(requests tmdb | wc -l)"
	# With a good one it is made up for.
	shows_serve
	providers_ready
	x 0 metarr-enrich -q TV
	same "" "$(requests tmdb | tail -n +2)"
	x 0 metarr-enrich -q --due TV
	same "plot|tmdb|A harbour, at night." "$(said | sed -n 2p)"
	same 0 "$(sql "SELECT COUNT(*) FROM provider_items WHERE failed_at IS NOT NULL")"
}

@test "a key of TVDB that is refused: TVmaze takes its place" {
	echo '{"status":"failure","message":"Unauthorized"}' >refused.json
	serve tvdb '/v4/login' refused.json 401
	providers_ready
	episode S01E01
	episode S01E03
	added tvdb=900
	x 0 metarr-enrich -t TV
	same "metarr-enrich: TVDB does not take the key (401)" "$stderr"
	same "4 enriched, 0 unchanged, 0 not identified, 0 failed" "${lines[-1]}"
	same "plot|tmdb|A harbour, at night." "$(said | sed -n 2p)"
	same "title|tvmaze|The Fire
plot|tvmaze|Fire, says TVmaze." "$(said 1 1 | head -2)"
	same "title|tvmaze|Low Water" "$(said 1 3 | head -1)"
}

@test "what an NFO has stays, but for Sonarr's" {
	local kodi='<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<episodedetails>
    <title>My Fire</title>
    <season>1</season>
    <episode>1</episode>
    <plot>My words.</plot>
</episodedetails>'
	local sonarr='<episodedetails>
  <title>Sonarr Tide</title>
  <season>1</season>
  <episode>2</episode>
  <aired>2010-03-08</aired>
  <plot>The words of Sonarr.</plot>
  <uniqueid type="tvdb" default="true">90012</uniqueid>
  <thumb>https://artworks.thetvdb.com/banners/x.jpg</thumb>
  <watched>false</watched>
  <fileinfo>
    <streamdetails>
      <video>
        <codec>mpeg4</codec>
      </video>
    </streamdetails>
  </fileinfo>
</episodedetails>'
	episode S01E01 "$kodi"
	episode S01E02 "$sonarr"
	added tvdb=900
	same "sonarr" "$(sql "SELECT source FROM field_state WHERE entity_type = 'episode' AND field = 'plot' AND entity_id = 2")"
	x 0 metarr-enrich -q TV
	same "title|nfo|My Fire
plot|nfo|My words." "$(said 1 1 | head -2)"
	same "title|tvdb|The Tide
plot|tvdb|The water comes, says TVDB." "$(said 1 2 | head -2)"
	x 0 metarr-edit -q plot="Mine." episode:1
	x 0 metarr-enrich -q --replace series:1
	same "title|tvdb|The Fire
plot|edit|Mine." "$(said 1 1 | head -2)"
	x 0 metarr-library -q set TV existing replace
	x 0 metarr-edit -q --unlock all episode:1
	x 0 metarr-enrich -q series:1
	same "plot|tvdb|A beacon burns." "$(said 1 1 | sed -n 2p)"
}

# bats test_tags=db
@test "the name of a season is in the file of its series" {
	local nfo="$HARBOUR/tvshow.nfo"
	names() { grep -o '<namedseason.*' "$nfo" || true; }
	season() { sql "SELECT COALESCE(title, '-') FROM seasons WHERE season_number = $1"; }
	jq '.data.name = "The Long Winter"' "$SHOWS/tvdb-9001.json" >named.json
	serve tvdb '/v4/seasons/9001/extended?*' named.json
	jq '.data.name = "Specials"' "$SHOWS/tvdb-9000.json" >plain.json
	serve tvdb '/v4/seasons/9000/extended?*' plain.json
	providers_ready
	episode S01E01
	episode S00E01
	added tvdb=900
	# However late the season's answer is, its series is published after it.
	x 0 bash -c 'set -o pipefail; { metarr-ls -j TV; metarr-ls -j seasons TV; } | metarr-enrich | metarr-publish -j'
	same '<namedseason number="1">The Long Winter</namedseason>' "$(names)"
	same "Specials|The Long Winter" "$(season 0)|$(season 1)"
	same 0 "$(sql "SELECT has_unpublished_changes FROM series")"
	x 0 metarr-scan -q TV
	same "title|tvdb" "$(sql "SELECT field, source FROM field_state WHERE entity_type = 'season' AND entity_id =
		(SELECT id FROM seasons WHERE season_number = 1) AND field = 'title'")"
	# What a person says, here and in the file.
	x 0 metarr-edit -q title=Frost "season:$(sql "SELECT id FROM seasons WHERE season_number = 1")"
	x 0 metarr-publish -t "season:$(sql "SELECT id FROM seasons WHERE season_number = 1")"
	same '<namedseason number="1">Frost</namedseason>' "$(names)"
	sed -i 's#</namedseason>#&\n  <namedseason number="0">Behind the Lights</namedseason>#' "$nfo"
	x 0 metarr-scan -q TV
	same "Behind the Lights|Frost" "$(season 0)|$(season 1)"
	x 0 metarr-enrich -q --replace series:1
	same "Behind the Lights|Frost" "$(season 0)|$(season 1)"
	x 0 metarr-publish -q TV
	same "Frost Behind the Lights" "$(names | sed 's/<[^>]*>//g' | paste -sd ' ')"
	# A name that says no more than the number is none.
	x 0 metarr-edit -q "title=Season 1" "season:$(sql "SELECT id FROM seasons WHERE season_number = 1")"
	x 0 metarr-publish -q TV
	same "Behind the Lights" "$(names | sed 's/<[^>]*>//g')"
}

@test "TVDB answers nonsense: the episode fails, and no other" {
	episode S01E01
	episode S01E02
	added tvdb=900
	x 0 metarr-enrich -q TV
	x 0 metarr-publish -q TV
	echo '<html>' >bad.json
	serve tvdb '/v4/episodes/90013/extended?*' bad.json
	providers_ready
	episode S01E03
	x 0 metarr-scan -q TV
	x 1 metarr-enrich -j TV
	same '["episode",3,"error_provider","bad_answer",false]' \
		"$(jq -c 'select(.error) | [.type, .id, .state, .error.code, .error.retry]' <<<"$output")"
	same "1|1|The Fire|published
1|2|The Tide|published
1|3||error_provider" "$(titles)"
	serve tvdb '/v4/episodes/90013/extended?*' "$SHOWS/tvdb-90013.json"
	providers_ready
	x 0 metarr-enrich -q TV
	same "1|3|Low Water|enriched" "$(titles | tail -1)"
}
