# What Kodi answered (films, sets, shows, seasons, episodes: slurped results), as expected.jq would have it.
def hex: explode | map(if . <= 57 then . - 48 elif . <= 70 then . - 55 else . - 87 end) | .[0] * 16 + .[1];
def decoded: split("%") | .[0] + (.[1:] | map(([.[0:2] | hex] | implode) + .[2:]) | join(""));
def file: ltrimstr("image://") | rtrimstr("/") | decoded | sub(".*/(?=(new|Sets)/)"; "");
def art: del(.icon) | map_values(file);
def own_art: art | with_entries(select(.key | contains(".") | not));
def people: map({name, role, picture: (.thumbnail // "" | file | sub(".*/"; ""))});
def ratings: map_values({rating: (.rating * 10 | round), votes, default});
def streams: {
	video: (.video | map({codec, width, height})),
	audio: (.audio | map({codec, language, channels}))
};
{
	films: (.[0].movies // [] | map({
		title, originaltitle, sorttitle, tagline, plotoutline, plot, mpaa, premiered, year, userrating, uniqueid, genre,
		country, studio, tag, writer, director, trailer, set, ratings: (.ratings | ratings), cast: (.cast | people),
		streams: (.streamdetails | streams), art: (.art | art)
	}) | sort_by(.title)),
	sets: (.[1].sets // [] | map({title, plot, art: (.art | art)})),
	shows: (.[2].tvshows // [] | map({
		title, originaltitle, plot, mpaa, premiered, userrating, uniqueid, genre, studio, ratings: (.ratings | ratings),
		cast: (.cast | people), art: (.art | art)
	}) | sort_by(.title)),
	seasons: (.[3].seasons // [] | map({showtitle, season, title, art: (.art | own_art)}) | sort_by(.showtitle, .season)),
	episodes: (.[4].episodes // [] | map({
		showtitle, season, episode, title, plot, firstaired, userrating, uniqueid, writer, director,
		ratings: (.ratings | ratings), cast: (.cast | people), streams: (.streamdetails | streams), art: (.art | own_art)
	}) | sort_by(.showtitle, .season, .episode))
}
