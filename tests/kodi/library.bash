# A library as people have it, and then nothing but its videos: sourced by "run". What Metarr knows is in its database
# and cache, from which it writes everything again.
# shellcheck shell=bash

# The kinds of picture of a film and of a series, and how each is drawn.
FILM_KINDS="poster fanart fanart1 fanart2 banner clearlogo clearart discart landscape keyart characterart thumb"
SHOW_KINDS="poster fanart fanart1 fanart2 banner clearlogo clearart landscape keyart characterart"
SEASON_KINDS="poster banner fanart landscape"

draw() { ffmpeg -loglevel error -nostdin -f lavfi -i "testsrc2=s=$1:d=1" -frames:v 1 ${3:+-pix_fmt "$3"} "$2"; }

# One video and a picture of each shape.
make_parts() {
	mkdir -p "$1"
	ffmpeg -loglevel error -nostdin -f lavfi -i testsrc2=s=64x36:d=1 -f lavfi -i sine=d=1 -c:v mpeg4 -c:a aac \
		-metadata:s:a:0 language=ger "$1/video.mkv"
	draw 60x90 "$1/poster.jpg"
	draw 160x90 "$1/fanart.jpg"
	draw 200x37 "$1/banner.jpg"
	draw 80x80 "$1/clearlogo.png" rgba
}

# picture PARTS KIND PATH (without ending)
picture() {
	case $2 in
	clearlogo | clearart | discart | characterart) cp "$1/clearlogo.png" "$3.png" ;;
	banner) cp "$1/banner.jpg" "$3.jpg" ;;
	poster | keyart | actor) cp "$1/poster.jpg" "$3.jpg" ;;
	*) cp "$1/fanart.jpg" "$3.jpg" ;;
	esac
}

nfo_common() { # N: what films, series and episodes have alike
	cat <<-X
		<plot>Plot $1 with &lt;angles&gt; &amp; more</plot>
		<ratings><rating name="imdb" max="10" default="true"><value>7.$1</value><votes>10$1</votes></rating>
		<rating name="themoviedb" max="10"><value>6.$1</value><votes>20$1</votes></rating></ratings>
		<userrating>$1</userrating>
	X
}
nfo_film() { # N SET
	cat <<-X
		<?xml version="1.0" encoding="UTF-8"?>
		<movie><title>Film $1: ä</title><originaltitle>Original $1</originaltitle><sorttitle>Film 0$1</sorttitle>
		<tagline>Tagline $1</tagline><outline>Outline $1</outline><mpaa>FSK 1$1</mpaa><premiered>200$1-02-03</premiered>
		$(nfo_common "$1")
		<uniqueid type="imdb">tt000000$1</uniqueid><uniqueid type="tmdb" default="true">60$1</uniqueid>
		<genre>Drama</genre><genre>War</genre><country>France</country><studio>Studio $1</studio><tag>seen $1</tag>
		<credits>Writer $1</credits><director>Director $1</director>
		<trailer>plugin://plugin.video.youtube/?action=play_video&amp;videoid=abc$1</trailer>
		${2:+<set><name>$2</name><overview>All of $2</overview></set>}
		<actor><name>Actor A$1</name><role>Role A</role><order>0</order></actor>
		<actor><name>Robert Downey Jr.</name><role>Role B</role><order>1</order></actor></movie>
	X
}
nfo_show() { # N
	cat <<-X
		<?xml version="1.0" encoding="UTF-8"?>
		<tvshow><title>Show $1</title><originaltitle>Original show $1</originaltitle><mpaa>TV-1$1</mpaa>
		<premiered>201$1-01-01</premiered><status>Ended</status>
		$(nfo_common "$1")
		<uniqueid type="tvdb" default="true">70$1</uniqueid><uniqueid type="imdb">tt100000$1</uniqueid>
		<genre>Crime</genre><studio>Network $1</studio><namedseason number="1">Season name $1</namedseason>
		<actor><name>Star S$1</name><role>Lead</role><order>0</order></actor></tvshow>
	X
}
nfo_episode() { # SHOW SEASON EPISODE
	cat <<-X
		<episodedetails><title>Episode $1-$2-$3</title><season>$2</season><episode>$3</episode>
		<aired>201$1-0$(($2 + 1))-0$3</aired>
		$(nfo_common "$3")
		<uniqueid type="tvdb" default="true">80$1$2$3</uniqueid>
		<credits>Writer E$3</credits><director>Director E$3</director>
		<actor><name>Guest G$1</name><role>Guest</role><order>0</order></actor></episodedetails>
	X
}

# film PARTS FOLDER N NAMING SET: films 1 and 2 are of one set
make_film() {
	local base="Film $3 (200$3)" dir pre="" nfo=movie kind
	dir="$2/$base"
	if [ "$4" = long ]; then pre="$base-" nfo=$base; fi
	mkdir -p "$dir/.actors"
	cp "$1/video.mkv" "$dir/$base.mkv"
	nfo_film "$3" "$5" >"$dir/$nfo.nfo"
	for kind in $FILM_KINDS; do picture "$1" "$kind" "$dir/$pre$kind"; done
	picture "$1" actor "$dir/.actors/Actor_A$3"
	picture "$1" actor "$dir/.actors/Robert_Downey_Jr."
}

make_show() { # PARTS FOLDER N
	local dir="$2/Show $3" kind season numbers number name episodes
	mkdir -p "$dir/.actors" "$dir/Specials"
	nfo_show "$3" >"$dir/tvshow.nfo"
	for kind in $SHOW_KINDS; do picture "$1" "$kind" "$dir/$kind"; done
	for kind in $SEASON_KINDS; do
		for season in 01 02 -specials -all; do picture "$1" "$kind" "$dir/season$season-$kind"; done
	done
	picture "$1" actor "$dir/.actors/Star_S$3"
	picture "$1" actor "$dir/.actors/Guest_G$3"
	for numbers in "0 1" "1 1" "1 2" "2 1" "2 3 4"; do
		# shellcheck disable=SC2086  # a season and its episodes
		set -- "$1" "$2" "$3" $numbers
		season=$([ "$4" = 0 ] && echo Specials || echo "Season $4")
		episodes=$(printf 'E0%s' "${@:5}")
		name="$dir/$season/Show $3 S0$4$episodes"
		mkdir -p "$dir/$season"
		cp "$1/video.mkv" "$name.mkv"
		for number in "${@:5}"; do nfo_episode "$3" "$4" "$number"; done >"$name.nfo"
		picture "$1" thumb "$name-thumb"
	done
}

# make_library PARTS DIR NAMING: films, series and sets in DIR/old, scanned; then only the videos in DIR/new, published
make_library() {
	local parts=$1 dir=$2 n
	mkdir -p "$dir/Sets" "$dir/home" "$dir/new"
	export HOME=$dir/home METARR_CONF=$dir/metarr.conf METARR_DB=$dir/metarr.db METARR_CACHE=$dir/cache METARR_SETTLE=0
	echo "sets_folder = $dir/Sets" >"$METARR_CONF"
	for n in 1 2 3; do make_film "$parts" "$dir/old/Films" "$n" "$3" "$([ "$n" = 3 ] || echo 'Both: Films')"; done
	for n in 1 2; do make_show "$parts" "$dir/old/Shows" "$n"; done
	mkdir "$dir/Sets/Both_ Films"
	for n in poster fanart clearlogo; do picture "$parts" "$n" "$dir/Sets/Both_ Films/$n"; done
	metarr-library -q add "$dir/old/Films"
	metarr-library -q add "$dir/old/Shows"
	metarr-library -q set Films names "$3"
	metarr-scan -qt -a
	(cd "$dir/old" && find . -name '*.mkv' -exec cp --parents {} "$dir/new" \;)
	mv "$dir/Sets/Both_ Films" "$dir/old"
	metarr-library -q set Films path "$dir/new/Films"
	metarr-library -q set Shows path "$dir/new/Shows"
	metarr-publish -qt -a
}
