# What library.bash made, as Kodi should have it; $naming is short or long.
def ext: if IN("clearlogo", "clearart", "discart", "characterart") then "png" else "jpg" end;
def pictures(kinds; $prefix): kinds | split(" ") | map({key: ., value: "\($prefix)\(.).\(ext)"}) | from_entries;
def ratings: {
	imdb: {rating: (70 + .), votes: "10\(.)" | tonumber, default: true},
	themoviedb: {rating: (60 + .), votes: "20\(.)" | tonumber, default: false}
};
def plot: "Plot \(.) with <angles> & more";
def streams: {
	video: [{codec: "mpeg4", width: 64, height: 36}],
	audio: [{codec: "aac", language: "ger", channels: 1}]
};
def actor(name; role): {name: name, role: role, picture: "\(name | gsub(" "; "_")).jpg"};
def set_art: pictures("clearlogo fanart poster"; "Sets/Both_ Films/");
def film: {
	title: "Film \(.): ä", originaltitle: "Original \(.)", sorttitle: "Film 0\(.)", tagline: "Tagline \(.)",
	plotoutline: "Outline \(.)", plot: plot, mpaa: "FSK 1\(.)", premiered: "200\(.)-02-03", year: (2000 + .),
	userrating: ., uniqueid: {imdb: "tt000000\(.)", tmdb: "60\(.)"}, genre: ["Drama", "War"], country: ["France"],
	studio: ["Studio \(.)"], tag: ["seen \(.)"], writer: ["Writer \(.)"], director: ["Director \(.)"],
	trailer: "plugin://plugin.video.youtube/?action=play_video&videoid=abc\(.)",
	set: (if . < 3 then "Both: Films" else "" end), ratings: ratings,
	cast: [actor("Actor A\(.)"; "Role A"), actor("Robert Downey Jr."; "Role B")], streams: streams,
	art: (pictures($film_kinds; "new/Films/Film \(.) (200\(.))/" + (if $naming == "long" then "Film \(.) (200\(.))-" else "" end)) +
		if . < 3 then set_art | with_entries(.key |= "set." + .) else {} end)
};
def show: {
	title: "Show \(.)", originaltitle: "Original show \(.)", plot: plot, mpaa: "TV-1\(.)", premiered: "201\(.)-01-01",
	userrating: ., uniqueid: {tvdb: "70\(.)", imdb: "tt100000\(.)"}, genre: ["Crime"], studio: ["Network \(.)"],
	ratings: ratings, cast: [actor("Star S\(.)"; "Lead")], art: pictures($show_kinds; "new/Shows/Show \(.)/")
};
def season($show): {
	showtitle: "Show \($show)", season: .,
	title: (if . == 1 then "Season name \($show)" elif . == 0 then "Specials" else "Season \(.)" end),
	art: pictures($season_kinds; "new/Shows/Show \($show)/season\(if . == 0 then "-specials" else "0\(.)" end)-")
};
# Of a season, an episode, and the episodes of its file.
def episode($show; $s; $files): {
	showtitle: "Show \($show)", season: $s, episode: ., title: "Episode \($show)-\($s)-\(.)", plot: plot,
	firstaired: "201\($show)-0\($s + 1)-0\(.)", userrating: ., uniqueid: {tvdb: "80\($show)\($s)\(.)"},
	writer: ["Writer E\(.)"], director: ["Director E\(.)"], ratings: ratings,
	cast: [actor("Guest G\($show)"; "Guest"), actor("Star S\($show)"; "Lead")], streams: streams,
	art: {thumb: "new/Shows/Show \($show)/\(if $s == 0 then "Specials" else "Season \($s)" end)/Show \($show) S0\($s)\($files)-thumb.jpg"}
};
{
	films: [range(1; 4) | film],
	sets: [{title: "Both: Films", plot: "All of Both: Films", art: set_art}],
	shows: [range(1; 3) | show],
	seasons: [range(1; 3) as $n | range(0; 3) | season($n)],
	episodes: [range(1; 3) as $n | (1 | episode($n; 0; "E01")), (1 | episode($n; 1; "E01")), (2 | episode($n; 1; "E02")),
		(1 | episode($n; 2; "E01")), (3 | episode($n; 2; "E03E04")), (4 | episode($n; 2; "E03E04"))]
}
