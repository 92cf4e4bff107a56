# What TMDB says of sets of films: with the films that are in them, and of a set by itself.
# shellcheck shell=bash disable=SC2154  # "run" sets status, output and stderr
load helper
load provider

test_setup() {
	providers_start
	unset METARR_TVDB_KEY METARR_FANARTTV_KEY
	collection "The Night Collection" "Two nights."
	film 71 "First Night" 1971
	film 72 "Second Night" 1972
	providers_ready
}
test_teardown() { providers_stop; }

# film ID TITLE YEAR [JQ]: a film of the set 70, at TMDB and on disk
film() {
	jq -n --argjson id "$1" --arg title "$2" --arg year "$3" '{id: $id, title: $title, original_title: $title,
		release_date: ($year + "-01-01"), overview: "A night.", runtime: 90, imdb_id: null, images: {},
		belongs_to_collection: {id: 70, name: "The Night Collection", poster_path: "/set.jpg"}}'" | ${4:-.}" >"film-$1.json"
	serve tmdb "/3/movie/$1?*" "film-$1.json"
	mkdir -p "Films/$2 ($3) {tmdb-$1}"
	head -c 1000 /dev/zero >"Films/$2 ($3) {tmdb-$1}/$2 ($3).mkv"
}
# collection NAME OVERVIEW: what TMDB says of the set
collection() {
	jq -n --arg name "$1" --arg overview "$2" '{id: 70, name: $name, original_name: "The Night Collection",
		original_language: "en", overview: $overview, poster_path: "/set.jpg", backdrop_path: null, parts: [],
		images: {posters: [{file_path: "/set.jpg", width: 1000, height: 1500, iso_639_1: "en"}],
			backdrops: [{file_path: "/wide.jpg", width: 1920, height: 1080, iso_639_1: null}]},
		translations: {translations: [{iso_639_1: "de", iso_3166_1: "DE", data: {title: "Nacht-Reihe", overview: ""}},
			{iso_639_1: "en", iso_3166_1: "US", data: {title: "", overview: "Two nights."}}]}}' >set.json
	serve tmdb '/3/collection/70?*' set.json
}
added() {
	x 0 metarr-library -q add Films
	x 0 metarr-library -q set Films providers tmdb
	metarr-scan -q Films >scanned 2>&1 || true # the videos are none
}
# The set as the film's NFO has it.
set_of() {
	x 0 metarr-nfo read "Films/$1/movie.nfo"
	jq -c '.set' <<<"$output"
}

@test "films bring their set, which is asked about once" {
	added
	x 0 metarr-enrich -t Films
	same "" "$stderr"
	same "3 enriched, 0 unchanged, 0 not identified, 0 failed" "${lines[-1]}"
	same "The Night Collection|70|Two nights.|2" "$(sql "SELECT name, tmdb_collection_id, overview,
		(SELECT COUNT(*) FROM movies m WHERE m.set_id = s.id) FROM sets s")"
	same "fanart|/wide.jpg
poster|/set.jpg" "$(sql "SELECT asset_type, provider_url FROM asset_candidates WHERE entity_type = 'set' ORDER BY 1" | sed 's#http.*/#/#')"
	same "1" "$(requests tmdb | grep -c '/3/collection/70?')"
	x 0 metarr-publish -q Films
	same '{"name":"The Night Collection","overview":"Two nights.","tmdb_id":"70"}' "$(set_of "First Night (1971) {tmdb-71}" | jq -c '{name, overview, tmdb_id}')"
	same "$(set_of "First Night (1971) {tmdb-71}")" "$(set_of "Second Night (1972) {tmdb-72}")"
	# Again: nothing of it is another.
	x 0 metarr-enrich -t Films set:1
	same "0 enriched, 1 unchanged, 0 not identified, 0 failed" "$output"
}

@test "a set in German, with words in English where TMDB has no others" {
	added
	METARR_LANGUAGE=de x 0 metarr-enrich -q Films
	same "Nacht-Reihe|Two nights." "$(sql "SELECT name, overview FROM sets")"
}

@test "a set that a person named keeps its name, whatever its films say" {
	added
	x 0 metarr-enrich -q Films
	x 0 metarr-edit -q "title=Nights" set:1
	x 0 metarr-enrich -q --replace Films movie:1 movie:2 set:1
	same "Nights|70|Two nights." "$(sql "SELECT name, tmdb_collection_id, overview FROM sets")"
	film 73 "Third Night" 1973
	providers_ready
	metarr-scan -q Films >scanned 2>&1 || true
	x 0 metarr-enrich -q Films
	same "Nights|3" "$(sql "SELECT name, (SELECT COUNT(*) FROM movies m WHERE m.set_id = s.id) FROM sets s")"
	x 0 metarr-publish -q Films
	same '"Nights"' "$(set_of "Third Night (1973) {tmdb-73}" | jq -c .name)"
}

@test "the set of an NFO stays, and one that TMDB does not know is said" {
	printf '<movie><title>First Night</title><set><name>Mine</name></set></movie>\n' >"Films/First Night (1971) {tmdb-71}/movie.nfo"
	film 72 "Second Night" 1972 '.belongs_to_collection.id = 99 | .belongs_to_collection.name = "Gone Collection"'
	providers_ready
	added
	x 0 metarr-enrich Films
	same "metarr-enrich: set:2 Gone Collection: no provider knows its ids" "$(grep 'Gone' <<<"$stderr")"
	same "First Night|Mine
Second Night|Gone Collection" "$(sql "SELECT m.title, s.name FROM movies m JOIN sets s ON s.id = m.set_id ORDER BY 1")"
}
