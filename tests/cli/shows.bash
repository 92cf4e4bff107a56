# A series that nobody has made, as its providers have it; after provider.bash. In setup_file "shows_make" makes its
# answers, and "shows_serve" serves them in each test.
#
#	Harbour Lights	TMDB 500, TVDB 900, TVmaze 70, tt9000001
#
# TMDB has German and English texts; S01E02 has no German name there ("Folge 2") and no German words. TVDB counts S01E01
# and S01E02 as TMDB does, S01E03 is another there, and it has one special, which airs before S01E02. On DVD the first two
# are in the other order; the absolute number 3 is S01E03. TVmaze, in English, has what TVDB has but for the special's number.
# shellcheck shell=bash

shows_make() {
	SHOWS=$BATS_FILE_TMPDIR/shows
	export SHOWS
	mkdir "$SHOWS"
	cd "$SHOWS" || return
	shows_tmdb
	shows_tvdb
	shows_tvmaze
}

shows_serve() {
	local id
	serve tmdb '/3/tv/500?*' "$SHOWS/tmdb.json"
	serve tmdb '/3/tv/500/season/1?*' "$SHOWS/tmdb-1.json"
	serve tmdb '/3/tv/500/season/1?language=en' "$SHOWS/tmdb-1-en.json"
	serve tmdb '/3/tv/500/season/0?*' "$SHOWS/tmdb-0.json"
	serve tmdb '/3/find/900?*' "$SHOWS/tmdb-find.json"
	serve tvdb '/v4/login' "$SHOWS/login.json"
	serve tvdb '/v4/series/900/extended?*' "$SHOWS/tvdb.json"
	for id in official dvd absolute; do
		serve tvdb "/v4/series/900/episodes/$id?*" "$SHOWS/tvdb-$id.json"
		serve tvdb "/v4/series/900/episodes/$id/deu?*" "$SHOWS/tvdb-deu.json"
	done
	for id in 9000 9001 9002 9003; do serve tvdb "/v4/seasons/$id/extended?*" "$SHOWS/tvdb-$id.json"; done
	for id in 90001 90011 90012 90013; do serve tvdb "/v4/episodes/$id/extended?*" "$SHOWS/tvdb-$id.json"; done
	serve tvdb '/v4/search/remoteid/tt9000001?*' "$SHOWS/tvdb-find.json"
	serve tvmaze '/lookup/shows?*' "$SHOWS/tvmaze.json"
	serve tvmaze '/shows/70?*' "$SHOWS/tvmaze.json"
	serve tvmaze '/shows/70/episodes?*' "$SHOWS/tvmaze-episodes.json"
	for id in 7001 7011 7012 7013; do serve tvmaze "/episodes/$id?*" "$SHOWS/tvmaze-$id.json"; done
}

shows_tmdb() {
	jq -n '{id: 500, name: "Hafenlichter", original_name: "Harbour Lights", original_language: "en",
		overview: "Ein Hafen, nachts.", tagline: "", first_air_date: "2010-03-01", status: "Returning Series",
		episode_run_time: [44], vote_average: 8.25, vote_count: 120, origin_country: ["GB"],
		genres: [{id: 18, name: "Drama"}, {id: 9648, name: "Mystery"}],
		networks: [{id: 4, name: "BBC One"}], created_by: [{id: 11, name: "Ann Quill"}],
		production_countries: [{iso_3166_1: "GB", name: "United Kingdom"}],
		content_ratings: {results: [{iso_3166_1: "US", rating: "TV-14"}, {iso_3166_1: "DE", rating: "16"}]},
		external_ids: {imdb_id: "tt9000001", tvdb_id: 900},
		keywords: {results: [{id: 1, name: "harbour"}]},
		aggregate_credits: {cast: [
			{id: 21, name: "Bea Stone", order: 0, profile_path: "/bea.jpg",
				roles: [{character: "Inspector Hale", episode_count: 3}]},
			{id: 22, name: "Carl Ivy", order: 1, profile_path: null, roles: [{character: "The Pilot", episode_count: 1}]}]},
		images: {posters: [{file_path: "/p-en.jpg", iso_639_1: "en", width: 2000, height: 3000, vote_average: 5.3,
				vote_count: 9}, {file_path: "/p-de.jpg", iso_639_1: "de", width: 1000, height: 1500,
				vote_average: 5.1, vote_count: 3}],
			backdrops: [{file_path: "/b.jpg", iso_639_1: null, width: 1920, height: 1080, vote_average: 6, vote_count: 2}],
			logos: []},
		videos: {results: [{site: "YouTube", type: "Trailer", key: "abcdefghijk", official: true, iso_639_1: "en"}]},
		translations: {translations: [
			{iso_639_1: "en", iso_3166_1: "US", data: {name: "Harbour Lights", overview: "A harbour, at night.",
				tagline: "Do not sleep."}},
			{iso_639_1: "de", iso_3166_1: "DE", data: {name: "Hafenlichter", overview: "Ein Hafen, nachts.", tagline: ""}}]},
		seasons: [{season_number: 0, name: "Extras"}, {season_number: 1, name: "Staffel 1"}]}' >tmdb.json
	jq -n '{id: 5001, season_number: 1, name: "Staffel 1", overview: "Das erste Jahr.", air_date: "2010-03-01",
		poster_path: "/s1.jpg", external_ids: {tvdb_id: 9001},
		images: {posters: [{file_path: "/s1.jpg", iso_639_1: "de", width: 1000, height: 1500, vote_average: 5,
			vote_count: 1}]},
		episodes: [
			{id: 50011, episode_number: 1, season_number: 1, name: "Das Feuer", overview: "Ein Turm brennt.",
				air_date: "2010-03-01", runtime: 45, vote_average: 7.5, vote_count: 10, still_path: "/e1.jpg",
				crew: [{id: 31, name: "Dora May", job: "Director", department: "Directing"},
					{id: 11, name: "Ann Quill", job: "Writer", department: "Writing"}],
				guest_stars: [{id: 23, name: "Eve Moor", character: "The Keeper", order: 0, profile_path: null}]},
			{id: 50012, episode_number: 2, season_number: 1, name: "Folge 2", overview: "", air_date: "2010-03-08",
				runtime: 44, vote_average: 7, vote_count: 8, still_path: null, crew: [], guest_stars: []},
			{id: 50013, episode_number: 3, season_number: 1, name: "Nebel", overview: "Nichts zu sehen.",
				air_date: "2010-06-01", runtime: 44, vote_average: 0, vote_count: 0, still_path: null, crew: [],
				guest_stars: []}]}' >tmdb-1.json
	jq '.name = "Season 1" | .overview = "" | .episodes[0].name = "The Fire" | .episodes[0].overview = "A tower burns."
		| .episodes[1].name = "The Tide" | .episodes[1].overview = "The water comes."
		| .episodes[2].name = "Fog" | .episodes[2].overview = ""' tmdb-1.json >tmdb-1-en.json
	jq '{id: 5000, season_number: 0, name: "Extras", overview: "", air_date: "2010-02-20", poster_path: null, episodes: [
		.episodes[0] | .id = 50001 | .episode_number = 1 | .season_number = 0 | .name = "Wie es gemacht wurde"
		| .overview = "" | .air_date = "2010-03-05" | .crew = [] | .guest_stars = []]}' tmdb-1.json >tmdb-0.json
	jq '{movie_results: [], tv_results: [{id, name, original_name, first_air_date}]}' tmdb.json >tmdb-find.json
}

# shows_tvdb_episode ID NUMBER DAY MORE
shows_tvdb_episode() {
	jq -n --argjson id "$1" --argjson number "$2" --arg day "$3" \
		"{id: \$id, seriesId: 900, seasonNumber: 1, number: \$number, aired: \$day, runtime: 46} + $4"
}

# Each episode with all of its languages, and the lists of them by the orders, and in German.
shows_tvdb() {
	local id
	echo '{"status": "success", "data": {"token": "token-of-a-test"}}' >login.json
	{
		shows_tvdb_episode 90011 1 2010-03-01 '{name: "The Fire", overview: "A beacon burns.", translations: {
			nameTranslations: [{language: "eng", name: "The Fire"}, {language: "deu", name: "Der Brand"}],
			overviewTranslations: [{language: "deu", overview: "Ein Leuchtfeuer brennt."}]},
			characters: [{peopleType: "Director", personName: "Dora May", sort: 0},
				{peopleType: "Guest Star", personName: "Eve Moor", name: "The Keeper", sort: 1}],
			remoteIds: [{id: "tt9000011", type: 2, sourceName: "IMDB"}], image: "/banners/e1.jpg", imageType: 11}'
		shows_tvdb_episode 90012 2 2010-03-08 '{name: "The Tide", overview: "The water comes, says TVDB.",
			translations: {}, characters: [], remoteIds: null, image: null}'
		shows_tvdb_episode 90013 3 2010-03-15 '{name: "Low Water", overview: "Mud.", characters: []}'
		shows_tvdb_episode 90001 1 2010-03-05 '{seasonNumber: 0, name: "Making Of", overview: "How it was made.",
			airsBeforeSeason: 1, airsBeforeEpisode: 2}'
	} | jq -s . >tvdb-episodes
	for id in 90011 90012 90013 90001; do
		jq "{status: \"success\", data: (.[] | select(.id == $id))}" tvdb-episodes >"tvdb-$id.json"
	done
	jq '{status: "success", links: {next: null}, data: {series: {id: 900, originalLanguage: "eng"},
		episodes: [.[] | .nameTranslations = [.translations.nameTranslations[]?.language]
			| .overviewTranslations = [.translations.overviewTranslations[]?.language]
			| del(.translations, .characters, .remoteIds)]}}' tvdb-episodes >tvdb-official.json
	jq '{status: "success", links: {next: null}, data: {series: {id: 900, originalLanguage: "eng"},
		episodes: [.[] | {id, name: ([.translations.nameTranslations[]? | select(.language == "deu")][0].name),
			overview: ([.translations.overviewTranslations[]? | select(.language == "deu")][0].overview)}]}}' \
		tvdb-episodes >tvdb-deu.json
	jq '.data.episodes |= [.[0:2][] | .number = 3 - .number]' tvdb-official.json >tvdb-dvd.json
	jq '.data.episodes |= .[0:3]' tvdb-official.json >tvdb-absolute.json
	jq -n '{status: "success", data: {id: 900, name: "Harbour Lights", slug: "harbour-lights", year: "2010",
		firstAired: "2010-03-01", status: {id: 1, name: "Continuing"}, originalLanguage: "eng", originalCountry: "gbr",
		averageRuntime: 46, genres: [{id: 1, name: "Crime"}], originalNetwork: {name: "BBC One"},
		contentRatings: [{name: "16", country: "deu"}], overview: "The harbour of TVDB.",
		remoteIds: [{id: "tt9000001", type: 2, sourceName: "IMDB"}, {id: "500", type: 12, sourceName: "TheMovieDB.com"}],
		translations: {nameTranslations: [{language: "eng", name: "Harbour Lights"}], overviewTranslations: []},
		characters: [{peopleType: "Actor", personName: "Bea Stone", name: "Hale", sort: 0}],
		artworks: [{id: 1, image: "/banners/p.jpg", type: 2, language: "eng", score: 10, width: 680, height: 1000},
			{id: 2, image: "/banners/w.jpg", type: 1, language: null, score: 9, width: 758, height: 140},
			{id: 3, image: "/banners/sp.jpg", type: 7, language: "eng", score: 8, width: 680, height: 1000, seasonId: 9001}],
		seasons: [{id: 9000, number: 0, type: {type: "official"}, name: null},
			{id: 9001, number: 1, type: {type: "official"}, name: null}, {id: 9002, number: 1, type: {type: "dvd"}},
			{id: 9003, number: 1, type: {type: "absolute"}}]}}' >tvdb.json
	for id in 9000 9001 9002 9003; do
		jq "{status: \"success\", data: (.data.seasons[] | select(.id == $id) | . + {artwork: [], translations: {}})}" \
			tvdb.json >"tvdb-$id.json"
	done
	jq '{status: "success", data: [{series: .data}]}' tvdb.json >tvdb-find.json
}

shows_tvmaze() {
	local id
	jq -n '{id: 70, name: "Harbour Lights", premiered: "2010-03-01", status: "Running", averageRuntime: 45,
		genres: ["Drama", "Crime"], summary: "<p>A harbour &amp; its <b>lights</b>.</p>", rating: {average: 8.1},
		network: {name: "BBC One", country: {code: "GB"}}, externals: {thetvdb: 900, imdb: "tt9000001"},
		image: {original: "https://static.tvmaze.example/p.jpg", medium: "https://static.tvmaze.example/p-m.jpg"},
		_embedded: {cast: [{person: {name: "Bea Stone"}, character: {name: "Hale"}}], crew: [{type: "Creator",
			person: {name: "Ann Quill"}}], images: [], seasons: [{id: 701, number: 1, name: "", summary: null,
			premiereDate: "2010-03-01", image: null}]}}' >tvmaze.json
	jq -n '[{id: 7011, season: 1, number: 1, name: "The Fire", airdate: "2010-03-01", runtime: 60,
			summary: "<p>Fire, says TVmaze.</p>", rating: {average: 7.9}, image: null},
		{id: 7012, season: 1, number: 2, name: "The Tide", airdate: "2010-03-08", runtime: 60, summary: null},
		{id: 7013, season: 1, number: 3, name: "Low Water", airdate: "2010-03-15", runtime: 60, summary: null},
		{id: 7001, season: 1, number: null, name: "Making Of", airdate: "2010-03-05", runtime: 20,
			summary: null}]' >tvmaze-episodes.json
	for id in 7011 7012 7013 7001; do
		jq ".[] | select(.id == $id)" tvmaze-episodes.json >"tvmaze-$id.json"
	done
}
